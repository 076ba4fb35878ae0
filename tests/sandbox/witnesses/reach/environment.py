# Reads the environment: of itself, of its parent, of the build.
# page: refused
# alone: complete
# prints: HOME SOURCE_DATE_EPOCH TMPDIR
# prints: in the libc None
# prints: of itself PermissionError
# prints: of its parent PermissionError
# prints: of the build PermissionError
# prints: arguments ['witness.py']
# prints: standard input 0
import ctypes
import os
import sys

build = 0
libc = ctypes.CDLL(None)
libc.getenv.restype = ctypes.c_char_p
print(*sorted(os.environ))
print("in the libc", libc.getenv(b"PLUMBLINE_CANARY"))
attempt("of itself", lambda: open("/proc/self/environ"))
attempt("of its parent", lambda: open(f"/proc/{os.getppid()}/environ"))
attempt("of the build", lambda: open(f"/proc/{build}/environ"))
print("arguments", sys.argv)
print("standard input", len(sys.stdin.read()))
