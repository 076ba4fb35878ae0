"""All that touches the world: disk, processes, publishing."""

Faults = tuple[
    tuple[str, str], ...
]  # (means of locking runs away, why this machine does not have it)
# What to do where a package is missing.
ACTIVATE = (
    "activate the environment in which Plumbline is installed, or run 'make site' in a checkout"
)


class WorldError(Exception):
    """The world refuses what was asked, and no page is at fault; the text says what and why."""
