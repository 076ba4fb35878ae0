"""The witness: what it declares, the runs it needs, and what the runs showed.

The public names are imported on first use. The processes that run witnesses import modules of this
package at every start, and need neither the records nor the judge.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from builder.witness.expressions import value_expressions as value_expressions
    from builder.witness.judge import judge_witness as judge_witness
    from builder.witness.mutant_runs import explain_refusal as explain_refusal
    from builder.witness.mutant_runs import judge_mutants as judge_mutants
    from builder.witness.mutant_runs import plan_mutants as plan_mutants
    from builder.witness.mutant_runs import plan_originals as plan_originals
    from builder.witness.outline import outline_witness as outline_witness
    from builder.witness.plan import plan_witness as plan_witness

_MODULES = {
    "explain_refusal": "builder.witness.mutant_runs",
    "judge_mutants": "builder.witness.mutant_runs",
    "judge_witness": "builder.witness.judge",
    "outline_witness": "builder.witness.outline",
    "plan_mutants": "builder.witness.mutant_runs",
    "plan_originals": "builder.witness.mutant_runs",
    "plan_witness": "builder.witness.plan",
    "value_expressions": "builder.witness.expressions",
}


def __getattr__(name: str) -> object:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_MODULES[name]), name)
