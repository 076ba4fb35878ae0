# Maps memory past the interpreter, and locks it.
# page: refused
# alone: complete
# prints: map OSError
# prints: lock PermissionError
# prints: hidden file PermissionError
# prints: shared memory PermissionError
import ctypes
import mmap
import os

libc = ctypes.CDLL(None, use_errno=True)


def kernel(number, *arguments):
    if libc.syscall(ctypes.c_long(number), *(ctypes.c_long(argument) for argument in arguments)) < 0:
        raise OSError(ctypes.get_errno(), "refused")


attempt("map", lambda: mmap.mmap(-1, 2**32))
attempt("lock", lambda: kernel(151, 1))
attempt("hidden file", lambda: os.memfd_create("hidden"))
attempt("shared memory", lambda: kernel(29, 0, 4096, 0o1600))
