# Sends signals to its parent, to the build, to a process that is none of its business, to everybody.
# page: refused
# alone: complete
# prints: parent PermissionError
# prints: build PermissionError
# prints: canary PermissionError
# prints: to see whether it is there PermissionError
# prints: group PermissionError
# prints: its own group PermissionError
# prints: everybody PermissionError
# prints: a thread of another PermissionError
# prints: by a handle PermissionError
# prints: queued PermissionError
# prints: group of a terminal PermissionError
# prints: death of the parent PermissionError
import ctypes
import os
import signal

build = 0
pid = 0
libc = ctypes.CDLL(None, use_errno=True)


def kernel(number, *arguments):
    if libc.syscall(ctypes.c_long(number), *(ctypes.c_long(argument) for argument in arguments)) < 0:
        raise OSError(ctypes.get_errno(), "refused")


attempt("parent", lambda: os.kill(os.getppid(), signal.SIGUSR1))
attempt("build", lambda: os.kill(build, signal.SIGWINCH))
attempt("canary", lambda: os.kill(pid, signal.SIGUSR1))
attempt("to see whether it is there", lambda: os.kill(pid, 0))
attempt("group", lambda: os.killpg(pid, signal.SIGUSR1))
attempt("its own group", lambda: os.killpg(0, signal.SIGURG))
attempt("everybody", lambda: os.kill(-1, signal.SIGURG))
attempt("a thread of another", lambda: kernel(234, pid, pid, signal.SIGUSR1))
attempt("by a handle", lambda: signal.pidfd_send_signal(os.pidfd_open(pid), signal.SIGUSR1))
attempt("queued", lambda: kernel(129, pid, signal.SIGUSR1, 0))
attempt("group of a terminal", lambda: os.tcsetpgrp(0, pid))
attempt("death of the parent", lambda: kernel(157, 1, 0, 0, 0, 0))
