"""A run that ended early, as a problem at the line where it ended."""

from builder.records.concept import Concept
from builder.records.literal import Literal, Settings
from builder.records.place import Place
from builder.records.problem import Note, Problem
from builder.records.run import Failure, Job

_CODES = {
    "exception": "witness-runs",
    "time": "witness-within-limits",
    "memory": "witness-within-limits",
    "output": "witness-within-limits",
    "threads": "witness-within-limits",
    "files": "witness-within-limits",
    "exit": "witness-completes",
    "killed": "witness-completes",
    "record": "witness-completes",
}
_LIMITS = {
    "time": "time_s",
    "memory": "memory_mib",
    "output": "output_kib",
    "threads": "threads",
    "files": "files_mib",
}
_HINTS = {
    "exception": "correct the line; 'python -m builder run {id}' shows what the witness printed before it",
    "exit": "let the witness come to its end by itself",
    "killed": "look for calls into compiled code with sizes that do not fit",
    "record": "build again; if it stays, look for what writes to files that it has not opened",
}

_FIGURE_HINT = (
    "this fence runs after the witness and leaves one figure open: fig, ax = plt.subplots()"
)


def failure_problem(concept: Concept, failure: Failure, job: Job) -> Problem:
    """Why the job's run ended early."""
    limit = _LIMITS.get(failure.kind)
    if limit is not None:
        hint = f"make it smaller, or ask for more under witness in concept.yaml: limits: {{{limit}: {2 * getattr(job.limits, limit)}}}"
    else:
        hint = _HINTS[failure.kind].format(id=concept.id)
    in_figure = (
        job.figure is not None
        and failure.cell in (job.figure.index, -1)
        and failure.kind == "exception"
    )
    if in_figure:
        return Problem(
            "figure-drawn", failure.message, failure_place(concept, failure), _FIGURE_HINT
        )
    return Problem(_CODES[failure.kind], failure.message, failure_place(concept, failure), hint)


def failure_note(concept: Concept, failure: Failure) -> Note:
    """The line at which a run ended, beside another problem."""
    return Note(failure.message, failure_place(concept, failure))


def failure_place(concept: Concept, failure: Failure) -> Place:
    """The line of content.md, the whole first line of the witness where none is known."""
    fences = concept.content.fences if concept.content is not None else ()
    fence = next((fence for fence in fences if fence.index == failure.cell), None)
    if fence is None:
        return next((fence.place for fence in fences if fence.kind == "witness"), concept.place)
    if fence.kind == "figure" and failure.line < 1:
        return fence.place_of("figure")
    lines = fence.code.split("\n")
    line = min(max(failure.line, 1), len(lines))
    text = lines[line - 1]
    indent = len(text) - len(text.lstrip())
    return Place(
        fence.place.path,
        fence.place.line + line - 1,
        fence.place.column + indent,
        max(1, len(text.strip())),
    )


def settings_text(settings: Settings) -> str:
    """`ridge = 100.0, tail = 'cauchy'`."""
    return ", ".join(f"{name} = {_literal_text(value)}" for name, value in settings)


def _literal_text(value: Literal) -> str:
    return repr(value)
