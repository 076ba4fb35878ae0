"""Environment variables that make arithmetic give the same results on every x86-64 machine.

They set one thread, because the order of a parallel sum is not fixed. They choose the kernels of
one common level of x86-64, because other levels round the last digit differently. A processor
below that level keeps its own kernels.

Source: OPENBLAS_CORETYPE of OpenBLAS's USAGE.md; NPY_DISABLE_CPU_FEATURES of NumPy's "Runtime
dispatcher" reference, with the names before and since NumPy 2.4; x86-64-v3 of the System V ABI.
"""

ONE_THREAD = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "BLIS_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
    "NUMEXPR_NUM_THREADS",
)
_ABOVE = "X86_V4 AVX512_ICL AVX512_SPR AVX512F AVX512CD AVX512_SKX AVX512_CLX AVX512_CNL"
_KERNELS = {"OPENBLAS_CORETYPE": "Haswell", "NPY_DISABLE_CPU_FEATURES": _ABOVE}
_LEVEL = frozenset({"avx2", "fma", "bmi2"})
_HEAD = 8192  # bytes of /proc/cpuinfo that describe the first processor


def pin_arithmetic() -> dict[str, str]:
    """Return the variables; they must be set before numpy is imported."""
    return dict.fromkeys(ONE_THREAD, "1") | (_KERNELS if _read_flags() >= _LEVEL else {})


def _read_flags() -> frozenset[str]:
    """Return the first processor's features by their Linux names; empty if they are unknown."""
    try:
        with open("/proc/cpuinfo", encoding="ascii", errors="replace") as file:
            head = file.read(_HEAD)
    except OSError:
        return frozenset()
    flags = next((line for line in head.splitlines() if line.startswith("flags")), "")
    return frozenset(flags.partition(":")[2].split())
