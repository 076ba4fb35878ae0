"""The JSON shapes of what the build and the processes that run witnesses send each other.

The module imports nothing else of ours: those processes start without the records. `run_json`
converts records to these shapes and back.
"""

from typing import NotRequired, TypedDict

STATE = "state"  # the function that a condition of the page calls for a state of the demo
MOST_ROWS, MOST_SERIES = 5_000, 100  # of a figure; the rows of all series together


class CellMessage(TypedDict):
    """One fence."""

    index: int
    code: str


class ExpressionMessage(TypedDict):
    """One expression, to be evaluated when the witness has ended."""

    id: str
    source: str
    mode: str


class LimitsMessage(TypedDict):
    """The resources that one run may use."""

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


class AssertionHitsMessage(TypedDict):
    """All hits of one assertion."""

    number: int
    hits: int
    passed: int
    tightest: HitMessage


class AnswerMessage(TypedDict):
    """The value of one expression; `data` is JSON as text."""

    id: str
    text: str
    data: str
    failed: bool


class ColumnMessage(TypedDict):
    """One column of a series; a cell without a number is `None`."""

    name: str
    cells: list[int | float | str | None]


class SeriesMessage(TypedDict):
    """The data plotted under one name: every `every`th of its `points`."""

    plot: str
    name: str
    kind: str
    points: int
    every: int
    columns: list[ColumnMessage]


class PlottedMessage(TypedDict):
    """The data of a figure; `untold` names the parts without numbers."""

    series: list[SeriesMessage]
    untold: list[str]


class SideMessage(TypedDict):
    """One axis: its scale, and its values at both ends."""

    scale: str
    first: float
    last: float


class FrameMessage(TypedDict):
    """The position of a figure's first axes in its drawing."""

    left: float
    top: float
    width: float
    height: float
    x: SideMessage
    y: SideMessage


class FailureMessage(TypedDict):
    """The reason why a run ended early."""

    kind: str
    message: str
    cell: int
    line: int


class OutcomeMessage(TypedDict):
    """The result of a job."""

    complete: bool
    tallies: list[AssertionHitsMessage]
    outputs: list[tuple[int, str]]
    answers: list[AnswerMessage]
    figure_svg: str
    figure_narrow: str
    figure_plotted: PlottedMessage
    figure_frames: list[FrameMessage]
    failure: NotRequired[FailureMessage | None]


def failed(kind: str, message: str, cell: int = -1, line: int = 0) -> OutcomeMessage:
    """Return the outcome of a run of which only the failure is known."""
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
