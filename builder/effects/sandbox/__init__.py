"""The sandbox in which witnesses run: its layers, its processes, and the executor of jobs."""
