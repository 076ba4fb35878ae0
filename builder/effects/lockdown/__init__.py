"""The walls between a run and everything else, in the order in which they are raised.

Each holds alone what it says. They are raised in the child, after it has opened what it needs and before the first line of
content runs; none can be taken down again.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from builder.effects import Faults
from builder.effects.lockdown import landlock, namespaces, seccomp
from builder.effects.lockdown.ground import Ground


@dataclass(frozen=True, slots=True)
class Wall:
    """A means of the system. `find_fault` says why it does not stand here, and nothing where it does."""

    name: str
    keeps: str
    find_fault: Callable[[], str]
    raise_wall: Callable[[Ground], None]


WALLS = (
    Wall(
        "landlock", "files outside the interpreter, its packages and the run's scratch folder", landlock.find_fault, landlock.restrict_files
    ),
    Wall("seccomp", "network, processes, signals, modes and owners of files", seccomp.find_fault, lambda ground: seccomp.restrict_calls()),
)
NAMESPACES = "network and shared memory once more, as namespaces of the runs' own"  # used where the system allows it


def find_faults() -> Faults:
    """The walls that do not stand here, with the reason of each."""
    found = ((wall.name, wall.find_fault()) for wall in WALLS)
    return tuple((name, fault) for name, fault in found if fault)


def lock_down(ground: Ground, *, without: Collection[str] = ()) -> None:
    """Raises every wall but those named. Raises: `OSError` where one does not rise: nothing of the content may run then."""
    walls = [wall for wall in WALLS if wall.name not in without]
    if walls:
        seccomp.give_up_privileges()
    for wall in walls:
        wall.raise_wall(ground)


__all__ = ("NAMESPACES", "WALLS", "Ground", "Wall", "find_faults", "lock_down", "namespaces")
