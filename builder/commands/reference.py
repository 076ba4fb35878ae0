"""`plumbline explain`, `plumbline schema` and `plumbline clean`."""

import difflib
import json
from argparse import Namespace

from builder.commands import UsageError, find_atlas
from builder.commands.inputs import find_output
from builder.commands.program import show
from builder.effects.publish.exchange import clean_output
from builder.effects.publish.output_folder import Output
from builder.effects.publish.protected_paths import list_protected
from builder.load import schemas
from builder.load.reference import write_reference
from builder.report.explain import format_explanation, read_explanations, write_rules


def explain(arguments: Namespace) -> int:
    """Print the meaning of a code, of every code in a line each, or the rules as Markdown."""
    known = read_explanations()
    if arguments.markdown:
        show(write_rules(known), end="")
        return 0
    if arguments.code is None:
        for code, explanation in known.items():
            show(f"{code:28} {explanation.says.splitlines()[0]}")
        return 0
    if arguments.code not in known:
        close = difflib.get_close_matches(arguments.code, known, n=1)
        hint = f"did you mean '{close[0]}'?" if close else "list them with: plumbline explain"
        raise UsageError(f"no problem has the code '{arguments.code}'; {hint}")
    show(format_explanation(known[arguments.code]), end="")
    return 0


def print_schema(arguments: Namespace) -> int:
    """Print the JSON Schema of one file, or of all by name; or the keys of all as Markdown."""
    if arguments.markdown:
        show(write_reference(), end="")
        return 0
    known = schemas()
    if arguments.file is not None and arguments.file not in known:
        raise UsageError(f"no schema for '{arguments.file}'; there are: {', '.join(known)}")
    show(json.dumps(known if arguments.file is None else known[arguments.file], indent=1))
    return 0


def clean(arguments: Namespace) -> int:
    """Remove the built site, unless its folder holds any other file."""
    find_atlas(arguments.root)
    owned = list_protected(arguments.root)
    clean_output(Output(find_output(arguments), owned, advice="move it elsewhere, and clean again"))
    return 0
