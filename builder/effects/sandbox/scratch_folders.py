"""The places in which a zygote's runs go on.

A scratch folder each, and the walls that leave a run this folder alone.

To make the walls costs more than to raise them, so a place is used by one run after another. In
between it is emptied, when no process of the run before is left; one that cannot be emptied is
given up.
"""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Collection
from dataclasses import dataclass

from builder.effects.sandbox.lockdown import OpenPaths, SandboxLayers
from builder.effects.sandbox.lockdown.ground import find_devices, find_readable


@dataclass(frozen=True, slots=True)
class ScratchFolder:
    """A place for one run at a time.

    Its `scratch` folder, empty when it is taken, and the walls around it.
    """

    scratch: str
    walls: SandboxLayers


class ScratchFolders:
    """All places of one zygote, made as they are needed."""

    def __init__(self, root: str, *, without: Collection[str]) -> None:
        """`root` is the folder below which scratch folders are made.

        `without` names the walls that runs have to do without.
        """
        self._root = root
        self._without = without
        self._paths = find_readable(), find_devices()
        self._free: list[ScratchFolder] = []

    def take(self) -> ScratchFolder:
        """Return a place that no run has. Raises: `OSError` where none can be made."""
        while self._free:
            slot = self._free.pop()
            if os.path.isdir(slot.scratch):  # and not removed by somebody who cleans up
                return slot
            slot.walls.close()
        scratch = tempfile.mkdtemp(dir=self._root)
        return ScratchFolder(
            scratch, SandboxLayers(OpenPaths(*self._paths, scratch), without=self._without)
        )

    def give_back(self, slot: ScratchFolder) -> None:
        """Empty the place; nothing of the run that had it may be alive."""
        if not self._without and _empty(
            slot.scratch
        ):  # a wall that is missing may have let a process stay
            self._free.append(slot)
        else:
            slot.walls.close()
            shutil.rmtree(slot.scratch, ignore_errors=True)


def _empty(folder: str) -> bool:
    """Whether everything in the folder could be removed."""
    with contextlib.suppress(OSError):
        for name in os.listdir(folder):
            os.unlink(os.path.join(folder, name))
        return not os.listdir(folder)
    return False
