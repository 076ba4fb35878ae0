"""The base run of one witness, shown before any file of another concept is read."""

import ast
import sys
from argparse import Namespace
from dataclasses import replace
from pathlib import Path

from builder.alone import plan_alone
from builder.commands import UsageError
from builder.commands.atlas import open_world, require_concepts
from builder.commands.program import show
from builder.effects.sandbox.zygote_client import ZygoteClient
from builder.records.literal import Literal, Settings
from builder.records.outline import Outline
from builder.records.request import Plan, Request
from builder.records.run import JobKind, Outcome


def run_base(arguments: Namespace, root: Path, first: ZygoteClient) -> int:
    """Print the checks of the base run, then those of all runs of the plan.

    The zygote `first` makes the base run. With `--set` there are no further runs.
    """
    name, _, check = arguments.id.partition("#")
    with open_world(arguments, root, first=first) as world:
        (concept_id,) = require_concepts(world, [name])
        alone = plan_alone(world, concept_id)
        if alone is not None:
            outline, plan = alone
            if check and check not in outline.check_ids():
                listed = ", ".join(outline.check_ids())
                raise UsageError(f"'{concept_id}' has no check '{check}'; it has: {listed}")
            settings = tuple(_read_setting(text, outline) for text in arguments.set)
            ((_, (outcome,)),) = world.run_plans([[_base_request(plan, settings)]])
            _print_base(outcome, outline, check)
            if settings:
                passed = all(tally.passed == tally.hits for tally in outcome.tallies)
                return 0 if outcome.complete and passed else 1
        from builder.commands.run_plan import run_plan

        return run_plan(world, concept_id, check, mutants=arguments.mutants)


def _print_base(outcome: Outcome, outline: Outline, check: str) -> None:
    for _, text in outcome.outputs:
        print(text, end="" if text.endswith("\n") or not text else "\n")
    declared = outline.checks
    for tally in outcome.tallies:
        known = declared[tally.number] if tally.number < len(declared) else None
        name = known.id if known is not None else ""
        if check and name != check:
            continue
        margin = "" if tally.tightest.margin is None else f"  margin {tally.tightest.margin:.4g}"
        verdict = "holds" if tally.passed == tally.hits else "FAILS"
        label = name or (known.code if known is not None else f"assertion {tally.number + 1}")
        show(f"{verdict}  {label}  {tally.tightest.measured}{margin}")
    if outcome.failure is not None:
        show(f"stopped: {outcome.failure.message}")
    sys.stdout.flush()


def _base_request(plan: Plan, settings: Settings) -> Request:
    base = next(request for request in plan.requests if request.job.kind is JobKind.BASE)
    if not settings:
        return base
    return replace(base, job=replace(base.job, settings=settings, expressions=()))


def _read_setting(text: str, outline: Outline) -> tuple[str, Literal]:
    """Read `ridge=100` as a name and a value; a value that is no literal is text.

    Raises: `UsageError` for an unknown parameter.
    """
    name, equals, value = text.partition("=")
    known = [parameter.name for parameter in outline.parameters]
    if not equals or name.strip() not in known:
        listed = ", ".join(known) or "(none)"
        raise UsageError(f"'{text}': write NAME=VALUE with one of the parameters {listed}")
    try:
        literal: Literal = ast.literal_eval(value)
    except (ValueError, SyntaxError):
        literal = value
    return name.strip(), literal
