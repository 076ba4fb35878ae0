"""Publishing: all or nothing, never over what is not ours, and no more written than has changed."""

import os
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from builder.effects import WorldError
from builder.effects.cache.fingerprint import take_fingerprint
from builder.effects.cache.last_build import store_last_build
from builder.effects.files.system import sync_file_system
from builder.effects.publish.exchange import PublishError, publish_site
from builder.effects.publish.output_folder import Output, OutputError
from builder.records.manifest import make_manifest
from builder.records.page import Site, digest_files, make_site


def make_whole(files: dict[str, bytes]) -> Site:
    """Return the site of these files and their manifest."""
    return make_site({**files, "manifest.json": make_manifest(digest_files(files), "1").write()})


FIRST = make_whole({"a/index.html": b"first", "c/same.txt": b"other", "d/e/gone.txt": b"x"})
OLD = make_whole({"a/index.html": b"old", "c/same.txt": b"same", "gone.txt": b"x"})
NEW = make_whole({"a/index.html": b"new", "b/index.html": b"more", "c/same.txt": b"same"})
OPERATIONS = ("open", "mkdir", "link", "fsync", "unlink", "rmdir", "scandir", "lstat", "write")
FAULTS = (28, 13, 4)  # no space, no permission, interrupted


def read(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def publish(site: Site, output: Path) -> int:
    """Publishes as a build does, which says at its end how it left its folders."""
    return publish_site(
        site, Output(output), lambda: store_last_build(output, take_fingerprint([], ()), "")
    )


def test_a_site_replaces_the_one_before_whole(tmp_path: Path) -> None:
    publish_site(OLD, Output(tmp_path / "site"))
    assert publish_site(NEW, Output(tmp_path / "site")) == 3  # the manifest too
    assert read(tmp_path / "site") == NEW.files
    assert read(tmp_path / ".site.next") == OLD.files
    assert len(os.listdir(tmp_path)) == 2


def test_of_two_generations_the_older_becomes_the_next_site_and_only_what_changed_is_touched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = tmp_path / "site"
    many = {f"{number}/index.html": b"same" for number in range(50)}
    sites = [
        make_whole(many | own) for own in ({"a": b"1"}, {"a": b"2"}, {"b/c": b"3"}, {"b": b""})
    ]
    for each in sites[:2]:
        publish(each, site)
    calls: Counter[str] = Counter()
    for name in ("link", "unlink", "mkdir", "rmdir"):
        monkeypatch.setattr(os, name, _count(calls, name))
    for each in (*sites[2:], sites[0]):
        assert publish(each, site) == 2  # the file and the manifest
        assert read(site) == each.files
    assert 0 < sum(calls.values()) < 30
    assert (site / "0" / "index.html").stat().st_nlink == 2


def _count(calls: Counter[str], name: str) -> Callable[..., object]:
    real = getattr(os, name)

    def counted(*arguments: object, **options: object) -> object:
        calls[name] += 1
        return real(*arguments, **options)

    return counted


@pytest.mark.parametrize("where", ["site", ".site.next"])
def test_what_others_put_into_either_generation_is_never_published(
    tmp_path: Path, where: str
) -> None:
    site = tmp_path / "site"
    whole = [make_whole(own) for own in ({"a/b": b"1"}, {"a/b": b"2"})]
    for number in range(2):
        publish(whole[number % 2], site)
    for number in range(4):
        (tmp_path / where / "a").mkdir(parents=True, exist_ok=True)
        (tmp_path / where / "a" / "theirs").write_bytes(b"x")
        with pytest.raises(
            OutputError, match=r"holds 'a/theirs', which this builder did not write"
        ):
            publish(whole[number % 2], site)
        publish_site(whole[number % 2], Output(site, force=True))
        assert read(site) == whole[number % 2].files
        assert read(tmp_path / f"site.replaced-{number + 1}") == {"a/theirs": b"x"}


def test_what_stands_is_not_written_again(tmp_path: Path) -> None:
    site = tmp_path / "site"
    publish_site(OLD, Output(site))
    before = (site / "c" / "same.txt").stat()
    publish_site(NEW, Output(site))
    after = (site / "c" / "same.txt").stat()
    assert (after.st_ino, after.st_mtime_ns, after.st_nlink) == (
        before.st_ino,
        before.st_mtime_ns,
        2,
    )


def test_where_nothing_has_changed_the_folder_stays_what_it_was(tmp_path: Path) -> None:
    site = tmp_path / "site"
    publish_site(NEW, Output(site))
    before = site.stat().st_ino
    assert publish_site(NEW, Output(site)) == 0
    assert site.stat().st_ino == before


@pytest.mark.parametrize("damage", ["changed", "shorter", "gone", "more", "a folder", "a link"])
def test_whatever_was_done_to_the_site_is_undone_and_kept_beside_it(
    tmp_path: Path, damage: str
) -> None:
    site, page = tmp_path / "site", tmp_path / "site" / "a" / "index.html"
    publish_site(NEW, Output(site))
    if damage != "more":
        page.unlink()
    match damage:
        case "changed":
            page.write_bytes(b"NEW")
        case "shorter":
            page.write_bytes(b"n")
        case "more":
            (site / "a" / "more.html").write_bytes(b"")
        case "a folder":
            page.mkdir()
        case "a link":
            (tmp_path / "other").write_bytes(b"new")
            page.symlink_to(tmp_path / "other")
    done = read(site).get("a/index.html")
    if damage in ("gone", "a folder"):  # nothing of others is there
        publish_site(NEW, Output(site))
    else:
        with pytest.raises(OutputError, match="did not write"):
            publish_site(NEW, Output(site))
        assert read(site).get("a/index.html") == done
        publish_site(NEW, Output(site, force=True))
        moved = {"a/more.html": b""} if damage == "more" else {"a/index.html": done}
        assert read(tmp_path / "site.replaced-1") == moved
    assert read(site) == NEW.files
    assert not page.is_symlink()
    assert not list(tmp_path.glob("site.replaced-2"))


def test_a_file_system_without_second_names_will_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_site(OLD, Output(tmp_path / "site"))
    monkeypatch.setattr("builder.effects.publish.staging.os.link", _refuse(95, 0))
    assert publish_site(NEW, Output(tmp_path / "site")) == len(NEW.files)
    assert read(tmp_path / "site") == NEW.files


def test_what_git_keeps_stays(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / ".gitignore").write_text("*\n")
    publish_site(OLD, Output(tmp_path / "site"))
    publish_site(NEW, Output(tmp_path / "site"))
    assert read(tmp_path / "site") == {**NEW.files, ".gitignore": b"*\n"}


def test_a_folder_of_others_is_left_alone_or_moved(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    (folder / "empty").mkdir(parents=True)
    (folder / "letters.txt").write_text("mine")
    with pytest.raises(
        OutputError, match=r"did not write; .* add --force, which moves it to '.*/mine\.replaced-1'"
    ):
        publish_site(NEW, Output(folder))
    assert read(folder) == {"letters.txt": b"mine"}
    said: list[str] = []
    publish_site(NEW, Output(folder, force=True, say=said.append))
    assert read(folder) == NEW.files
    assert read(tmp_path / "mine.replaced-1") == {"letters.txt": b"mine"}
    assert (tmp_path / "mine.replaced-1" / "empty").is_dir()
    assert [f"moved to '{tmp_path}/mine.replaced-1'" in line for line in said] == [True]


def test_a_manifest_of_others_makes_no_site(tmp_path: Path) -> None:
    """A web application has a `manifest.json` too, and one that was edited is no longer ours."""
    for content in (b"{}", b'{"name": "an application"}', NEW.files["manifest.json"] + b" "):
        folder = tmp_path / str(len(content))
        folder.mkdir()
        (folder / "manifest.json").write_bytes(content)
        with pytest.raises(
            OutputError, match=r"'manifest\.json', which this builder did not write"
        ):
            publish_site(NEW, Output(folder))
        assert read(folder) == {"manifest.json": content}


def test_a_file_or_a_link_in_place_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "index.html").write_bytes(b"theirs")
    (tmp_path / "link").symlink_to(tmp_path / "other")
    (tmp_path / "file").write_bytes(b"mine")
    for name in ("link", "file"):
        site = tmp_path / name
        with pytest.raises(OutputError, match=f"is a {name} that this builder did not write"):
            publish_site(NEW, Output(site))
        publish_site(NEW, Output(site, force=True))
        assert read(site) == NEW.files
        assert not site.is_symlink()
    assert read(tmp_path / "other") == {"index.html": b"theirs"}
    assert (tmp_path / "link.replaced-1" / "link").readlink() == tmp_path / "other"
    assert (tmp_path / "file.replaced-1" / "file").read_bytes() == b"mine"


def test_what_is_neither_a_folder_nor_a_file_is_refused_whatever_is_said(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(WorldError, match="is neither a folder nor a file"):
        publish_site(NEW, Output(tmp_path / "pipe", force=True))
    assert (tmp_path / "pipe").is_fifo()


@pytest.mark.parametrize(
    ("operation", "is_linux"),
    [
        *((operation, True) for operation in (*OPERATIONS, "syncfs")),
        *((operation, False) for operation in (*OPERATIONS, "rename")),
    ],
)
def test_a_disk_that_refuses_leaves_the_old_site_or_the_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, operation: str, is_linux: bool
) -> None:
    """Every call of the operation fails in turn, and in each way; then the next build does as if nothing had been."""
    site = tmp_path / "site"
    refused = 0
    for call in range(100):
        met = [
            _publish_with_fault(site, operation, fault, call, is_linux, monkeypatch)
            for fault in FAULTS
        ]
        refused += sum(met)
        if not any(met):
            break
    assert refused > 0
    assert call < 99


def _publish_with_fault(
    site: Path,
    operation: str,
    fault: int,
    call: int,
    is_linux: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> bool:
    """Whether the fault was met."""
    publish(FIRST, site)
    publish(OLD, site)
    ours = {"write": ("open", open), "syncfs": ("sync_file_system", sync_file_system)}
    refuse = _refuse(
        fault, call, ours[operation][1] if operation in ours else getattr(os, operation)
    )
    with monkeypatch.context() as patched:
        if not is_linux:
            patched.setattr("builder.effects.publish.exchange._renameat2", lambda one, other: False)
            patched.setattr("builder.effects.publish.exchange.sync_file_system", lambda path: False)
        if operation in ours:
            module = "staging" if operation == "write" else "exchange"
            patched.setattr(
                f"builder.effects.publish.{module}.{ours[operation][0]}", refuse, raising=False
            )
        else:
            patched.setattr(os, operation, refuse)
        try:
            publish_site(NEW, Output(site))
            told = ""
        except PublishError as error:
            told = str(error)
    left = read(site)
    if told:
        assert left == OLD.files
        assert os.strerror(fault) in told
    else:
        assert left == NEW.files
    publish_site(NEW, Output(site))
    assert read(site) == NEW.files
    assert set(os.listdir(site.parent)) <= {"site", ".site.next"}
    return refuse.has_refused  # type: ignore[attr-defined]


def _refuse(
    fault: int, call: int, real: Callable[..., object] | None = None
) -> Callable[..., object]:
    """Return an operation whose call of that number fails; every call, where there is no real one."""
    numbers = iter(range(10**6))

    def refuse(*arguments: object, **options: object) -> object:
        if real is None or next(numbers) == call:
            refuse.has_refused = True  # type: ignore[attr-defined]
            raise OSError(fault, os.strerror(fault), "somewhere")
        return real(*arguments, **options)

    refuse.has_refused = False  # type: ignore[attr-defined]
    return refuse


@pytest.mark.parametrize("is_known", [True, False])
def test_a_build_that_is_killed_at_any_step_leaves_nothing_that_is_taken_for_foreign(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_known: bool
) -> None:
    """The next one needs no flag, whether or not a record says how the folders were left."""
    site, steps, code = (
        tmp_path / "site",
        ("open", "replace", "link", "unlink", "rmdir", "rename"),
        9,
    )
    for step in range(1, 100):
        for each in (FIRST, OLD):
            (publish if is_known else lambda each, site: publish_site(each, Output(site)))(
                each, site
            )
        child = os.fork()
        if child == 0:
            try:
                count = iter(range(1, 10**6))
                for name in steps:
                    monkeypatch.setattr(os, name, _kill(getattr(os, name), count, step))
                monkeypatch.setattr(
                    "builder.effects.publish.staging.open", _kill(open, count, step), raising=False
                )
                publish_site(NEW, Output(site))
                os._exit(0)
            finally:
                os._exit(1)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        assert read(site) in (OLD.files, NEW.files)
        publish_site(NEW, Output(site))
        assert read(site) == NEW.files
        assert set(os.listdir(tmp_path)) <= {"site", ".site.next"}
        if code == 0:
            break
    assert code == 0
    assert step > 10


def _kill(real: Callable[..., object], count: Iterator[int], step: int) -> Callable[..., object]:
    """Return an operation at which the process ends if it is the one of that number, before it is done."""

    def killed(*arguments: object, **options: object) -> object:
        if next(count) == step:
            os._exit(9)
        return real(*arguments, **options)

    return killed


def test_a_build_that_was_killed_between_two_renames_is_made_good(tmp_path: Path) -> None:
    publish_site(OLD, Output(tmp_path / "site"))
    os.rename(tmp_path / "site", tmp_path / ".site.old")
    publish_site(NEW, Output(tmp_path / "site"))
    assert read(tmp_path / "site") == NEW.files
    assert set(os.listdir(tmp_path)) <= {"site", ".site.next"}


def test_two_builds_at_once_take_turns(tmp_path: Path) -> None:
    sites = (OLD, NEW)
    for _ in range(20):
        threads = [
            threading.Thread(target=publish_site, args=(site, Output(tmp_path / "site")))
            for site in sites
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert read(tmp_path / "site") in [site.files for site in sites]
    assert set(os.listdir(tmp_path)) <= {"site", ".site.next"}


HOLD = "import fcntl, os, sys; fcntl.flock(os.open(sys.argv[1], os.O_RDONLY), fcntl.LOCK_EX); print('held', flush=True); sys.stdin.read()"


def test_a_lock_that_is_held_is_waited_for_and_one_whose_process_is_gone_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("builder.effects.publish.exchange.WAIT_S", 0.1)
    arguments = [sys.executable, "-c", HOLD, str(tmp_path)]
    with subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        with pytest.raises(PublishError, match="another build"):
            publish_site(NEW, Output(tmp_path / "site"))
        holder.kill()
    publish_site(NEW, Output(tmp_path / "site"))
    assert read(tmp_path / "site") == NEW.files
