# Reads where there is no memory.
# page: refused
# alone: killed
import ctypes

ctypes.string_at(0)
