"""Reports a run that ended early as a problem at the line where it ended."""

from builder.records.concept import Concept
from builder.records.literal import Settings
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
    "exception": (
        "correct the line; 'plumbline run {id}' shows what the witness printed before it"
    ),
    "exit": "let the witness come to its end by itself",
    "killed": (
        "a library may fail on this processor, or memory may be short: see plumbline doctor; "
        "else look for calls into compiled code with sizes that do not fit"
    ),
    "record": "build again; if it stays, look for what writes to files that it has not opened",
}
_FIGURE_HINT = (
    "this fence runs after the witness and leaves one figure open: fig, ax = plt.subplots()"
)


def failure_problem(concept: Concept, failure: Failure, job: Job) -> Problem:
    """Return the problem that says why the job's run ended early."""
    place = failure_place(concept, failure)
    cells = (job.figure.index, -1) if job.figure is not None else ()
    if failure.kind == "exception" and failure.cell in cells:
        return Problem("figure-drawn", failure.message, place, _FIGURE_HINT)
    return Problem(_CODES[failure.kind], failure.message, place, _hint(concept, failure, job))


def _hint(concept: Concept, failure: Failure, job: Job) -> str:
    limit = _LIMITS.get(failure.kind)
    if limit is None:
        return _HINTS[failure.kind].format(id=concept.id)
    more = f"limits: {{{limit}: {2 * getattr(job.limits, limit)}}}"
    return f"make it smaller, or ask for more under witness in concept.yaml: {more}"


def failure_note(concept: Concept, failure: Failure) -> Note:
    """Return the line at which a run ended, as a note to another problem."""
    return Note(failure.message, failure_place(concept, failure))


def failure_place(concept: Concept, failure: Failure) -> Place:
    """Return the line of content.md, or the first line of the witness if the line is unknown."""
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
    """Return the settings as text: `ridge = 100.0, tail = 'cauchy'`."""
    return ", ".join(f"{name} = {value!r}" for name, value in settings)
