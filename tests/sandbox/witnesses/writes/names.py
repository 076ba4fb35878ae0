# Removes, renames and links, outside and in its own folder.
# page: refused
# alone: complete
# prints: remove PermissionError
# prints: remove a folder PermissionError
# prints: rename PermissionError
# prints: move in PermissionError
# prints: move out PermissionError
# prints: move over PermissionError
# prints: exchange PermissionError
# prints: link in PermissionError
# prints: link out PermissionError
# prints: link by descriptor PermissionError
# prints: symbolic link PermissionError
# prints: pipe PermissionError
# prints: device PermissionError
# prints: socket PermissionError
import ctypes
import os
import stat

canary = ""
secret = canary + "/secret.txt"
libc = ctypes.CDLL(None, use_errno=True)


def exchange():
    if libc.renameat2(-100, b"own", -100, secret.encode(), 2) < 0:
        raise OSError(ctypes.get_errno(), "refused")


open("own", "w").close()
attempt("remove", lambda: os.remove(secret))
attempt("remove a folder", lambda: os.rmdir(canary + "/below"))
attempt("rename", lambda: os.rename(secret, canary + "/other"))
attempt("move in", lambda: os.rename(secret, "taken"))
attempt("move out", lambda: os.rename("own", canary + "/own"))
attempt("move over", lambda: os.replace("own", secret))
attempt("exchange", exchange)
attempt("link in", lambda: os.link(secret, "linked"))
attempt("link out", lambda: os.link("own", canary + "/linked"))
attempt("link by descriptor", lambda: os.link("own", "twice", src_dir_fd=os.open(".", os.O_RDONLY)))
attempt("symbolic link", lambda: os.symlink("own", canary + "/linked"))
attempt("pipe", lambda: os.mkfifo("pipe"))
attempt("device", lambda: os.mknod("device", stat.S_IFCHR | 0o600, os.makedev(1, 3)))
attempt("socket", lambda: os.mknod(canary + "/made", stat.S_IFSOCK | 0o600))
