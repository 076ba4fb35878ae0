"""All that touches the world: disk, processes, publishing."""

Faults = tuple[
    tuple[str, str], ...
]  # (means of locking runs away, why this machine does not have it)
# What to do where a package is missing.
ACTIVATE = (
    "activate the environment in which Plumbline is installed, or run 'make site' in a checkout"
)
# What holds on a machine without the layers of the sandbox, and what the option means that runs
# witnesses there.
LEFT = (
    "the allow-list and the value guard hold on every machine, but they alone do not protect your "
    "files and network"
)
TRUST = (
    "--trust-content runs the witnesses all the same, with the rights of your account: use it if "
    "you have read the code of every page, or on a machine that holds nothing else"
)


class WorldError(Exception):
    """The world refuses what was asked, and no page is at fault; the text says what and why."""
