"""The build cache: what is found in it, and what any fault of its file does to a build."""

import contextlib
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from builder.effects.cache import database as module
from builder.effects.cache.database import Cache
from builder.effects.cache.folder import cache_folder, make_private_folder

ROOT = Path(__file__).parents[2]
ROW = ("key", b"head", b"body")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "plumbline" / "cache.sqlite"


@pytest.fixture
def cache(path: Path) -> Iterator[Cache]:
    opened = Cache(path)
    yield opened
    opened.close()


def find(cache: Cache, key: str = "key") -> tuple[bytes | None, bytes | None]:
    """Return head and body of a row."""
    return cache.get_heads([key]).get(key, (None, ""))[0], cache.get_body(key)


def test_a_row_is_found_by_another_build(cache: Cache, path: Path) -> None:
    cache.put([ROW])
    assert find(cache) == find(Cache(path)) == (b"head", b"body")
    assert find(cache, "other") == (None, None)


def test_equal_content_has_equal_digests_under_any_key(cache: Cache) -> None:
    cache.put([ROW, ("same", b"head", b"body"), ("other", b"head", b"another")])
    digests = {
        key: digest for key, (_, digest) in cache.get_heads(["key", "same", "other"]).items()
    }
    assert digests["key"] == digests["same"] != digests["other"]


def test_a_thousand_keys_are_asked_for_at_once(cache: Cache) -> None:
    cache.put([(str(number), b"%d" % number, b"") for number in range(1200)])
    found = cache.get_heads(map(str, range(1200)))
    assert {key: head for key, (head, _) in found.items()} == {
        str(n): b"%d" % n for n in range(1200)
    }


def test_a_fresh_cache_finds_only_what_it_wrote(cache: Cache, path: Path) -> None:
    cache.put([ROW])
    fresh = Cache(path, is_fresh=True)
    assert fresh.get_heads(["key"]) == {}
    fresh.put([ROW])
    assert find(fresh) == (b"head", b"body")


def test_a_row_that_is_dropped_is_gone(cache: Cache) -> None:
    cache.put([ROW])
    cache.drop("key")
    assert find(cache) == (None, None)


@pytest.mark.parametrize("part", ["head", "head_sum"])
def test_a_damaged_head_is_a_cache_miss(cache: Cache, path: Path, part: str) -> None:
    cache.put([ROW])
    change(path, f"UPDATE rows SET {part} = x'00'")
    assert cache.get_heads(["key"]) == {}
    cache.put([ROW])
    assert find(cache) == (b"head", b"body")


@pytest.mark.parametrize("part", ["body", "body_sum"])
def test_a_damaged_body_is_a_cache_miss(cache: Cache, path: Path, part: str) -> None:
    cache.put([ROW])
    change(path, f"UPDATE rows SET {part} = 'text'")
    assert cache.get_body("key") is None


def change(path: Path, query: str) -> None:
    with contextlib.closing(sqlite3.connect(path)) as database, database:
        database.execute(query)


def put_foreign_table(path: Path) -> None:
    path.unlink()
    change(path, "CREATE TABLE rows (other TEXT)")


def put_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def put_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


