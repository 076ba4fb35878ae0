"""Small entries in one file, which does not grow with what nobody asks for."""

from pathlib import Path

import pytest

from builder.effects import store as sealed
from builder.effects.bundle import LARGEST_SHARE, MOST_MISSED, Bundle
from builder.effects.store import SealedStore

MOST = 2**30


@pytest.fixture
def store(tmp_path: Path) -> SealedStore:
    return SealedStore(tmp_path, "engine", MOST)


def write(store: SealedStore, entries: dict[str, bytes], ask: tuple[str, ...] = ()) -> None:
    """A build that asks for entries, and makes others."""
    bundle = Bundle(store, "atlas")
    for key in ask:
        bundle.recall(key)
    for key, body in entries.items():
        bundle.add(key, body)
    bundle.write()


def test_what_one_build_made_the_next_recalls_from_one_file(
    store: SealedStore, tmp_path: Path
) -> None:
    write(store, {f"key {number}": b"%d" % number for number in range(100)})
    assert len(list((tmp_path / "engine").iterdir())) == 1
    bundle = Bundle(store, "atlas")
    assert [bundle.recall(f"key {number}") for number in (0, 99, 100)] == [b"0", b"99", None]


def test_a_little_that_is_new_is_kept_by_itself(store: SealedStore) -> None:
    many = {f"key {number}": b"" for number in range(10 * LARGEST_SHARE)}
    write(store, many)
    before = store.recall("atlas")
    write(store, {"new": b"new"}, ask=tuple(many))
    assert store.recall("atlas") == before
    assert store.recall("new") == b"new"


def test_much_that_is_new_is_written_with_the_rest(store: SealedStore) -> None:
    write(store, {"old": b"old"})
    write(store, {"new": b"new"}, ask=("old",))
    assert [Bundle(store, "atlas").recall(key) for key in ("old", "new")] == [b"old", b"new"]


def test_what_is_missed_again_and_again_is_left_out(store: SealedStore) -> None:
    write(store, {"old": b"old"})
    for number in range(MOST_MISSED):
        write(store, {f"{number}": b""})
        assert "old" in Bundle(store, "atlas")._before
    write(store, {"last": b""})
    assert Bundle(store, "atlas").recall("old") is None


def test_a_bundle_that_is_none_holds_nothing(store: SealedStore) -> None:
    store.keep("atlas", b"none")
    assert Bundle(store, "atlas").recall("key") is None


def test_two_atlases_do_not_share_one(store: SealedStore) -> None:
    write(store, {"key": b"one"})
    assert Bundle(store, "other").recall("key") is None


def test_what_two_builds_at_once_have_made_is_there(store: SealedStore) -> None:
    one, other = Bundle(store, "atlas"), Bundle(store, "atlas")
    for bundle, name in ((one, "one"), (other, "other")):
        bundle.add(name, name.encode())
        bundle.write()
    assert [Bundle(store, "atlas").recall(name) for name in ("one", "other")] == [b"one", b"other"]


def test_where_it_is_too_large_each_entry_is_kept_by_itself(
    store: SealedStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealed, "LARGEST_ENTRY", 1000)
    write(store, {f"key {number}": bytes(100) for number in range(100)})
    assert Bundle(store, "atlas").recall("key 1") is None
    assert store.recall("key 1") == bytes(100)
