"""The build's handle on a zygote: the process, the channel to it, and its runs' scratch folder."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import builder
from builder.effects.files.system import name_signal
from builder.effects.sandbox.arithmetic import pin_arithmetic
from builder.effects.sandbox.channel import Channel

# Zygotes differ in hash seed and memory addresses. A run that is repeated in another zygote shows
# whether its result depends on the order of sets, on addresses, or on anything that no seed fixes.
# The first attempt at a job is made in the first zygote, its repeats in the others.
HASH_SEEDS = ("1", "2", "3", "4")
# Freed memory is reused, and comes in large pages if the system has them, because a run's first
# access to each page is slow.
# Source: "Memory Allocation Tunables" of the manual of the GNU C library; others ignore it.
_TUNABLES = (
    "glibc.malloc.hugetlb=1",
    "glibc.malloc.mmap_threshold=33554432",
    "glibc.malloc.trim_threshold=134217728",
)
CLOSE_S = 2.0  # for a zygote to end by itself

# The folder around the package may be an atlas, so only the package is imported from there.
_START = (
    "import sys; sys.path.insert(0, {path!r}); import builder; del sys.path[0]; "
    "from builder.effects.sandbox.zygote import main; main({descriptor}, {scratch!r}, {trusted!r})"
)


class ZygoteClient:
    """A zygote; a context manager.

    `is_warm` is true after its hello message. No process or folder is left after `close`.
    """

    def __init__(self, process: "subprocess.Popen[bytes]", channel: Channel, scratch: str) -> None:
        """Wrap a started process; its runs have their folders below `scratch`."""
        self.process = process
        self.channel = channel
        self.scratch = scratch
        self.running: dict[int, int] = {}  # number of the order -> index of the request
        self.is_warm = False

    def __enter__(self) -> "ZygoteClient":
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def find_signal(self) -> str:
        """Return the name of the signal that ended the process; empty if none has."""
        try:
            code = self.process.wait(CLOSE_S)
        except subprocess.TimeoutExpired:
            return ""
        return name_signal(-code) if code < 0 else ""

    def close(self) -> bytes:
        """End the process and return its standard error.

        It is killed if it is not warm yet, or does not end by itself within `CLOSE_S`.
        """
        self.channel.close()
        if not self.is_warm:
            self.process.kill()
        try:
            _, complaint = self.process.communicate(timeout=CLOSE_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            _, complaint = self.process.communicate()
        shutil.rmtree(self.scratch, ignore_errors=True)
        return complaint or b""


def start_zygote(place: int, *, trust_content: bool) -> ZygoteClient:
    """Start the zygote of first attempts (place 0) or of repeats, in a clean environment.

    It warms up while the caller goes on. `-I` would ignore the hash seed, so `-s -P` isolate it
    instead. It starts in its scratch folder, because the current folder may be an atlas. Libraries
    read settings from there: matplotlib reads `matplotlibrc`, which names code.
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
    environment |= pin_arithmetic() | {"GLIBC_TUNABLES": ":".join(_TUNABLES)}
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
    return ZygoteClient(process, Channel(ours), scratch)
