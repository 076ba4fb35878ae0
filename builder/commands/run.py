"""`builder run`: the process that runs witnesses is started first, and warms up while what else is needed is imported."""

from argparse import Namespace

from builder.commands import UsageError, find_atlas
from builder.effects.warm import start_zygote


def run(arguments: Namespace) -> int:
    """Runs the witness of one concept and prints what came of it: first the base run, from the concept's own files alone."""
    if arguments.set and arguments.mutants:
        raise UsageError("--mutants asks about the witness as written; leave out --set")
    root = find_atlas(arguments.root)
    with start_zygote(0, trust_content=arguments.trust_content) as first:
        from builder.commands.run_base import run_base

        return run_base(arguments, root, first)
