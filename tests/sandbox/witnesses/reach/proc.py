# Looks through /proc, at itself and at others.
# page: refused
# alone: complete
# prints: list PermissionError
# prints: status PermissionError
# prints: memory PermissionError
# prints: maps PermissionError
# prints: descriptors PermissionError
# prints: more of a descriptor PermissionError
# prints: root PermissionError
# prints: working folder PermissionError
# prints: of the build PermissionError
# prints: of the canary PermissionError
# prints: the machine PermissionError
# prints: mounts PermissionError
import os

import numpy

build = 0
pid = 0
package = open(numpy.__file__)
attempt("list", lambda: os.listdir("/proc"))
attempt("status", lambda: open("/proc/self/status"))
attempt("memory", lambda: open("/proc/self/mem", "r+b"))
attempt("maps", lambda: open("/proc/self/maps"))
attempt("descriptors", lambda: os.listdir("/proc/self/fd"))
attempt("more of a descriptor", lambda: open(f"/proc/self/fd/{package.fileno()}", "r+b"))
attempt("root", lambda: os.listdir("/proc/self/root/"))
attempt("working folder", lambda: os.listdir(f"/proc/{os.getppid()}/cwd/"))
attempt("of the build", lambda: open(f"/proc/{build}/cmdline"))
attempt("of the canary", lambda: open(f"/proc/{pid}/mem", "rb"))
attempt("the machine", lambda: open("/proc/cpuinfo"))
attempt("mounts", lambda: open("/proc/mounts"))
