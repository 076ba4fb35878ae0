"""The walls between a run and everything else: made ready in the zygote, raised in its child.

Each holds alone what it says. What takes time, Landlock's list of paths and seccomp's program, is made before the fork; the child has
two calls to make, after it has opened what it needs and before the first line of content runs. None can be taken down again.
"""

import contextlib
import os
from collections.abc import Callable, Collection
from dataclasses import dataclass

from builder.effects import Faults
from builder.effects.lockdown import landlock, namespaces, seccomp
from builder.effects.lockdown.ground import Ground


@dataclass(frozen=True, slots=True)
class Wall:
    """A means of the system, and what it keeps. `find_fault` says why it does not stand here, and nothing where it does."""

    name: str
    keeps: str
    find_fault: Callable[[], str]


LANDLOCK, SECCOMP = "landlock", "seccomp"
WALLS = (
    Wall(
        LANDLOCK,
        "files outside the interpreter, its packages and the run's scratch folder",
        landlock.find_fault,
    ),
    Wall(SECCOMP, "network, processes, signals, modes and owners of files", seccomp.find_fault),
)
NAMESPACES = "network and shared memory once more, as namespaces of the runs' own"  # used where the system allows it


def find_faults() -> Faults:
    """The walls that do not stand here, with the reason of each."""
    found = ((wall.name, wall.find_fault()) for wall in WALLS)
    return tuple((name, fault) for name, fault in found if fault)


class Walls:
    """All walls but those named in `without`, around one ground; they may be raised by one process after another."""

    def __init__(self, ground: Ground, *, without: Collection[str] = ()) -> None:
        """Raises: `OSError` where a wall cannot be made: nothing of the content may run then."""
        self._ruleset = landlock.make_ruleset(ground) if LANDLOCK not in without else -1
        self._filter = seccomp.make_filter() if SECCOMP not in without else None

    @property
    def descriptors(self) -> tuple[int, ...]:
        """What must stay open until the walls are raised."""
        return (self._ruleset,) if self._ruleset >= 0 else ()

    def rise(self) -> None:
        """Locks this process away for good. Raises: `OSError` where a wall does not rise: nothing of the content may run then."""
        if self._ruleset >= 0 or self._filter is not None:
            seccomp.give_up_privileges()
        if self._ruleset >= 0:
            landlock.restrict_files(self._ruleset)
            self.close()
        if self._filter is not None:
            seccomp.restrict_calls(self._filter)

    def close(self) -> None:
        """Lets go of what was made ready, in this process."""
        with contextlib.suppress(OSError):
            if self._ruleset >= 0:
                os.close(self._ruleset)
        self._ruleset = -1


__all__ = ("NAMESPACES", "WALLS", "Ground", "Wall", "Walls", "find_faults", "namespaces")
