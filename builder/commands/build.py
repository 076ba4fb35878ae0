"""`builder build`: at once where nothing has changed since the last one; what else it needs is imported only where something has."""

import time
from argparse import Namespace

from builder.commands.inputs import find_output, look_at_inputs
from builder.effects.aside import work_aside
from builder.effects.finished import fingerprint_site, recall_finished


def build(arguments: Namespace) -> int:
    """Builds the site and publishes it if there is no error. Where nothing has changed, it says again what it said then."""
    start = time.monotonic()
    output = find_output(arguments)
    with work_aside(lambda: fingerprint_site(output).encode()) as standing:
        inputs = look_at_inputs(arguments)
        last = (
            None
            if arguments.force_run or arguments.profile
            else recall_finished(output, inputs, lambda: standing().decode())
        )
    if last is None:
        from builder.commands.site import build_anew

        return build_anew(arguments, inputs)
    print(
        last.shown
        if arguments.format == "json"
        else f"{last.shown}; nothing changed; {time.monotonic() - start:.1f} s"
    )
    return 0
