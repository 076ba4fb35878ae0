"""What is raised where something that was kept is not there any more. Imports nothing: the command line waits for it."""


class GoneError(Exception):
    """What was made before has gone from the cache, or was damaged there, while it was needed: the command is to be run once more."""
