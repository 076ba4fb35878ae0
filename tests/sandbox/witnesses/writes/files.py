# Writes, empties and extends files that are not its own.
# page: refused
# alone: complete
# prints: write PermissionError
# prints: append PermissionError
# prints: change PermissionError
# prints: empty PermissionError
# prints: empty by path PermissionError
# prints: make PermissionError
# prints: numpy PermissionError
# prints: map PermissionError
# prints: figure PermissionError
# prints: folder PermissionError
# prints: without a name PermissionError
# prints: packages PermissionError
# prints: temporary PermissionError
# prints: shared memory PermissionError
# prints: devices PermissionError
# prints: by a descriptor PermissionError
import os

import matplotlib.pyplot as plt
import numpy as np

canary = ""
temporary = ""
secret = canary + "/secret.txt"
attempt("write", lambda: open(secret, "w"))
attempt("append", lambda: open(secret, "a"))
attempt("change", lambda: open(secret, "r+"))
attempt("empty", lambda: os.open(secret, os.O_RDONLY | os.O_TRUNC))
attempt("empty by path", lambda: os.truncate(secret, 0))
attempt("make", lambda: open(canary + "/made", "x"))
attempt("numpy", lambda: np.save(canary + "/made", np.zeros(3)))
attempt("map", lambda: np.memmap(secret, mode="r+"))
attempt("figure", lambda: plt.figure().savefig(canary + "/made.svg"))
attempt("folder", lambda: os.mkdir(canary + "/made"))
attempt("without a name", lambda: os.open(canary, os.O_TMPFILE | os.O_WRONLY))
attempt("packages", lambda: open(np.__file__, "a"))
attempt("temporary", lambda: open(temporary + "/plumbline-canary", "x"))
attempt("shared memory", lambda: open("/dev/shm/plumbline-canary", "x"))
attempt("devices", lambda: open("/dev/full", "w"))
attempt("by a descriptor", lambda: os.ftruncate(os.open(np.__file__, os.O_RDWR), 0))
