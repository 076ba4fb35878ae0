"""`builder run`: one witness, its output and its checks with values; the base run's verdict before seeds."""

import ast
import sys
from argparse import Namespace
from dataclasses import replace

from builder.commands import UsageError
from builder.commands.atlas import find_atlas, line_reader, open_world, require_concepts
from builder.effects.world import World
from builder.pipeline import Options, load_checked, plan_alone, plan_witnesses, run_mutants, run_witnesses
from builder.records.literal import Literal, Settings
from builder.records.outline import Outline
from builder.records.problem import Problems, has_errors, sort_problems
from builder.records.request import Plan, Request
from builder.records.run import JobKind, Outcome
from builder.report.mutants import format_mutants
from builder.report.problems import format_problems
from builder.report.summary import format_checks


def run(arguments: Namespace) -> int:
    """Runs the witness of one concept and prints what came of it: first the base run, from the concept's own files alone."""
    id, _, check = arguments.id.partition("#")
    if arguments.set and arguments.mutants:
        raise UsageError("--mutants asks about the witness as written; leave out --set")
    with open_world(arguments, find_atlas(arguments.root)) as world:
        world.warm_up()
        (id,) = require_concepts(world, [id])
        alone = plan_alone(world, id)
        if alone is not None:
            outline, plan = alone
            if check and check not in outline.check_ids():
                raise UsageError(f"'{id}' has no check '{check}'; it has: {', '.join(outline.check_ids())}")
            settings = tuple(_read_setting(text, outline) for text in arguments.set)
            (_, outcome), *_ = world.run_jobs([_base_request(plan, settings)])
            _print_base(outcome, outline, check)
            if settings:
                return 0 if outcome.complete and all(tally.passed == tally.hits for tally in outcome.tallies) else 1
        code = _run_rest(world, id, check)
        if arguments.mutants:
            _print_mutants(world, id)
        return code


def _run_rest(world: World, id: str, check: str) -> int:
    """Everything else that the witness's plan holds, judged with what the rest of the atlas says of the concept."""
    options = Options(drafts=True, only=(id,))
    loaded = load_checked(world, options)
    plans = plan_witnesses(world, loaded, options)
    evidence, found = run_witnesses(world, loaded, plans)
    if plans:
        checks = [result for result in evidence[id].checks if not check or result.id == check]
        print(f"\nover {len(plans[0].requests)} runs\n{format_checks(checks)}", end="")
    problems = sort_problems(problem for problem in (*loaded.problems, *found) if problem.place.path.startswith(f"concepts/{id}/"))
    _print_problems(world, problems)
    if not plans and not has_errors(problems):
        print(f"{id} has no witness")
    return 1 if has_errors(problems) else 0


def _print_mutants(world: World, id: str) -> None:
    options = Options(drafts=True, only=(id,))
    loaded = load_checked(world, options)
    for report in run_mutants(world, loaded, plan_witnesses(world, loaded, options)):
        print(f"\n{format_mutants(report)}", end="")


def _print_base(outcome: Outcome, outline: Outline, check: str) -> None:
    for _, text in outcome.outputs:
        print(text, end="" if text.endswith("\n") or not text else "\n")
    declared = outline.checks
    for tally in outcome.tallies:
        name = declared[tally.number].id if tally.number < len(declared) else ""
        if check and name != check:
            continue
        margin = "" if tally.tightest.margin is None else f"  margin {tally.tightest.margin:.4g}"
        verdict = "holds" if tally.passed == tally.hits else "FAILS"
        print(f"{verdict}  {name or declared[tally.number].code}  {tally.tightest.measured}{margin}")
    if outcome.failure is not None:
        print(f"stopped: {outcome.failure.message}")
    sys.stdout.flush()


def _base_request(plan: Plan, settings: Settings) -> Request:
    base = next(request for request in plan.requests if request.job.kind is JobKind.BASE)
    return replace(base, job=replace(base.job, settings=settings, expressions=())) if settings else base


def _read_setting(text: str, outline: Outline) -> tuple[str, Literal]:
    """`ridge=100` as a name and a value; a value that is no literal is text. Raises: `UsageError` for an unknown parameter."""
    name, equals, value = text.partition("=")
    known = [parameter.name for parameter in outline.parameters]
    if not equals or name.strip() not in known:
        raise UsageError(f"'{text}': write NAME=VALUE with one of the parameters {', '.join(known) or '(none)'}")
    try:
        literal: Literal = ast.literal_eval(value)
    except (ValueError, SyntaxError):
        literal = value
    return name.strip(), literal


def _print_problems(world: World, problems: Problems) -> None:
    shown = format_problems(problems, line_reader(world.read_tree()), style="text")
    print(shown, end="")
