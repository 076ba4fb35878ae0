"""Environment variables that make arithmetic give the same results on every x86-64 machine.

They set one thread, because the order of a parallel sum is not fixed. They choose the kernels of
one common level of x86-64, because other levels round the last digit differently. A processor
below that level keeps its own kernels.

The size of the second-level cache is set too. OpenBLAS divides its work by it, and the version
that numpy 2.5 brings crashes if the kernels of one processor meet the cache of another: with
those of Haswell at 1024 KiB, not at 256 or 512. Since another version may crash at another size,
the choice is tried once for each version of numpy, in a process with the environment of a run. If
that process does not end well, the next choice is tried.

Source: OPENBLAS_CORETYPE of OpenBLAS's USAGE.md; NPY_DISABLE_CPU_FEATURES of NumPy's "Runtime
dispatcher" reference, with the names before and since NumPy 2.4; x86-64-v3 of the System V ABI.
"""

import contextlib
import hashlib
import importlib.util
import os
import subprocess
import sys
from functools import cache

from builder.effects.cache.folder import cache_folder, make_private_folder

ONE_THREAD = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "BLIS_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
    "NUMEXPR_NUM_THREADS",
)
_ABOVE = "X86_V4 AVX512_ICL AVX512_SPR AVX512F AVX512CD AVX512_SKX AVX512_CLX AVX512_CNL"
KERNELS = "Haswell"
_CHOICES = (KERNELS, "Zen", "")  # of OpenBLAS, the best first; empty for its own choice
_CACHE_KIB = "512"  # of the second level
_LEVEL = frozenset({"avx2", "fma", "bmi2"})
_HEAD = 8192  # bytes of /proc/cpuinfo that describe the first processor
_TRIAL_S = 60
_TRIAL = """
import numpy
large = numpy.ones((1000, 1000)) + numpy.eye(1000)
for kind in ("f8", "f4", "c16"):
    matrix = large.astype(kind)
    matrix @ matrix
    matrix @ matrix[0]
    numpy.linalg.solve(matrix, matrix[0])
numpy.linalg.svd(large[:200, :200])
"""


def pin_arithmetic() -> dict[str, str]:
    """Return the variables; they must be set before numpy is imported."""
    one_thread = dict.fromkeys(ONE_THREAD, "1")
    if not _read_flags() >= _LEVEL:
        return one_thread
    return one_thread | _name_kernels(_choose_kernels())


def _name_kernels(kernels: str) -> dict[str, str]:
    """Return the variables that choose the kernels of numpy, and of OpenBLAS if it has these."""
    named = {"OPENBLAS_CORETYPE": kernels} if kernels else {}
    return named | {"OPENBLAS_L2_SIZE": _CACHE_KIB, "NPY_DISABLE_CPU_FEATURES": _ABOVE}


@cache
def _choose_kernels() -> str:
    """Return the first choice with which numpy works here, from the last trial if there was one."""
    path = cache_folder() / "kernels" / _digest_numpy()
    try:
        known = path.read_text("ascii")
    except (OSError, ValueError):
        known = ""
    if known.removesuffix("\n") in _CHOICES and known.endswith("\n"):
        return known.removesuffix("\n")
    choice = next((one for one in _CHOICES if _works(one)), "")
    if make_private_folder(path.parent):
        with contextlib.suppress(OSError):
            path.write_text(f"{choice}\n", "ascii")
    return choice


def _works(kernels: str) -> bool:
    """Return true if numpy multiplies and solves with these kernels, and ends by itself."""
    environment = {"PATH": os.defpath, **dict.fromkeys(ONE_THREAD, "1"), **_name_kernels(kernels)}
    command = [sys.executable, "-I", "-c", _TRIAL]  # finds numpy where a witness finds it
    try:
        done = subprocess.run(
            command, env=environment, capture_output=True, timeout=_TRIAL_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _digest_numpy() -> str:
    """Return a digest of Python, of the numpy that it finds, and of the processor's features."""
    found = importlib.util.find_spec("numpy")
    place = found.origin if found is not None else None
    status = os.stat(place) if place else None
    changed = (status.st_size, status.st_mtime_ns) if status is not None else ()
    parts = repr((sys.version, place, changed, sorted(_read_flags()), _TRIAL, _CHOICES, _CACHE_KIB))
    return hashlib.sha256(parts.encode()).hexdigest()[:32]


def _read_flags() -> frozenset[str]:
    """Return the first processor's features by their Linux names; empty if they are unknown."""
    try:
        with open("/proc/cpuinfo", encoding="ascii", errors="replace") as file:
            head = file.read(_HEAD)
    except OSError:
        return frozenset()
    flags = next((line for line in head.splitlines() if line.startswith("flags")), "")
    return frozenset(flags.partition(":")[2].split())
