"""The witness: what it declares, the runs it needs, and what the runs showed.

The public names are imported on first use. The processes that run witnesses import modules of this
package at every start, and need neither the records nor the judge.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from builder.witness.expressions import value_expressions as value_expressions
    from builder.witness.judge import judge_witness as judge_witness
    from builder.witness.outline import outline_witness as outline_witness
    from builder.witness.plan import plan_witness as plan_witness
    from builder.witness.suggested_rivals import suggest_rivals as suggest_rivals

_MODULES = {
    "judge_witness": "builder.witness.judge",
    "outline_witness": "builder.witness.outline",
    "plan_witness": "builder.witness.plan",
    "suggest_rivals": "builder.witness.suggested_rivals",
    "value_expressions": "builder.witness.expressions",
}


def __getattr__(name: str) -> object:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_MODULES[name]), name)
