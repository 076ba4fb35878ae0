# Has the processor end it.
# page: refused
# alone: killed
import ctypes
import mmap

room = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
room.write(bytes((0x0F, 0x0B)))  # ud2
ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(room)))()
