"""`builder explain`, `builder schema` and `builder clean`."""

import difflib
import json
import shutil
from argparse import Namespace

from builder.commands import UsageError, find_atlas
from builder.effects.layout import KEPT
from builder.effects.publish import is_ours
from builder.load import schemas
from builder.report.explain import format_explanation, read_explanations


def explain(arguments: Namespace) -> int:
    """Prints what a code means, or every code with the first line of its text."""
    known = read_explanations()
    if arguments.code is None:
        for code, explanation in known.items():
            print(f"{code:28} {explanation.says.splitlines()[0]}")
        return 0
    if arguments.code not in known:
        close = difflib.get_close_matches(arguments.code, known, n=1)
        raise UsageError(f"no problem has the code '{arguments.code}'" + (f"; did you mean '{close[0]}'?" if close else ""))
    print(format_explanation(known[arguments.code]), end="")
    return 0


def print_schema(arguments: Namespace) -> int:
    """Prints the JSON Schema of one file, or of all by file name."""
    known = schemas()
    if arguments.file is not None and arguments.file not in known:
        raise UsageError(f"no schema for '{arguments.file}'; there are: {', '.join(known)}")
    print(json.dumps(known if arguments.file is None else known[arguments.file], indent=1))
    return 0


def clean(arguments: Namespace) -> int:
    """Empties the output folder, if it is ours."""
    output = arguments.output or find_atlas(arguments.root) / "site"
    if not is_ours(output):
        raise UsageError(f"'{output}' holds files that this builder did not write; it is left alone")
    for entry in output.iterdir() if output.exists() else ():
        if entry.name == KEPT:
            continue
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()
    return 0