DAMAGES: dict[str, Callable[[Path], object]] = {
    "foreign text": lambda path: path.write_bytes(b"no database " * 1000),
    "foreign table": put_foreign_table,
    "cut": lambda path: os.truncate(path, path.stat().st_size // 2),
    "empty": lambda path: path.write_bytes(b""),
    "gone": Path.unlink,
    "a folder": put_folder,
    "a link to nowhere": lambda path: (path.unlink(), path.symlink_to("/nowhere/at/all")),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_a_damaged_file_is_replaced_and_the_build_goes_on(path: Path, name: str) -> None:
    first = Cache(path)
    first.put([ROW])
    first.close()
    DAMAGES[name](path)
    cache = Cache(path)
    assert find(cache)[0] in (None, b"head")
    cache.put([ROW])
    assert find(cache) == (b"head", b"body")
    cache.close()


def test_a_damaged_file_is_kept_beside_the_new_one(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"no database " * 1000)
    with contextlib.closing(Cache(path)) as cache:
        cache.put([ROW])
    assert path.with_suffix(".damaged").read_bytes().startswith(b"no database")
    assert find(Cache(path)) == (b"head", b"body")


def test_a_locked_file_is_waited_for_and_then_done_without(
    path: Path, cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.put([ROW])
    monkeypatch.setattr(module, "WAIT_S", 0.1)
    with contextlib.closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN EXCLUSIVE")
        late = Cache(path)
        late.put([("late", b"1", b"2")])
        assert find(late, "late") == (b"1", b"2")
        late.close()
    assert find(Cache(path)) == (b"head", b"body")
    assert find(Cache(path), "late") == (None, None)


@pytest.mark.skipif(os.geteuid() == 0, reason="no file is read-only for root")
def test_a_read_only_file_gives_a_build_without_a_cache(path: Path, cache: Cache) -> None:
    cache.put([ROW])
    path.chmod(0o400)
    late = Cache(path)
    late.put([("late", b"1", b"2")])
    assert find(late, "late") == (b"1", b"2")


@pytest.mark.parametrize("home", ["a file", "none"])
def test_an_account_without_a_cache_folder_builds(
    tmp_path: Path, home: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if home == "none":
        monkeypatch.setenv("XDG_CACHE_HOME", "relative")
        monkeypatch.setenv("HOME", "relative")
        path = cache_folder() / "cache.sqlite"
    else:
        (tmp_path / "file").touch()
        path = tmp_path / "file" / "cache.sqlite"
    cache = Cache(path)
    cache.put([ROW])
    assert find(cache) == (b"head", b"body")
    temporary = cache._temporary
    assert temporary is not None
    cache.close()
    assert not temporary.exists()


def test_a_file_as_git_checks_it_out_is_not_believed(path: Path, cache: Cache) -> None:
    """Others may have written it: git keeps no mode that is this account's alone."""
    cache.put([ROW])
    path.chmod(0o644)
    path.parent.chmod(0o755)
    late = Cache(path)
    assert find(late) == (None, None)
    late.put([ROW])
    assert find(late) == (b"head", b"body")
    assert path.stat().st_mode & 0o077 == path.parent.stat().st_mode & 0o077 == 0
    late.close()


def test_the_folder_is_its_owners_alone(cache: Cache, path: Path) -> None:
    cache.put([ROW])
    assert path.parent.stat().st_mode & 0o077 == 0
    assert make_private_folder(path.parent)


def test_on_a_full_disk_a_build_has_its_rows_in_memory(path: Path, cache: Cache) -> None:
    """Neither the file nor the temporary one can grow."""
    cache.put([ROW])
    code = (
        "import resource, sys; from pathlib import Path; from builder.effects.cache.database import Cache\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))\n"
        "cache = Cache(Path(sys.argv[1])); cache.put([('large', b'', b'x' * 100_000)])\n"
        "assert len(cache.get_body('large')) == 100_000; cache.close()\n"
    )
    command = [sys.executable, "-c", code, str(path)]
    subprocess.run(command, cwd=ROOT, check=True)
    assert find(Cache(path)) == (b"head", b"body")


def test_builds_that_write_at_once_lose_nothing(path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from builder.effects.cache.database import Cache\n"
        "cache = Cache(Path(sys.argv[1]))\n"
        "for n in range(20): cache.put([(f'{sys.argv[2]} {n}', b'head', b'body')])\n"
    )
    command = [sys.executable, "-c", code, str(path)]
    started = [subprocess.Popen([*command, name], cwd=ROOT) for name in "abcd"]
    assert [process.wait() for process in started] == [0] * 4
    keys = [f"{name} {number}" for name in "abcd" for number in range(20)]
    assert Cache(path).get_heads(keys).keys() == set(keys)


def test_a_fork_reads_what_was_written_before_it(cache: Cache) -> None:
    cache.put([ROW])
    pid = os.fork()
    if pid == 0:
        os._exit(0 if find(cache) == (b"head", b"body") else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    assert find(cache) == (b"head", b"body")


def test_the_least_recently_used_rows_are_dropped_beyond_the_bound(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    today = time.time()
    for day in range(10):
        monkeypatch.setattr(time, "time", lambda day=day: today + day * 86_400)
        with contextlib.closing(Cache(path)) as cache:
            cache.put([(str(day), b"", os.urandom(50_000))])
    monkeypatch.setattr(time, "time", lambda: today + 20 * 86_400)
    with contextlib.closing(Cache(path)) as cache:
        assert cache.get_heads(["0"])  # used again
    monkeypatch.setattr(module, "MOST_BYTES", 400_000)
    with contextlib.closing(Cache(path)) as cache:
        cache.put([("new", b"", b"x")])
    left = sorted(Cache(path).get_heads([*map(str, range(10)), "new"]))
    assert {"0", "9", "new"} <= set(left)
    assert not {"1", "2", "3"} & set(left)


def test_a_cache_of_another_version_is_moved_aside(path: Path) -> None:
    path.parent.mkdir()
    change(path, "CREATE TABLE rows (key TEXT PRIMARY KEY, head BLOB)")
    with contextlib.closing(Cache(path)) as cache:
        cache.put([ROW])
        assert find(cache) == (b"head", b"body")
    shutil.rmtree(path.parent)
