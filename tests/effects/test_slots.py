"""The places of a zygote's runs: one at a time in each, and nothing left from one to the next."""

from pathlib import Path

from builder.effects.sandbox.lockdown import find_faults
from builder.effects.sandbox.scratch_folders import ScratchFolders

MISSING = tuple(name for name, _ in find_faults())


def test_a_place_is_taken_once_and_given_back_empty(tmp_path: Path) -> None:
    slots = ScratchFolders(str(tmp_path), without=MISSING)
    first, second = slots.take(), slots.take()
    assert first.scratch != second.scratch
    Path(first.scratch, "left").write_text("x")
    slots.give_back(first)
    again = slots.take()
    assert (again.scratch == first.scratch) == (not MISSING)
    assert list(Path(again.scratch).iterdir()) == []


def test_a_place_that_cannot_be_emptied_is_given_up(tmp_path: Path) -> None:
    slots = ScratchFolders(str(tmp_path), without=MISSING)
    slot = slots.take()
    Path(slot.scratch, "folder").mkdir()
    slots.give_back(slot)
    assert not Path(slot.scratch).exists()
    assert list(Path(slots.take().scratch).iterdir()) == []


def test_where_a_wall_is_missing_no_place_is_used_twice(tmp_path: Path) -> None:
    slots = ScratchFolders(str(tmp_path), without=("landlock", "seccomp"))
    slot = slots.take()
    slots.give_back(slot)
    assert slots.take().scratch != slot.scratch
