"""The wall around the machine: namespaces of its own, in which there is no network and nobody else's shared memory.

They are entered once, by the zygote before it takes its first job, and all its runs are in them: making a network takes the kernel
milliseconds, and between the runs of one zygote stands that none of them can open a socket.

Source: namespaces(7), user_namespaces(7), unshare(2).
"""

import os

from builder.effects.lockdown.calls import IS_LINUX, call_libc

_NEW_USER, _NEW_IPC, _NEW_NET = 0x10000000, 0x08000000, 0x40000000


def enter_namespaces() -> str:
    """Leaves the machine's user, network and IPC namespaces; returns why that is not possible, nothing where it was done."""
    if not IS_LINUX:
        return "they are a means of Linux, and this is another system"
    try:
        call_libc("unshare", _NEW_USER | _NEW_IPC | _NEW_NET)
    except OSError as error:
        return f"the kernel does not give them to this user ({error.strerror})"
    return ""


def find_fault() -> str:
    """Why namespaces cannot be entered here, tried in a process of its own; empty where they can."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.write(writing, enter_namespaces().encode())
        os._exit(0)
    os.close(writing)
    with open(reading, "rb") as pipe:
        told = pipe.read().decode()
    os.waitpid(pid, 0)
    return told
