"""`plumbline doctor`: which sandbox layers work on this machine, as tried by this very run."""

import platform
from argparse import Namespace

from builder import __version__
from builder.commands.program import show
from builder.effects import LEFT, TRUST
from builder.effects.files.own_theme import OWN_THEME
from builder.effects.files.system import count_cores
from builder.effects.sandbox import lockdown
from builder.effects.sandbox.arithmetic import best_kernels, pin_arithmetic
from builder.effects.sandbox.lockdown import namespaces, trials


def doctor(arguments: Namespace) -> int:
    """Print what this machine offers; return 1 if it cannot run witnesses in the sandbox."""
    faults = dict(lockdown.find_faults())
    system = f"{platform.system()} {platform.release()} on {platform.machine()}"
    show(f"plumbline {__version__}, Python {platform.python_version()}, {system}")
    show(f"cores: {count_cores()}; arithmetic: one thread per run, {_describe_kernels()}")
    show(f"packaged theme: {OWN_THEME}\n")
    for wall in lockdown.WALLS:
        _print_row(wall.name in faults, wall.name, faults.get(wall.name) or f"keeps {wall.keeps}")
    fault = namespaces.find_fault()
    enough = "" if faults else "; the other walls are enough"
    status = f"{fault}{enough}" if fault else f"keep {lockdown.NAMESPACES}"
    _print_row(bool(fault), "namespaces", status)
    tried = trials.try_walls()
    show("\ntried from inside: a run may not")
    for name in trials.TRIALS:
        status = {True: "refused", False: "NOT REFUSED", None: "not tried"}[tried.get(name)]
        _print_row(status != "refused", name, status)
    show("\nand, since nothing here can refuse it, a run may")
    for name in trials.OPEN:
        show(f"  {'refused' if tried.get(name) else 'open   '}  {name}")
    is_safe = not faults and all(tried.get(name) for name in trials.TRIALS)
    if is_safe:
        show("\nwitnesses are locked away")
        return 0
    show("\nwitnesses cannot be locked away here, so builds refuse to run them")
    show(f"{LEFT}\n{TRUST}")
    return 1


def _describe_kernels() -> str:
    """Say which kernels numpy's linear algebra uses, and what follows."""
    kernels, best = pin_arithmetic().get("OPENBLAS_CORETYPE", ""), best_kernels()
    if kernels and kernels == best:
        return f"kernels of {kernels}, as on other machines of kind {platform.machine()}"
    crash = f"those of {best} crash here; " if best else ""
    chosen = f"kernels of {kernels}" if kernels else "the kernels of this processor"
    return f"{chosen}: {crash}the last digits of a value may differ from those of other machines"


def _print_row(is_faulty: bool, name: str, status: str) -> None:
    show(f"  {'MISSING' if is_faulty else 'holds  '}  {name:26} {status}")
