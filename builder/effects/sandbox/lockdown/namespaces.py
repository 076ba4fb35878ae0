"""An extra sandbox layer: namespaces without a network and without other programs' shared memory.

The zygote enters them once, before its first job, and all its runs are inside. Making a network
namespace takes the kernel milliseconds, so runs do not get one each. Runs of one zygote are kept
from each other because none of them can open a socket.

Source: namespaces(7), user_namespaces(7), unshare(2).
"""

import os

from builder.effects.sandbox.lockdown.calls import IS_LINUX, call_libc

_NEW_USER, _NEW_IPC, _NEW_NET = 0x10000000, 0x08000000, 0x40000000


def enter_namespaces() -> str:
    """Leave the machine's user, network and IPC namespaces; return why if that is impossible."""
    if not IS_LINUX:
        return "they are a means of Linux, and this is another system"
    try:
        call_libc("unshare", _NEW_USER | _NEW_IPC | _NEW_NET)
    except OSError as error:
        return f"the kernel does not give them to this user ({error.strerror})"
    return ""


def find_fault() -> str:
    """Return why a new process cannot enter namespaces on this machine; empty if it can."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.write(writing, enter_namespaces().encode())
        os._exit(0)
    os.close(writing)
    with open(reading, "rb") as pipe:
        fault = pipe.read().decode()
    os.waitpid(pid, 0)
    return fault
