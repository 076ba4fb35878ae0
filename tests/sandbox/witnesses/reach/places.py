# Reads what every machine has: the home folder, the system's files, other pages, the cache, the builder.
# page: refused
# alone: complete
# prints: home PermissionError
# prints: passwords PermissionError
# prints: hosts PermissionError
# prints: root PermissionError
# prints: temporary files PermissionError
# prints: the atlas PermissionError
# prints: its own page PermissionError
# prints: another page PermissionError
# prints: the cache PermissionError
# prints: the builder PermissionError
# prints: the builder's folder PermissionError
# prints: other runs PermissionError
# prints: devices PermissionError
# prints: kernel PermissionError
# prints: numpy's own files DONE
import os

home = ""
temporary = ""
atlas = ""
page = ""
other = ""
cache = ""
builder = ""
import numpy

attempt("home", lambda: os.listdir(home))
attempt("passwords", lambda: open("/etc/passwd"))
attempt("hosts", lambda: open("/etc/hosts"))
attempt("root", lambda: os.listdir("/"))
attempt("temporary files", lambda: os.listdir(temporary))
attempt("the atlas", lambda: os.listdir(atlas))
attempt("its own page", lambda: open(page))
attempt("another page", lambda: open(other))
attempt("the cache", lambda: open(cache))
attempt("the builder", lambda: open(builder + "/__init__.py"))
attempt("the builder's folder", lambda: os.listdir(builder))
attempt("other runs", lambda: os.listdir(".."))
attempt("devices", lambda: os.listdir("/dev"))
attempt("kernel", lambda: os.listdir("/sys"))
attempt("numpy's own files", lambda: open(numpy.__file__))
