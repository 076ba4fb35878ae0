# Changes modes, owners, times and attributes, by name and by descriptor.
# page: refused
# alone: complete
# prints: mode PermissionError
# prints: mode of its own PermissionError
# prints: mode by descriptor PermissionError
# prints: mode from a folder PermissionError
# prints: owner PermissionError
# prints: owner by descriptor PermissionError
# prints: times PermissionError
# prints: times by descriptor PermissionError
# prints: attribute PermissionError
# prints: attribute of its own PermissionError
# prints: flags PermissionError
# prints: lock PermissionError
# prints: root PermissionError
# prints: mount PermissionError
# prints: host name PermissionError
import ctypes
import fcntl
import os
import socket

import numpy

canary = ""
secret = canary + "/secret.txt"
libc = ctypes.CDLL(None, use_errno=True)


def mount():
    if libc.mount(b"none", canary.encode(), b"tmpfs", 0, None) < 0:
        raise OSError(ctypes.get_errno(), "refused")


own = open("own", "w")
package = open(numpy.__file__)
attempt("mode", lambda: os.chmod(secret, 0o777))
attempt("mode of its own", lambda: os.chmod("own", 0o4777))
attempt("mode by descriptor", lambda: os.fchmod(package.fileno(), 0o777))
attempt("mode from a folder", lambda: os.chmod("secret.txt", 0o777, dir_fd=os.open(canary, os.O_PATH)))
attempt("owner", lambda: os.chown(secret, 1, 1))
attempt("owner by descriptor", lambda: os.fchown(package.fileno(), 1, 1))
attempt("times", lambda: os.utime(secret, (0, 0)))
attempt("times by descriptor", lambda: os.utime(package.fileno(), (0, 0)))
attempt("attribute", lambda: os.setxattr(secret, "user.canary", b"x"))
attempt("attribute of its own", lambda: os.setxattr("own", "user.canary", b"x"))
attempt("flags", lambda: fcntl.ioctl(own.fileno(), 0x40086602, bytes(8)))
attempt("lock", lambda: fcntl.flock(package.fileno(), fcntl.LOCK_EX))
attempt("root", lambda: os.chroot(canary))
attempt("mount", mount)
attempt("host name", lambda: socket.sethostname("canary"))
