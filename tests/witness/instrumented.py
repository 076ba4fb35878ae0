"""Runs code with instrumented assertions in this process, and as plain Python, for tests of what the recorder sees."""

import ast
import contextlib
import io
import warnings

from builder.witness.instrument import bind_recorder, instrument
from builder.witness.messages import AssertionHitsMessage, HitMessage
from builder.witness.recorder import Recorder
from builder.witness.trees import walk

TOKEN = "\x00test "


def run_instrumented(code: str) -> tuple[str, list[AssertionHitsMessage]]:
    """(standard output, tallies)."""
    tree = ast.parse(code)
    recorder = Recorder(instrument(walk(tree), 0, TOKEN))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        compiled = compile(tree, "<fence 0>", "exec")
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        exec(bind_recorder(compiled, recorder.functions(TOKEN)), {"__name__": "__main__"})
    return output.getvalue(), recorder.tallies()


def run_plain(code: str) -> str:
    """Standard output of the same code, assertions that fail passed over as the instrumented run does."""
    tree = ast.parse(code)
    for node in ast.walk(tree):
        for name in ("body", "orelse", "finalbody"):
            for index, statement in enumerate(
                getattr(node, name, []) if isinstance(getattr(node, name, None), list) else []
            ):
                if isinstance(statement, ast.Assert):
                    guard = ast.Try(
                        body=[statement],
                        handlers=[
                            ast.ExceptHandler(
                                type=ast.Name(id="Exception", ctx=ast.Load()),
                                name=None,
                                body=[ast.Pass()],
                            )
                        ],
                        orelse=[],
                        finalbody=[],
                    )
                    getattr(node, name)[index] = ast.copy_location(guard, statement)
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        exec(compile(ast.fix_missing_locations(tree), "plain", "exec"), {"__name__": "__main__"})
    return output.getvalue()


def the_hit(condition: str, before: str = "") -> HitMessage:
    """Return the tightest hit of `assert condition` after some code, numpy imported."""
    _, tallies = run_instrumented(
        f"import math\nimport numpy as np\n{before}\nassert {condition}, 'a: b'\n"
    )
    assert len(tallies) == 1
    return tallies[0]["tightest"]
