"""Judge the outcomes of one concept's runs: return the evidence and the problems.

A witness counts as checked under two conditions. The record of the base run is complete and holds
every assertion that the source declares. A repeat in another process gives the same values.
Nothing of a witness that is not checked reaches the page.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from builder.records.concept import Concept
from builder.records.evidence import DemoState, Evidence, FigureDrawing
from builder.records.mutant import MutantReport
from builder.records.outline import Outline
from builder.records.problem import Problem, Problems
from builder.records.request import Plan
from builder.records.run import Job, JobKind, Outcome
from builder.witness.agreement import compare_figures, compare_runs
from builder.witness.conclusions import judge_answers
from builder.witness.failures import failure_problem
from builder.witness.mutant_runs import report_mutants
from builder.witness.notation import judge_shapes, show_shapes
from builder.witness.places import judge_places
from builder.witness.rivals import judge_rivals, list_rival_results
from builder.witness.second_opinion import compare_plain
from builder.witness.state_runs import judge_states
from builder.witness.verdicts import (
    judge_base,
    judge_counterconditions,
    judge_seeds,
    list_results,
    read_verdicts,
)
from builder.witness.weak_checks import judge_weak_checks


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A figure's job, its outcome and the outcome of its repeat."""

    job: Job
    once: Outcome
    again: Outcome

    @property
    def fence(self) -> int:
        return self.job.figure.index if self.job.figure is not None else -1


@dataclass(frozen=True, slots=True)
class _Runs:
    """The outcomes of a plan by their purpose."""

    job: Job
    base: Outcome
    repeats: tuple[Outcome, ...]
    plain: Outcome | None
    seeds: tuple[Outcome, ...]
    counters: tuple[Outcome, ...]
    rivals: tuple[Outcome, ...]
    mutants: tuple[Outcome, ...]
    states: tuple[tuple[Job, Outcome], ...]
    figures: tuple[_Drawn, ...]


def judge_witness(
    concept: Concept, outline: Outline, plan: Plan, outcomes: Sequence[Outcome]
) -> tuple[Evidence, Problems]:
    """Return the evidence, without claims, and every problem of the runs.

    `outcomes` are those of the plan's requests, in their order.
    """
    if not plan.requests:
        return Evidence(concept.id), ()
    runs = _sort_runs(plan, outcomes)
    problems = list(_judge_base(concept, outline, runs))
    differences = list(_compare(concept, outline, runs))
    problems += differences
    states: tuple[DemoState, ...] = ()
    if runs.base.complete:
        states, state_problems = judge_states(concept, runs.states)
        problems += state_problems
        problems += judge_seeds(concept, outline, read_verdicts(outline, runs.base), runs.seeds)
        problems += judge_counterconditions(concept, outline, runs.counters)
        problems += judge_rivals(concept, outline, runs.rivals)
        others = (*runs.seeds, *runs.rivals)
        problems += judge_weak_checks(concept, outline, runs.base, others, runs.counters)
        problems += judge_answers(concept, runs.base)
        problems += judge_shapes(concept, {answer.id: answer for answer in runs.base.answers})
    recorded = {tally.number for tally in runs.base.tallies}
    declared = {check.number for check in outline.checks}
    if runs.base.complete and not differences and recorded == declared:
        evidence = _collect_evidence(concept, outline, runs, states)
    else:
        evidence = _make_unchecked_evidence(concept, runs)
    problems += judge_places(concept, evidence)
    return evidence, tuple(problems)


