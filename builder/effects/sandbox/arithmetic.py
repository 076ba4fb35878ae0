"""Environment variables that make arithmetic give the same results on machines of one kind.

They set one thread, because the order of a parallel sum is not fixed. They choose the kernels that
OpenBLAS has for every machine of the kind, because other kernels round the last digit differently:
on x86-64 those of the level with AVX2, on aarch64 the generic ones. An x86-64 processor below that
level, and a machine of another kind, keep their own kernels.

On x86-64 the size of the second-level cache is set too. OpenBLAS 0.3.34, which numpy 2.5.2 brings,
takes larger blocks where it finds 1024 KiB on an AMD processor with AVX-512, also for kernels that
were chosen by name. Those of Haswell and Zen keep a block on a stack that is too small for this.
Other versions may have other faults, so the choice is tried once for each version of numpy, in a
process with the environment of a run. If that process does not end well, the next choice is tried.

Source: OPENBLAS_CORETYPE of OpenBLAS's USAGE.md; OpenBLAS issues 6013 and 6021;
NPY_DISABLE_CPU_FEATURES of NumPy's "Runtime dispatcher" reference, with the names before and since
NumPy 2.4; x86-64-v3 of the System V ABI.
"""

import contextlib
import hashlib
import importlib.util
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
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


@dataclass(frozen=True, slots=True)
class _Pin:
    """What is set on one kind of machine.

    `choices` are kernels of OpenBLAS, the best first; empty for its own choice. Processors without
    the features of `level` keep their own kernels.
    """

    choices: tuple[str, ...]
    level: frozenset[str] = frozenset()
    others: Mapping[str, str] = field(default_factory=dict)


_PINS = {
    "x86_64": _Pin(
        ("Haswell", "Zen", ""),
        frozenset({"avx2", "fma", "bmi2"}),
        {"OPENBLAS_L2_SIZE": "512", "NPY_DISABLE_CPU_FEATURES": _ABOVE},
    ),
    "aarch64": _Pin(("ARMV8", "")),
}
_NO_PIN = _Pin(("",))
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
    return _name_kernels(_choose_kernels())


def best_kernels() -> str:
    """Return the kernels that machines of this kind share; empty if they share none."""
    return _find_pin().choices[0]


def _find_pin() -> _Pin:
    """Return what to set on this machine."""
    pin = _PINS.get(_read_machine(), _NO_PIN)
    return pin if _read_features() >= pin.level else _NO_PIN


def _name_kernels(kernels: str) -> dict[str, str]:
    """Return the variables of a run with these kernels."""
    named = {"OPENBLAS_CORETYPE": kernels} if kernels else {}
    return dict.fromkeys(ONE_THREAD, "1") | named | dict(_find_pin().others)


@cache
def _choose_kernels() -> str:
    """Return the first choice with which numpy works here, from the last trial if there was one.

    The choice is stored, unless a trial did not end: a busy machine says nothing about kernels.
    """
    *choices, last = _find_pin().choices
    if not choices:
        return last
    path = cache_folder() / "kernels" / _digest_numpy()
    try:
        known = path.read_text("ascii")
    except (OSError, ValueError):
        known = ""
    if known.removesuffix("\n") in (*choices, last) and known.endswith("\n"):
        return known.removesuffix("\n")
    has_ended = True
    choice = last
    for kernels in choices:
        code = _try_kernels(kernels)
        has_ended = has_ended and code is not None
        if code == 0:
            choice = kernels
            break
    if has_ended and make_private_folder(path.parent):
        with contextlib.suppress(OSError):
            path.write_text(f"{choice}\n", "ascii")
    return choice


def _try_kernels(kernels: str) -> int | None:
    """Multiply and solve with these kernels in a process; return its exit code, if it ends."""
    environment = {"PATH": os.defpath, **_name_kernels(kernels)}
    command = [sys.executable, "-I", "-c", _TRIAL]  # finds numpy where a witness finds it
    try:
        done = subprocess.run(
            command, env=environment, capture_output=True, timeout=_TRIAL_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.returncode


def _digest_numpy() -> str:
    """Return a digest of Python, of the numpy that it finds, and of the processor's features."""
    found = importlib.util.find_spec("numpy")
    place = found.origin if found is not None else None
    status = os.stat(place) if place else None
    changed = (status.st_size, status.st_mtime_ns) if status is not None else ()
    pin = _find_pin()
    settings = (_TRIAL, pin.choices, sorted(pin.others.items()))
    parts = repr((sys.version, place, changed, sorted(_read_features()), settings))
    return hashlib.sha256(parts.encode()).hexdigest()[:32]


def _read_machine() -> str:
    """Return the kind of machine by its Linux name; empty on another system, which has no pin."""
    return os.uname().machine if sys.platform == "linux" else ""


def _read_features() -> frozenset[str]:
    """Return the first processor's features by their Linux names; empty if they are unknown."""
    try:
        with open("/proc/cpuinfo", encoding="ascii", errors="replace") as file:
            head = file.read(_HEAD)
    except OSError:
        return frozenset()
    names = ("flags", "Features")  # on x86-64, on aarch64
    line = next((line for line in head.splitlines() if line.startswith(names)), "")
    return frozenset(line.partition(":")[2].split())
