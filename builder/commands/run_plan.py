"""All runs of one witness, judged with what the rest of the atlas says of its concept."""

from builder.commands.atlas import line_reader
from builder.effects.world import World
from builder.pipeline import load_checked
from builder.records.problem import has_errors, sort_problems
from builder.report.mutants import format_mutants
from builder.report.problems import format_problems
from builder.report.summary import format_checks
from builder.stages import Options
from builder.witnesses import assess_concepts, plan_witnesses, run_mutants


def run_plan(world: World, id: str, check: str, *, mutants: bool) -> int:
    """Runs the plan, prints its checks, all or the one that is named, and the concept's problems; then its mutants."""
    options = Options(drafts=True, only=(id,))
    loaded = load_checked(world, options)
    plans = plan_witnesses(world, loaded, options)
    assessments = assess_concepts(world, loaded, options)
    runs = sum(len(plan.requests) for plan in plans)
    if runs:
        results = assessments.body(id).checks
        checks = [result for result in results if not check or result.id == check]
        print(f"\nover {runs} runs\n{format_checks(checks)}", end="")
    problems = sort_problems(
        problem
        for problem in (*loaded.problems, *assessments[id].problems)
        if problem.place.path.startswith(f"concepts/{id}/")
    )
    print(format_problems(problems, line_reader(world.read_tree()), style="text"), end="")
    if not runs and not has_errors(problems):
        print(f"{id} has no witness")
    if mutants:
        for report in run_mutants(world, loaded, plans):
            print(f"\n{format_mutants(report)}", end="")
    return 1 if has_errors(problems) else 0
