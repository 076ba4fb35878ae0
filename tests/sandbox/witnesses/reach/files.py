# Reads the canary's files by every call that opens one.
# page: refused
# alone: complete
# prints: open PermissionError
# prints: os.open PermissionError
# prints: numpy PermissionError
# prints: loadtxt PermissionError
# prints: memory map PermissionError
# prints: from a folder PermissionError
# prints: list PermissionError
# prints: walk 0
# prints: go there PermissionError
# prints: up and across PermissionError
# prints: by a link FileNotFoundError
# prints: link PermissionError
import mmap
import os

import numpy as np

canary = ""
secret = canary + "/secret.txt"
attempt("open", lambda: open(secret).read())
attempt("os.open", lambda: os.read(os.open(secret, os.O_RDONLY), 1))
attempt("numpy", lambda: np.fromfile(secret, dtype=np.uint8))
attempt("loadtxt", lambda: np.loadtxt(secret, dtype=str))
attempt("memory map", lambda: mmap.mmap(os.open(secret, os.O_RDWR), 0))
attempt("from a folder", lambda: os.open("secret.txt", os.O_RDONLY, dir_fd=os.open(canary, os.O_PATH)))
attempt("list", lambda: os.listdir(canary))
print("walk", sum(1 for _ in os.walk(canary)))
attempt("go there", lambda: os.chdir(canary) or open("secret.txt"))
attempt("up and across", lambda: open("../" * 20 + secret))
attempt("by a link", lambda: open("link"))
attempt("link", lambda: os.symlink(secret, "link"))
