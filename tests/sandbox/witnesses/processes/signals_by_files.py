# Has the kernel send a signal to another process for it, whenever a pipe can be read.
# page: refused
# alone: complete
# prints: owner PermissionError
# prints: owner by structure PermissionError
# prints: signal PermissionError
# prints: folder PermissionError
# prints: lease PermissionError
import fcntl
import os
import signal
import struct

import numpy

pid = 0
reading, writing = os.pipe()
attempt("owner", lambda: fcntl.fcntl(reading, fcntl.F_SETOWN, pid))
attempt("owner by structure", lambda: fcntl.fcntl(reading, 15, struct.pack("ii", 1, pid)))
attempt("signal", lambda: fcntl.fcntl(reading, fcntl.F_SETSIG, signal.SIGUSR1))
fcntl.fcntl(reading, fcntl.F_SETFL, os.O_ASYNC | os.O_NONBLOCK)
os.write(writing, b"x")
attempt("folder", lambda: fcntl.fcntl(os.open(".", os.O_RDONLY), fcntl.F_NOTIFY, fcntl.DN_MODIFY))
attempt("lease", lambda: fcntl.fcntl(os.open(numpy.__file__, os.O_RDONLY), fcntl.F_SETLEASE, fcntl.F_RDLCK))
