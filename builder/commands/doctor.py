"""`builder doctor`: what holds on this machine, and why; what it says of the walls was tried a moment ago."""

import platform
from argparse import Namespace

from builder import __version__
from builder.effects import lockdown
from builder.effects.arithmetic import pin_arithmetic
from builder.effects.lockdown import namespaces, trials
from builder.effects.system import count_cores


def doctor(arguments: Namespace) -> int:
    """Prints the means of this machine; 1 where witnesses cannot be locked away on it."""
    faults = dict(lockdown.find_faults())
    print(
        f"plumbline {__version__}, Python {platform.python_version()}, {platform.system()} {platform.release()} on {platform.machine()}"
    )
    kernels = pin_arithmetic().get("OPENBLAS_CORETYPE")
    print(
        f"cores: {count_cores()}; arithmetic: one thread per run, {f'kernels of {kernels}' if kernels else 'kernels of this processor'}\n"
    )
    for wall in lockdown.WALLS:
        _print_row(wall.name in faults, wall.name, faults.get(wall.name) or f"keeps {wall.keeps}")
    fault = namespaces.find_fault()
    _print_row(
        bool(fault),
        "namespaces",
        f"{fault}; the other walls are enough" if fault else f"keep {lockdown.NAMESPACES}",
    )
    tried = trials.try_walls()
    print("\ntried from inside: a run may not")
    for name in trials.TRIALS:
        _print_row(
            not tried.get(name, False),
            name,
            "refused" if tried.get(name) else "NOT REFUSED" if name in tried else "not tried",
        )
    print("\nand, since nothing here can refuse it, a run may")
    for name in trials.OPEN:
        print(f"  {'refused' if tried.get(name) else 'open   '}  {name}")
    is_safe = not faults and all(tried.get(name) for name in trials.TRIALS)
    print(
        "\nwitnesses are locked away"
        if is_safe
        else "\nwitnesses cannot be locked away here: builds refuse to run them without --trust-content"
    )
    return 0 if is_safe else 1


def _print_row(is_faulty: bool, name: str, told: str) -> None:
    print(f"  {'MISSING' if is_faulty else 'holds  '}  {name:26} {told}")
