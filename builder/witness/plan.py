"""Plan the jobs of one concept.

Together they give its checks, seeds, counterconditions, rivals, figures and expressions.
"""

from collections.abc import Iterator
from dataclasses import replace

from builder.records.atlas import Config
from builder.records.concept import Concept
from builder.records.outline import Outline
from builder.records.program import write_program
from builder.records.request import Conditions, Plan, Request
from builder.records.run import Cell, Job, JobKind
from builder.witness.cells import figure_cells, witness_cells
from builder.witness.declared_values import SEED, compute_limits
from builder.witness.expressions import list_expressions
from builder.witness.mutant_runs import plan_mutants
from builder.witness.rivals import plan_rivals
from builder.witness.states import plan_states

Pairs = tuple[tuple[str, str], ...]


def plan_witness(
    concept: Concept, outline: Outline, config: Config, conditions: Conditions, file_digests: Pairs
) -> Plan:
    """Return the jobs in the order in which they are judged.

    The order is: base, its repeats, the second opinion if `conditions` ask for one, seeds,
    counterconditions, rivals, the demo's states, each figure with its repeat, and the mutants if
    `conditions` ask for them.

    `file_digests` are (name, SHA-256) of the concept's other files. There are no jobs for a concept
    without code, or whose outline is not sound.
    """
    fences = concept.content.fences if concept.content is not None else ()
    if not outline.is_sound or not any(fence.kind in ("witness", "figure") for fence in fences):
        return Plan(concept.id, ())
    own_limits = concept.witness.limits if concept.witness is not None else None
    common = Job(
        kind=JobKind.BASE,
        cells=witness_cells(fences),
        files=file_digests,
        limits=compute_limits(own_limits, config),
        environment=conditions.packages,
        allow_imports=config.allow_imports,
    )
    jobs = list(_plan_jobs(concept, common, conditions))
    if conditions.mutants:
        jobs += plan_mutants(concept, outline, common)
    return Plan(concept.id, tuple(Request(job, concept.folder) for job in jobs))


def _plan_jobs(concept: Concept, common: Job, conditions: Conditions) -> Iterator[Job]:
    spec, demo = concept.witness, concept.demo
    expressions = tuple(asked.expression for asked in list_expressions(concept))
    base = replace(
        common, expressions=expressions, state_function=demo.function if demo is not None else ""
    )
    yield base
    for attempt in range(1, conditions.repeats + 1):
        yield replace(base, kind=JobKind.REPEAT, attempt=attempt)
    if conditions.second_opinion:
        values = tuple(one for one in expressions if one.mode == "value")
        program = Cell(0, write_program(concept))
        yield replace(common, kind=JobKind.PLAIN, cells=(program,), expressions=values)
    held = spec.held if spec is not None and conditions.held else 0
    for seed in range(spec.shown + held if spec is not None else 0):
        yield replace(common, kind=JobKind.SEED, settings=((SEED, seed),))
    for counter in spec.counterconditions if spec is not None else ():
        yield replace(common, kind=JobKind.COUNTER, settings=counter.set)
    yield from plan_rivals(concept, common)
    yield from plan_states(demo, common) if demo is not None else ()
    fences = concept.content.fences if concept.content is not None else ()
    for fence in fences:
        if fence.kind == "figure":
            cells = figure_cells(fences, fence)
            figure = Cell(fence.index, fence.code)
            yield replace(common, kind=JobKind.FIGURE, cells=cells, figure=figure)
            yield replace(common, kind=JobKind.REPEAT, cells=cells, figure=figure, attempt=1)
