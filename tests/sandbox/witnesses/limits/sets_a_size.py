# Makes files that take no room until they are written to, or are said to be larger than they may be.
# page: refused
# alone: complete
# prints: size OSError
# prints: reserve OSError
import os

file = open("sparse", "wb")
attempt("size", lambda: os.ftruncate(file.fileno(), 2**32))
attempt("reserve", lambda: os.posix_fallocate(file.fileno(), 0, 2**32))
