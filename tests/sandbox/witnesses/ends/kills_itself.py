# Kills itself, as if the machine had run out of memory.
# page: refused
# alone: killed
import signal

signal.raise_signal(signal.SIGKILL)
