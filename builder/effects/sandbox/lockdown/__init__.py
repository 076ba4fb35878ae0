"""The sandbox around a run: its layers are prepared in the zygote and applied in its child.

Each layer protects alone what its row in `WALLS` names. The slow parts, Landlock's list of paths
and the seccomp program, are made before the fork. The child applies them with two system calls,
after it has opened what it needs and before the first line of content runs. No layer can be
removed again.
"""

import contextlib
import os
from collections.abc import Callable, Collection
from dataclasses import dataclass

from builder.effects import Faults
from builder.effects.sandbox.lockdown import landlock, namespaces, seccomp
from builder.effects.sandbox.lockdown.ground import OpenPaths


@dataclass(frozen=True, slots=True)
class SandboxLayer:
    """A sandbox layer, and what it protects.

    `find_fault` returns why this machine lacks the layer; empty if it has it.
    """

    name: str
    keeps: str
    find_fault: Callable[[], str]


LANDLOCK, SECCOMP = "landlock", "seccomp"
WALLS = (
    SandboxLayer(
        LANDLOCK,
        "files outside the interpreter, its packages and the run's scratch folder",
        landlock.find_fault,
    ),
    SandboxLayer(
        SECCOMP, "network, processes, signals, modes and owners of files", seccomp.find_fault
    ),
)
# What namespaces protect, where the system allows them.
NAMESPACES = "network and shared memory once more, as namespaces of the runs' own"


def find_faults() -> Faults:
    """Find the layers that this machine lacks, each with the reason."""
    found = ((wall.name, wall.find_fault()) for wall in WALLS)
    return tuple((name, fault) for name, fault in found if fault)


class SandboxLayers:
    """All sandbox layers but those named in `without`, prepared for the paths of one run.

    One process after another may apply them.
    """

    def __init__(self, ground: OpenPaths, *, without: Collection[str] = ()) -> None:
        """Prepare the layers.

        Raises: `OSError` if a layer cannot be prepared; then no content may run.
        """
        self._ruleset = landlock.make_ruleset(ground) if LANDLOCK not in without else -1
        self._filter = seccomp.make_filter() if SECCOMP not in without else None

    @property
    def descriptors(self) -> tuple[int, ...]:
        """The descriptors that must stay open until the layers are applied."""
        return (self._ruleset,) if self._ruleset >= 0 else ()

    def rise(self) -> None:
        """Apply every layer to this process, for good.

        Raises: `OSError` if a layer cannot be applied; then no content may run.
        """
        if self._ruleset >= 0 or self._filter is not None:
            seccomp.give_up_privileges()
        if self._ruleset >= 0:
            landlock.restrict_files(self._ruleset)
            self.close()
        if self._filter is not None:
            seccomp.restrict_calls(self._filter)

    def close(self) -> None:
        """Close the prepared ruleset in this process."""
        with contextlib.suppress(OSError):
            if self._ruleset >= 0:
                os.close(self._ruleset)
        self._ruleset = -1


__all__ = (
    "NAMESPACES",
    "WALLS",
    "OpenPaths",
    "SandboxLayer",
    "SandboxLayers",
    "find_faults",
    "namespaces",
)
