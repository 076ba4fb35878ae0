"""The zygotes as the build sees them: a warm process, the channel to it, and the folder that its runs may write in."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from types import TracebackType

import builder
from builder.effects.arithmetic import pin_arithmetic
from builder.effects.channel import Channel

# Zygotes differ in hash seed and in where their memory lies: a run that is repeated in another shows the order of sets, addresses
# of objects and whatever else no seed fixes. The first attempt at a job is made in the first, its repeats in the others.
HASH_SEEDS = ("1", "2", "3", "4")
# Memory that is given back is used again, and comes in large pages where the system has them: a run's first touch of each page is dear.
# Source: "Memory Allocation Tunables" of the manual of the GNU C library; others ignore it.
_MEMORY = {
    "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1:glibc.malloc.mmap_threshold=33554432:glibc.malloc.trim_threshold=134217728"
}
CLOSE_S = 2.0

_START = (  # the folder around the package may be an atlas: nothing but the package is found there
    "import sys; sys.path.insert(0, {path!r}); import builder; del sys.path[0]; "
    "from builder.effects.zygote import main; main({descriptor}, {scratch!r}, {trusted!r})"
)


class Warm:
    """A zygote; a context manager. It is warm when it has said so, and nothing of it is left after `close`."""

    def __init__(self, process: "subprocess.Popen[bytes]", channel: Channel, scratch: str) -> None:
        """Its runs have their folders below `scratch`."""
        self.process = process
        self.channel = channel
        self.scratch = scratch
        self.running: dict[int, int] = {}  # number of the order -> index of the request
        self.is_warm = False

    def __enter__(self) -> "Warm":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> bytes:
        """Ends the process, by force if it does not end by itself or has nothing to put in order yet; returns what it complained of."""
        self.channel.close()
        if not self.is_warm:
            self.process.kill()
        try:
            _, told = self.process.communicate(timeout=CLOSE_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            _, told = self.process.communicate()
        shutil.rmtree(self.scratch, ignore_errors=True)
        return told or b""


def start_zygote(place: int, *, trust_content: bool) -> Warm:
    """The zygote of first attempts, at place 0, or of repeats, in a clean environment; it warms up while the caller goes on.

    It is not started with `-I`, which would ignore the hash seed; `-s -P` give the rest. It begins in its scratch folder: libraries look
    for settings where they are (matplotlib for `matplotlibrc`, which names code), and the folder that one is in may be an atlas.
    """
    ours, theirs = socket.socketpair()
    path = str(Path(builder.__file__).absolute().parents[1])
    scratch = tempfile.mkdtemp(prefix="plumbline-")
    environment = {
        "PYTHONHASHSEED": HASH_SEEDS[place],
        "HOME": scratch,
        "TMPDIR": scratch,
        "MPLCONFIGDIR": scratch,
        "PATH": os.defpath,
    }
    environment |= pin_arithmetic() | _MEMORY
    with theirs:
        start = _START.format(
            path=path,
            descriptor=theirs.fileno(),
            scratch=scratch,
            trusted="yes" if trust_content else "",
        )
        process = subprocess.Popen(
            [sys.executable, "-s", "-P", "-X", "utf8", "-c", start],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env=environment,
            cwd=scratch,
            pass_fds=(theirs.fileno(),),
            start_new_session=True,
        )
    return Warm(process, Channel(ours), scratch)
