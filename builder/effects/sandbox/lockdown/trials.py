"""Tries, from inside the sandbox, what it must refuse, so that `doctor` reports what it tested."""

import contextlib
import errno
import json
import os
import socket
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from builder.effects.sandbox.lockdown import OpenPaths, SandboxLayers, find_faults
from builder.effects.sandbox.lockdown.ground import find_devices, find_readable

_REFUSALS = (errno.EPERM, errno.EACCES)
# Takes a folder outside the run's paths, and the id of the process that waits for the outcome.
Attempt = Callable[[str, int], object]


def _connect(kind: socket.SocketKind, family: socket.AddressFamily = socket.AF_INET) -> Attempt:
    return lambda outside, parent: socket.socket(family, kind).close()


# Read as: "a run may not ...".
TRIALS: Mapping[str, Attempt] = {
    "read outside its ground": lambda outside, parent: os.listdir(outside),
    "write outside its ground": lambda outside, parent: Path(outside, "made").write_text(""),
    "change a mode": lambda outside, parent: os.chmod(".", 0o700),
    "remove or rename a file": lambda outside, parent: os.rename("own", "other"),
    "open a TCP socket": _connect(socket.SOCK_STREAM),
    "open a UDP socket": _connect(socket.SOCK_DGRAM),
    "open a unix socket": _connect(socket.SOCK_STREAM, socket.AF_UNIX),
    "start a process": lambda outside, parent: os.fork() or os._exit(0),
    "start a program": lambda outside, parent: os.execv("/bin/true", ["true"]),
    "signal another process": lambda outside, parent: os.kill(parent, 0),
    "look into other processes": lambda outside, parent: os.listdir(f"/proc/{parent}"),
}
# What no layer can refuse: Landlock has no right for it, and the interpreter needs these calls.
# Read as: "a run may ...".
OPEN: Mapping[str, Attempt] = {
    "ask of any path whether it is there, its size, times and owner": lambda outside, parent: (
        os.stat(outside)
    ),
    "ask of any number whether a process has it": lambda outside, parent: os.stat(
        f"/proc/{parent}"
    ),
}


def try_walls() -> dict[str, bool]:
    """Map each trial to true if it was refused inside the sandbox of this machine.

    The result is empty if the sandbox cannot be applied.
    """
    with tempfile.TemporaryDirectory() as outside, tempfile.TemporaryDirectory() as scratch:
        reading, writing = os.pipe()
        parent = os.getpid()
        pid = os.fork()
        if pid == 0:
            with contextlib.suppress(OSError):
                os.write(writing, json.dumps(_try_inside(outside, scratch, parent)).encode())
            os._exit(0)
        os.close(writing)
        with open(reading, "rb") as pipe:
            answer = pipe.read()
        os.waitpid(pid, 0)
    refused: dict[str, bool] = json.loads(answer or b"{}")
    return refused


def _try_inside(outside: str, scratch: str, parent: int) -> dict[str, bool]:
    os.chdir(scratch)
    Path("own").touch()
    ground = OpenPaths(find_readable(), find_devices(), scratch)
    SandboxLayers(ground, without=[name for name, _ in find_faults()]).rise()
    return {
        name: _is_refused(attempt, outside, parent)
        for name, attempt in (*TRIALS.items(), *OPEN.items())
    }


def _is_refused(attempt: Attempt, outside: str, parent: int) -> bool:
    try:
        attempt(outside, parent)
    except OSError as error:
        return error.errno in _REFUSALS
    return False
