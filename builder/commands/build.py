"""`plumbline build`.

At once where nothing has changed since the last one; what else it needs is imported only where
something has.
"""

import time
from argparse import Namespace

from builder.commands.inputs import find_output, look_at_inputs
from builder.commands.program import show
from builder.effects.cache.last_build import read_last_build


def build(arguments: Namespace) -> int:
    """Build the site and publishes it if there is no error.

    Where nothing has changed, it says again what it said then.
    """
    start = time.monotonic()
    output = find_output(arguments)
    inputs = look_at_inputs(arguments)
    is_asked = arguments.force_run or arguments.profile
    last = None if is_asked else read_last_build(output, inputs)
    if last is None:
        from builder.commands.site import build_anew

        return build_anew(arguments, inputs)
    show(
        last.shown
        if arguments.format == "json"
        else f"{last.shown}; nothing changed; {time.monotonic() - start:.1f} s"
    )
    return 0
