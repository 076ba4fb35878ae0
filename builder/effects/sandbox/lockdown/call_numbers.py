"""The system calls that a run may make, with their numbers on both architectures.

Mathematics needs files (which Landlock restricts), memory, threads, time and random bytes. Not on
the list, among others: sockets, other programs, other processes, signals to them, tracing, modes,
owners and times of files, removing and linking, mounts, shared memory.

Source: the kernel's tables, arch/x86/entry/syscalls/syscall_64.tbl for x86-64 and
include/uapi/asm-generic/unistd.h for aarch64; AUDIT_ARCH_ of linux/audit.h.
"""

ARCHITECTURES = {"x86_64": (0xC000003E, 0), "aarch64": (0xC00000B7, 1)}  # AUDIT_ARCH_, column
Numbers = tuple[int, int | None]  # on x86-64 and on aarch64, which lacks the older calls

# fmt: off
ALLOWED: dict[str, dict[str, Numbers]] = {
    "files": {
        "read": (0, 63), "write": (1, 64), "pread64": (17, 67), "pwrite64": (18, 68),
        "readv": (19, 65), "writev": (20, 66), "preadv": (295, 69), "pwritev": (296, 70),
        "preadv2": (327, 286), "pwritev2": (328, 287), "close": (3, 57), "close_range": (436, 436),
        "stat": (4, None), "fstat": (5, 80), "lstat": (6, None), "newfstatat": (262, 79),
        "statx": (332, 291), "access": (21, None), "faccessat": (269, 48),
        "faccessat2": (439, 439), "statfs": (137, 43), "fstatfs": (138, 44), "lseek": (8, 62),
        "sendfile": (40, 71), "dup": (32, 23), "dup2": (33, None), "dup3": (292, 24),
        "pipe": (22, None), "pipe2": (293, 59), "ftruncate": (77, 46), "fallocate": (285, 47),
        "fsync": (74, 82), "fdatasync": (75, 83), "fadvise64": (221, 223), "getcwd": (79, 17),
        "chdir": (80, 49), "fchdir": (81, 50), "getdents": (78, None), "getdents64": (217, 61),
        "readlink": (89, None), "readlinkat": (267, 78), "poll": (7, None), "ppoll": (271, 73),
        "select": (23, None), "pselect6": (270, 72),
    },
    "memory": {
        "mmap": (9, 222), "mprotect": (10, 226), "munmap": (11, 215), "brk": (12, 214),
        "mremap": (25, 216), "msync": (26, 227), "mincore": (27, 232), "madvise": (28, 233),
        "membarrier": (324, 283),
    },
    "threads": {
        "sched_yield": (24, 124), "clone": (56, 220), "exit": (60, 93), "futex": (202, 98),
        "futex_waitv": (449, 449), "gettid": (186, 178), "set_tid_address": (218, 96),
        "set_robust_list": (273, 99), "get_robust_list": (274, 100), "rseq": (334, 293),
        "arch_prctl": (158, None), "sched_getaffinity": (204, 123), "sched_getparam": (143, 121),
        "sched_getscheduler": (145, 120), "getcpu": (309, 168), "exit_group": (231, 94),
    },
    "signals to itself": {
        "rt_sigaction": (13, 134), "rt_sigprocmask": (14, 135), "rt_sigreturn": (15, 139),
        "rt_sigpending": (127, 136), "rt_sigtimedwait": (128, 137), "rt_sigsuspend": (130, 133),
        "sigaltstack": (131, 132), "pause": (34, None), "restart_syscall": (219, 128),
    },
    "time": {
        "nanosleep": (35, 101), "clock_nanosleep": (230, 115), "clock_gettime": (228, 113),
        "clock_getres": (229, 114), "gettimeofday": (96, 169), "time": (201, None),
        "times": (100, 153), "getitimer": (36, 102), "alarm": (37, None), "setitimer": (38, 103),
    },
    "what it is": {
        "getpid": (39, 172), "getppid": (110, 173), "getuid": (102, 174), "getgid": (104, 176),
        "geteuid": (107, 175), "getegid": (108, 177), "getgroups": (115, 158),
        "getresuid": (118, 148), "getresgid": (120, 150), "getpgrp": (111, None),
        "getpgid": (121, 155), "getsid": (124, 156), "uname": (63, 160), "sysinfo": (99, 179),
        "getrusage": (98, 165), "getrlimit": (97, 163), "setrlimit": (160, 164),
        "umask": (95, 166),
    },
    "random bytes": {
        "getrandom": (318, 278),
    },
}
# fmt: on
TESTED: dict[str, Numbers] = {  # allowed for some arguments only
    "clone": (56, 220),
    "open": (2, None),
    "openat": (257, 56),
    "ioctl": (16, 29),
    "prctl": (157, 167),
    "prlimit64": (302, 261),
    "tgkill": (234, 131),
    "fcntl": (72, 25),
}
OUTDATED: dict[str, Numbers] = {  # libc falls back to an older call, whose arguments are visible
    "clone3": (435, 435),
    "openat2": (437, 437),
}
SECCOMP: Numbers = (317, 277)