def _sort_runs(plan: Plan, outcomes: Sequence[Outcome]) -> _Runs:
    pairs = [
        (request.job, outcome) for request, outcome in zip(plan.requests, outcomes, strict=True)
    ]
    again = {
        job.figure.index: outcome
        for job, outcome in pairs
        if job.kind is JobKind.REPEAT and job.figure is not None
    }
    return _Runs(
        job=pairs[0][0],
        base=next(outcome for job, outcome in pairs if job.kind is JobKind.BASE),
        repeats=tuple(
            outcome for job, outcome in pairs if job.kind is JobKind.REPEAT and job.figure is None
        ),
        plain=next((outcome for job, outcome in pairs if job.kind is JobKind.PLAIN), None),
        seeds=tuple(outcome for job, outcome in pairs if job.kind is JobKind.SEED),
        counters=tuple(outcome for job, outcome in pairs if job.kind is JobKind.COUNTER),
        rivals=tuple(outcome for job, outcome in pairs if job.kind is JobKind.RIVAL),
        mutants=tuple(outcome for job, outcome in pairs if job.kind is JobKind.MUTANT),
        states=tuple(pair for pair in pairs if pair[0].kind is JobKind.STATE),
        figures=tuple(
            _Drawn(job, outcome, again[job.figure.index])
            for job, outcome in pairs
            if job.kind is JobKind.FIGURE and job.figure is not None
        ),
    )


def _judge_base(concept: Concept, outline: Outline, runs: _Runs) -> Iterator[Problem]:
    """Yield why the base run ended early, the failed assertions, and the figures not drawn."""
    if runs.base.failure is not None:
        yield failure_problem(concept, runs.base.failure, runs.job)
    yield from judge_base(outline, runs.base)
    for drawn in runs.figures if runs.base.complete else ():
        if drawn.once.failure is not None:
            yield failure_problem(concept, drawn.once.failure, drawn.job)


def _compare(concept: Concept, outline: Outline, runs: _Runs) -> Iterator[Problem]:
    """Yield the differences between runs that should agree, once the base run is complete."""
    if not runs.base.complete:
        return
    for repeat in runs.repeats:
        yield from compare_runs(concept, outline, runs.base, repeat)
    for drawn in runs.figures:
        if drawn.once.complete:
            yield from compare_figures(concept, drawn.fence, drawn.once, drawn.again)
    if runs.plain is not None and all(tally.passed == tally.hits for tally in runs.base.tallies):
        outputs = {
            drawn.fence: text
            for drawn in runs.figures
            for fence, text in drawn.once.outputs
            if fence == drawn.fence
        }
        yield from compare_plain(concept, runs.base, outputs, runs.plain)


def _collect_evidence(
    concept: Concept, outline: Outline, runs: _Runs, states: tuple[DemoState, ...]
) -> Evidence:
    """Return the evidence of a checked witness."""
    listed = concept.content.fences if concept.content is not None else ()
    figure_ids = {fence.index: fence.figure for fence in listed}
    return Evidence(
        concept=concept.id,
        is_checked=True,
        has_witness=True,
        checks=tuple(
            replace(check, rivals=list_rival_results(check.id, concept, outline, runs.rivals))
            for check in list_results(concept, outline, runs.base, runs.seeds, runs.counters)
        ),
        outputs=tuple((index, text) for index, text in runs.base.outputs if text),
        answers=show_shapes(concept, runs.base.answers),
        figures=tuple(
            _read_drawing(figure_ids[drawn.fence], drawn.once)
            for drawn in runs.figures
            if drawn.once.complete
        ),
        states=states,
        mutants=_report_mutants(concept, outline, runs),
        run_key=runs.job.key,
        packages=runs.job.environment,
    )


def _report_mutants(concept: Concept, outline: Outline, runs: _Runs) -> MutantReport | None:
    """Return what the mutants show, if there are any and the witness as written holds."""
    holds = all(tally.passed == tally.hits for tally in runs.base.tallies)
    if not runs.mutants or not holds:
        return None
    return report_mutants(concept, outline, runs.base, runs.mutants)


def _read_drawing(figure_id: str, outcome: Outcome) -> FigureDrawing:
    return FigureDrawing(
        figure_id,
        outcome.figure_svg,
        outcome.figure_narrow,
        outcome.figure_plotted,
        outcome.figure_frames,
    )


def _make_unchecked_evidence(concept: Concept, runs: _Runs) -> Evidence:
    """Return the evidence of a witness that is not checked, which only says that it exists."""
    return Evidence(
        concept.id, has_witness=True, run_key=runs.job.key, packages=runs.job.environment
    )
