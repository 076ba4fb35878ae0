"""The author's files: reading, appending, moving."""
