"""What crosses the pipes between the build and the processes that run witnesses, as plain JSON shapes.

Imports nothing: those processes start without the records. `run_json` turns records into these and back.
"""

from typing import NotRequired, TypedDict

STATE = "state"  # what a condition of the page calls to ask for a state of the demo
MOST_ROWS, MOST_SERIES = 5_000, 100  # of what a figure shows, all series together


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


class ColumnMessage(TypedDict):
    """One column of a series; a cell without a number is `None`."""

    name: str
    cells: list[int | float | str | None]


class SeriesMessage(TypedDict):
    """What was plotted under one name: every so many of its points."""

    plot: str
    name: str
    kind: str
    points: int
    every: int
    columns: list[ColumnMessage]


class PlottedMessage(TypedDict):
    """What a figure shows, and what of it is not told as numbers."""

    series: list[SeriesMessage]
    untold: list[str]


class SideMessage(TypedDict):
    """One axis: its scale, and its values at both ends."""

    scale: str
    first: float
    last: float


class FrameMessage(TypedDict):
    """Where the first axes of a figure stand in its drawing."""

    left: float
    top: float
    width: float
    height: float
    x: SideMessage
    y: SideMessage


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
    figure_narrow: str
    figure_plotted: PlottedMessage
    figure_frames: list[FrameMessage]
    failure: NotRequired[FailureMessage | None]


def failed(kind: str, message: str, cell: int = -1, line: int = 0) -> OutcomeMessage:
    """The outcome of a run of which nothing else is known."""
    failure: FailureMessage = {"kind": kind, "message": message, "cell": cell, "line": line}
    outcome: OutcomeMessage = {
        "complete": False,
        "tallies": [],
        "outputs": [],
        "answers": [],
        "figure_svg": "",
        "figure_narrow": "",
        "figure_plotted": {"series": [], "untold": []},
        "figure_frames": [],
    }
    return {**outcome, "failure": failure}
