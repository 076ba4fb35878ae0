# Reads, writes, traces and schedules processes that are not its own.
# page: refused
# alone: complete
# prints: trace PermissionError
# prints: seize PermissionError
# prints: be traced PermissionError
# prints: read memory PermissionError
# prints: write memory PermissionError
# prints: a handle PermissionError
# prints: a descriptor of another PermissionError
# prints: compare PermissionError
# prints: cores PermissionError
# prints: schedule PermissionError
# prints: priority PermissionError
# prints: limits PermissionError
# prints: group PermissionError
# prints: session PermissionError
# prints: wait PermissionError
# prints: user PermissionError
# prints: namespace PermissionError
import ctypes
import os
import resource

pid = 0
libc = ctypes.CDLL(None, use_errno=True)
room = ctypes.create_string_buffer(64)
here = ctypes.addressof(room)
vector = (ctypes.c_ulong * 2)(here, 8)
at = ctypes.addressof(vector)


def kernel(number, *arguments):
    if libc.syscall(ctypes.c_long(number), *(ctypes.c_long(argument) for argument in arguments)) < 0:
        raise OSError(ctypes.get_errno(), "refused")


attempt("trace", lambda: kernel(101, 16, pid, 0, 0))
attempt("seize", lambda: kernel(101, 0x4206, pid, 0, 0))
attempt("be traced", lambda: kernel(101, 0, 0, 0, 0))
attempt("read memory", lambda: kernel(310, pid, at, 1, at, 1, 0))
attempt("write memory", lambda: kernel(311, pid, at, 1, at, 1, 0))
attempt("a handle", lambda: os.pidfd_open(pid))
attempt("a descriptor of another", lambda: kernel(438, 3, 0, 0))
attempt("compare", lambda: kernel(312, pid, pid, 0, 0, 0))
attempt("cores", lambda: os.sched_setaffinity(pid, {0}))
attempt("schedule", lambda: os.sched_setscheduler(pid, os.SCHED_IDLE, os.sched_param(0)))
attempt("priority", lambda: os.setpriority(os.PRIO_PROCESS, pid, 19))
attempt("limits", lambda: resource.prlimit(pid, resource.RLIMIT_CORE, (0, 0)))
attempt("group", lambda: os.setpgid(0, pid))
attempt("session", lambda: os.setsid())
attempt("wait", lambda: os.waitpid(-1, os.WNOHANG))
attempt("user", lambda: os.setresuid(0, 0, 0))
attempt("namespace", lambda: os.unshare(0x10000000) if hasattr(os, "unshare") else kernel(272, 0x10000000))
