# Starts processes and programs by every function that Python has for it.
# page: refused
# alone: complete
# prints: fork PermissionError
# prints: terminal PermissionError
# prints: spawn PermissionError
# prints: program PermissionError
# prints: shell 127
# prints: become PermissionError
# prints: subprocess PermissionError
# prints: popen PermissionError
# prints: pool PermissionError
# prints: the libc's fork PermissionError
import ctypes
import multiprocessing
import os
import subprocess

canary = ""
libc = ctypes.CDLL(None, use_errno=True)
command = ["/bin/touch", canary + "/made"]


def checked(result):
    if result < 0:
        raise OSError(ctypes.get_errno(), "refused")
    if result == 0:
        os._exit(0)


attempt("fork", lambda: os.fork() or os._exit(0))
attempt("terminal", lambda: os.forkpty()[0] or os._exit(0))
attempt("spawn", lambda: os.posix_spawn(command[0], command, {}))
attempt("program", lambda: os.spawnv(os.P_WAIT, command[0], command))
print("shell", os.system("touch " + command[1]) >> 8)
attempt("become", lambda: os.execv(command[0], command))
attempt("subprocess", lambda: subprocess.run(command, check=True))
attempt("popen", lambda: os.popen("touch " + command[1]).read())
attempt("pool", lambda: multiprocessing.get_context("fork").Process(target=print).start())
attempt("the libc's fork", lambda: checked(libc.fork()))
