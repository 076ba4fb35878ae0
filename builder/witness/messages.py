"""What crosses the pipes between the build and the processes that run witnesses, as plain JSON shapes.

Imports nothing: those processes start without the records. `wire` turns records into these and back.
"""

from typing import NotRequired, TypedDict


class CellMessage(TypedDict):
    """One fence."""

    index: int
    code: str


class ExpressionMessage(TypedDict):
    """One expression to evaluate when the witness has ended."""

    id: str
    source: str
    mode: str


class LimitsMessage(TypedDict):
    """What the run may use."""

    time_s: int
    memory_mib: int
    threads: int
    output_kib: int
    files_mib: int


class JobMessage(TypedDict):
    """A job."""

    kind: str
    cells: list[CellMessage]
    settings: list[tuple[str, object]]
    figure: CellMessage | None
    expressions: list[ExpressionMessage]
    state_function: str
    files: list[tuple[str, str]]
    limits: LimitsMessage
    environment: list[tuple[str, str]]
    allow_imports: list[str]
    attempt: int


class HitMessage(TypedDict):
    """One evaluation of one assertion."""

    number: int
    passed: bool
    margin: float | None
    measured: str
    operands: list[list[str]]
    failure: str


class TallyMessage(TypedDict):
    """All hits of one assertion."""

    number: int
    hits: int
    passed: int
    tightest: HitMessage


class AnswerMessage(TypedDict):
    """What an expression came to; `data` is JSON as text."""

    id: str
    text: str
    data: str
    failed: bool


class FailureMessage(TypedDict):
    """Why a run ended early."""

    kind: str
    message: str
    cell: int
    line: int


class OutcomeMessage(TypedDict):
    """What comes back of a job."""

    complete: bool
    tallies: list[TallyMessage]
    outputs: list[tuple[int, str]]
    answers: list[AnswerMessage]
    figure_svg: str
    failure: NotRequired[FailureMessage | None]


def failed(kind: str, message: str, cell: int = -1, line: int = 0) -> OutcomeMessage:
    """The outcome of a run of which nothing else is known."""
    failure: FailureMessage = {"kind": kind, "message": message, "cell": cell, "line": line}
    return {"complete": False, "tallies": [], "outputs": [], "answers": [], "figure_svg": "", "failure": failure}
