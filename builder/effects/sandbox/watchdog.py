"""Looks from outside at what a run uses that no limit of the kernel bounds.

Its threads, and all that it has written.

The kernel bounds threads by user and not by process, for root not at all; and files one by one, not
their sum.
"""

import os

from builder.witness.messages import LimitsMessage

# Bytes that an empty file takes of a disk, about; one that is full to the limit of the kernel is
# not past ours
_SMALLEST = 4096


def find_excess(pid: int, scratch: str, limits: LimitsMessage) -> tuple[str, str] | None:
    """Return (kind of failure, message) if the process passes its limit of threads or files."""
    if count_threads(pid) > limits["threads"]:
        return "threads", f"the run starts more than {limits['threads']} threads"
    if measure_folder(scratch, most=limits["files_mib"] * 2**20) > limits["files_mib"] * 2**20:
        return "files", f"the run writes more than {limits['files_mib']} MiB of files"
    return None


def count_threads(pid: int) -> int:
    """Threads of the process; 0 where the system does not tell."""
    try:
        return len(os.listdir(f"/proc/{pid}/task"))
    except OSError:
        return 0


def measure_folder(folder: str, *, most: int) -> int:
    """Bytes on disk of the files in the folder; once `most` is passed it does not look further.

    Runs can make no folders in it.
    """
    total = 0
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                total += max(_SMALLEST, entry.stat(follow_symlinks=False).st_blocks * 512)
                if total > most:
                    break
    except OSError:  # the run is gone
        return total
    return total
