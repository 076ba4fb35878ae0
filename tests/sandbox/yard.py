"""What a run must not touch: a canary folder, listeners on loopback, a process and this test itself; and what it must not leave."""

import contextlib
import os
import secrets
import selectors
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import builder
from builder.records.literal import Settings
from tests.witness.runs import Runner, open_runner

_QUIET = "import signal, sys\nsignal.signal(signal.SIGUSR1, lambda *_: sys.exit(7))\nprint(flush=True)\nsignal.pause()\n"
_OURS = (signal.SIGWINCH, signal.SIGURG, signal.SIGUSR1)


class Yard:
    """A runner, and everything around it."""

    def __init__(self, root: Path, runner: Runner) -> None:
        self.runner = runner
        self.canary = _make_canary(root / "canary")
        self.others = (
            _write(runner.folder / "content.md", "the page's own text"),
            _write(root / "concepts/statistics/other/content.md", "another page"),
            _write(root / ".cache/outcomes", "what was measured"),
        )
        self.received: list[int] = []
        self._listeners = _listen(root / "socket")
        self._process = subprocess.Popen(
            [sys.executable, "-c", _QUIET], stdout=subprocess.PIPE, start_new_session=True
        )
        assert self._process.stdout is not None
        self._process.stdout.readline()
        self._handlers = {
            number: signal.signal(number, lambda number, _: self.received.append(number))
            for number in _OURS
        }
        self._before = self._look()

    @property
    def settings(self) -> Settings:
        """What a hostile witness has to know: its parameters."""
        page, other, cache = self.others
        tcp, udp, unix, abstract = (listener.getsockname() for listener in self._listeners)
        return (
            ("canary", str(self.canary)),
            ("home", str(Path.home())),
            ("temporary", tempfile.gettempdir()),
            ("atlas", str(self.runner.folder.parents[2])),
            ("page", str(page)),
            ("other", str(other)),
            ("cache", str(cache)),
            ("builder", str(Path(builder.__file__).parent)),
            ("build", os.getpid()),
            ("pid", self._process.pid),
            ("tcp", tcp[1]),
            ("udp", udp[1]),
            ("unix", unix),
            ("abstract", abstract.decode().removeprefix("\0")),
        )

    @property
    def scratches(self) -> list[str]:
        """The folders in which the scratch folders of runs lie, one for each zygote."""
        return [zygote.scratch for zygote in self.runner.executor._zygotes.values()]

    @contextlib.contextmanager
    def watched(self) -> Iterator[None]:
        """Around a run: after it nothing has changed, nobody was spoken to, and no process and no file is left but the zygotes'."""
        yield
        now = self._look()
        assert now == self._before, [
            (a, b) for a, b in zip(now, self._before, strict=False) if a != b
        ]
        assert list(_hear(self._listeners)) == []
        assert self._process.poll() is None
        assert self.received == []
        zygotes = {zygote.process.pid for zygote in self.runner.executor._zygotes.values()}
        assert set(find_descendants(self.scratches)) <= zygotes
        assert not [
            left
            for scratch in self.scratches
            for slot in Path(scratch).glob("tmp*")
            for left in slot.iterdir()
        ]

    @contextlib.contextmanager
    def files(self, files: Iterable[tuple[str, str]]) -> Iterator[None]:
        """Put files beside the page for a while."""
        made = [_write(self.runner.folder / name, content) for name, content in files]
        try:
            yield
        finally:
            for path in made:
                path.unlink()

    def close(self) -> None:
        """End what was started here."""
        for number, handler in self._handlers.items():
            signal.signal(number, handler)
        for listener in self._listeners:
            listener.close()
        self._process.kill()
        self._process.communicate()

    def _look(self) -> list[tuple[object, ...]]:
        return [
            _describe(path) for path in (self.canary, *sorted(self.canary.rglob("*")), *self.others)
        ]


@contextlib.contextmanager
def open_yard(root: Path) -> Iterator[Yard]:
    """Yield a yard whose zygotes are warm; at the end nothing of them is left."""
    with open_runner(root) as runner:
        yard = Yard(root, runner)
        try:
            for attempt in (0, 1):
                assert runner.run("import matplotlib.pyplot\n", attempt=attempt).complete
            scratches = yard.scratches
            yield yard
        finally:
            yard.close()
    assert list(find_descendants(scratches)) == []
    assert not any(Path(scratch).exists() for scratch in scratches)


def find_descendants(scratches: Sequence[str]) -> Iterator[int]:
    """Yield the processes that were forked below the zygotes with these scratch folders: their names are in the environment they began with."""
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            environment = (folder / "environ").read_bytes()
            if any(scratch.encode() in environment for scratch in scratches):
                yield int(folder.name)


def _make_canary(folder: Path) -> Path:
    """Files with modes and times of their own."""
    for name, mode in (("secret.txt", 0o640), ("below/table.csv", 0o600), ("program", 0o755)):
        path = _write(folder / name, f"the secret of {name}\n")
        path.chmod(mode)
        os.utime(path, (10**9, 10**9))
    return folder


def _write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def _describe(path: Path) -> tuple[object, ...]:
    """Everything about a file that a process could change."""
    entry = path.lstat()
    content = path.read_bytes() if path.is_file() else sorted(os.listdir(path))
    return (
        str(path),
        entry.st_mode,
        entry.st_uid,
        entry.st_nlink,
        entry.st_mtime_ns,
        entry.st_ctime_ns,
        content,
    )


def _listen(path: Path) -> tuple[socket.socket, ...]:
    """TCP, UDP, a unix socket with a path and one without."""
    tcp = socket.create_server(("127.0.0.1", 0))
    udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    udp.bind(("127.0.0.1", 0))
    unix, abstract = (socket.socket(socket.AF_UNIX) for _ in range(2))
    for listener, address in (
        (unix, str(path)),
        (abstract, f"\0plumbline-canary-{secrets.token_hex(8)}"),
    ):
        listener.bind(address)
        listener.listen()
    return tcp, udp, unix, abstract


def _hear(listeners: Iterable[socket.socket]) -> Iterator[object]:
    """Yield the addresses of the listeners that were spoken to."""
    with selectors.DefaultSelector() as selector:
        for listener in listeners:
            selector.register(listener, selectors.EVENT_READ)
        for key, _ in selector.select(timeout=0):
            yield key.fileobj
