# Makes system calls by their numbers: those that have no function, those that are new, and those of other tables.
# page: refused
# alone: complete
# prints: ALL REFUSED
import ctypes

canary = ""
pid = 0
libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long
path = ctypes.create_string_buffer((canary + "/secret.txt").encode())
room = ctypes.create_string_buffer(4096)
name, here = ctypes.addressof(path), ctypes.addressof(room)
here_folder, x32 = -100, 0x40000000
CALLS = {
    "socket": (41, 2, 1, 0), "socketpair": (53, 1, 1, 0, here), "fork": (57,), "vfork": (58,), "clone": (56, 17, 0, 0, 0, 0),
    "clone into namespaces": (56, 0x10000000 | 0x00010F00, 0, 0, 0, 0), "clone3": (435, here, 88), "execve": (59, name, 0, 0),
    "execveat": (322, here_folder, name, 0, 0, 0), "openat2": (437, here_folder, name, here, 24),
    "memfd_create": (319, here, 0), "memfd_secret": (447, 0), "shmget": (29, 0, 4096, 0o1600), "msgget": (68, 0, 0o1600),
    "semget": (64, 0, 1, 0o1600), "mq_open": (240, here, 0o102, 0o600, 0), "io_uring_setup": (425, 4, here), "io_setup": (206, 1, here),
    "userfaultfd": (323, 1), "bpf": (321, 0, here, 64), "perf_event_open": (298, here, 0, -1, -1, 0), "keyctl": (250, 0, -3, 1),
    "add_key": (248, here, here, here, 1, -3), "process_vm_readv": (310, pid, here, 1, here, 1, 0),
    "process_vm_writev": (311, pid, here, 1, here, 1, 0), "pidfd_open": (434, pid, 0), "pidfd_getfd": (438, 3, 0, 0),
    "pidfd_send_signal": (424, 3, 10, 0, 0), "process_madvise": (440, 3, here, 1, 20, 0), "ptrace": (101, 16, pid, 0, 0),
    "kcmp": (312, pid, pid, 0, 0, 0), "kill": (62, pid, 10), "tkill": (200, pid, 10), "tgkill": (234, pid, pid, 10),
    "rt_tgsigqueueinfo": (297, pid, pid, 10, here), "chmod": (90, name, 0o777), "fchmodat": (268, here_folder, name, 0o777),
    "fchmodat2": (452, here_folder, name, 0o777, 0), "chown": (92, name, 1, 1), "lchown": (94, name, 1, 1),
    "fchownat": (260, here_folder, name, 1, 1, 0), "utime": (132, name, 0), "utimensat": (280, here_folder, name, 0, 0),
    "setxattr": (188, name, here, here, 1, 0), "setxattrat": (463, here_folder, name, 0, here, here, 16), "unlink": (87, name),
    "unlinkat": (263, here_folder, name, 0), "rename": (82, name, name), "renameat2": (316, here_folder, name, here_folder, name, 0),
    "link": (86, name, name), "linkat": (265, here_folder, name, here_folder, name, 0), "symlink": (88, name, name),
    "symlinkat": (266, name, here_folder, name), "truncate": (76, name, 0), "mknod": (133, name, 0o100600, 0), "creat": (85, name, 0o600),
    "mount": (165, name, name, name, 0, 0), "umount2": (166, name, 2), "pivot_root": (155, name, name), "chroot": (161, name),
    "mount_setattr": (442, here_folder, name, 0, here, 32), "open_tree": (428, here_folder, name, 0), "fsopen": (430, here, 0),
    "fspick": (433, here_folder, name, 0), "move_mount": (429, here_folder, name, here_folder, name, 0),
    "name_to_handle_at": (303, here_folder, name, here, here, 0), "open_by_handle_at": (304, here_folder, here, 0),
    "unshare": (272, 0x10000000), "setns": (308, 3, 0), "setuid": (105, 0), "setresuid": (117, 0, 0, 0), "capset": (126, here, here),
    "quotactl": (179, 0, name, 0, 0), "swapon": (167, name, 0), "reboot": (169, 0, 0, 0, 0), "syslog": (103, 10, 0, 0),
    "init_module": (175, here, 0, here), "kexec_load": (246, 0, 0, 0, 0), "iopl": (172, 3), "ioperm": (173, 0, 1, 1),
    "settimeofday": (164, here, 0), "clock_settime": (227, 0, here), "adjtimex": (159, here), "sethostname": (170, here, 1),
    "inotify_init1": (294, 0), "fanotify_init": (300, 0, 0), "epoll_create1": (291, 0), "eventfd2": (290, 0, 0), "signalfd4": (289, -1, here, 8, 0),
    "timerfd_create": (283, 1, 0), "timer_create": (222, 0, 0, here), "splice": (275, 0, 0, 0, 0, 1, 0), "tee": (276, 0, 0, 1, 0),
    "vmsplice": (278, 0, here, 1, 0), "copy_file_range": (326, 0, 0, 0, 0, 1, 0), "personality": (135, 0x0040000),
    "modify_ldt": (154, 0, here, 16), "seccomp": (317, 1, 0, here), "prctl: undo": (157, 38, 0, 0, 0, 0), "prctl: dump": (157, 4, 1, 0, 0, 0),
    "prctl: tracer": (157, 0x59616D61, -1, 0, 0, 0), "prctl: subreaper": (157, 36, 1, 0, 0, 0), "ioctl: type into a terminal": (16, 0, 0x5412, here),
    "ioctl: mark a file": (16, 0, 0x40086602, here), "landlock_create_ruleset": (444, here, 8, 0), "setpgid": (109, 0, pid), "setsid": (112,),
    "setpriority": (141, 0, pid, 19), "sched_setaffinity": (203, pid, 8, here), "sched_setscheduler": (144, pid, 5, here),
    "prlimit of another": (302, pid, 4, here, 0), "mlockall": (151, 1), "migrate_pages": (256, pid, 1, here, here), "acct": (163, name),
    "of the table x32: open": (x32 | 2, name, 0, 0), "of the table x32: socket": (x32 | 41, 2, 1, 0), "of the table x32: fork": (x32 | 57,),
    "of the table x32: ioctl": (x32 | 514, 0, 0x5412, here), "of the table x32: execve": (x32 | 520, name, 0, 0),
    "of the table x32: ptrace": (x32 | 521, 16, pid, 0, 0), "of the table x32: process_vm_readv": (x32 | 539, pid, here, 1, here, 1, 0),
    "beyond every table": (100_000,), "with the upper half set": (0x1_0000_0000 | 41, 2, 1, 0), "negative": (-1,),
}
done = []
for call, (number, *arguments) in CALLS.items():
    ctypes.set_errno(0)
    result = libc.syscall(ctypes.c_long(number), *(ctypes.c_long(argument) for argument in arguments))
    if result >= 0 or ctypes.get_errno() not in (1, 38):
        done.append(f"{call}: {result}, {ctypes.get_errno()}")
print("\n".join(done) or "ALL REFUSED")
