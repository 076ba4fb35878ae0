"""`plumbline run`: start the zygote first, and import the other modules while it warms up."""

from argparse import Namespace

from builder.commands import UsageError, find_atlas
from builder.effects.sandbox.zygote_client import start_zygote


def run(arguments: Namespace) -> int:
    """Run the witness of one concept and print the results, those of the base run first."""
    if arguments.set and arguments.mutants:
        raise UsageError("--mutants asks about the witness as written; leave out --set")
    root = find_atlas(arguments.root)
    with start_zygote(0, trust_content=arguments.trust_content) as first:
        from builder.commands.run_base import run_base

        return run_base(arguments, root, first)
