# Makes a system call by the 32-bit entry, whose numbers the filter of 64-bit calls does not know.
# page: refused
# alone: killed
import ctypes
import mmap

code = bytes((0xB8, 20, 0, 0, 0, 0xCD, 0x80, 0xC3))  # mov eax, getpid; int 0x80; ret
room = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
room.write(code)
print(ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(room)))())
