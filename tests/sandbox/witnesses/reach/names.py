# Asks for what no wall hides: that a path is there, how large it is, where a link leads. What is in it stays hidden.
# page: refused
# alone: complete
# prints: a path that is there DONE
# prints: its size and times DONE
# prints: a path that is missing FileNotFoundError
# prints: where a link leads DONE
# prints: the room on the disk DONE
# prints: a process DONE
# prints: its bytes PermissionError
# prints: what its folder holds PermissionError
# prints: its attributes PermissionError
# prints: what a process runs PermissionError
# prints: where a process is PermissionError
import os

canary = ""
build = 0
secret = canary + "/secret.txt"


def ask_size():
    state = os.stat(secret)
    assert (state.st_size, state.st_mtime) == (25, 10**9)


attempt("a path that is there", lambda: os.stat(secret))
attempt("its size and times", ask_size)
attempt("a path that is missing", lambda: os.stat(secret + ".old"))
attempt("where a link leads", lambda: os.readlink("/proc/self"))
attempt("the room on the disk", lambda: os.statvfs(canary))
attempt("a process", lambda: os.stat(f"/proc/{build}"))
attempt("its bytes", lambda: open(secret))
attempt("what its folder holds", lambda: os.listdir(canary))
attempt("its attributes", lambda: os.listxattr(secret))
attempt("what a process runs", lambda: os.readlink(f"/proc/{build}/exe"))
attempt("where a process is", lambda: os.readlink(f"/proc/{build}/cwd"))
