"""All runs of one witness, judged with the whole atlas."""

from builder.commands.atlas import line_reader
from builder.commands.program import show
from builder.effects.world import World
from builder.pipeline import load_checked
from builder.records.problem import has_errors, sort_problems
from builder.report.mutants import format_mutants
from builder.report.problems import format_problems
from builder.report.summary import format_checks
from builder.stages import Options
from builder.witnesses import assess_concepts, plan_witnesses


def run_plan(world: World, concept_id: str, check: str, *, mutants: bool) -> int:
    """Run the plan, then print its checks, the concept's problems and its mutants.

    An empty `check` prints all checks.
    """
    options = Options(drafts=True, only=(concept_id,), mutants=mutants)
    loaded = load_checked(world, options)
    plans = plan_witnesses(world, loaded, options)
    assessments = assess_concepts(world, loaded, options)
    runs = sum(len(plan.requests) for plan in plans)
    if runs:
        results = assessments.body(concept_id).checks
        checks = [result for result in results if not check or result.id == check]
        show(f"\nover {runs} runs\n{format_checks(checks)}", end="")
    problems = sort_problems(
        problem
        for problem in (*loaded.problems, *assessments[concept_id].problems)
        if problem.place.path.startswith(f"concepts/{concept_id}/")
    )
    show(format_problems(problems, line_reader(world.read_tree()), style="text"), end="")
    if not runs and not has_errors(problems):
        show(f"{concept_id} has no witness")
    report = assessments.body(concept_id).mutants
    if report is not None:
        show(f"\n{format_mutants(report)}", end="")
    return 1 if has_errors(problems) else 0
