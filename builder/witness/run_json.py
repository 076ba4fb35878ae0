"""Write jobs and outcomes as JSON, and read outcomes back.

A run's record was written beside untrusted code. The types in `messages` and in the records are the
schema: `msgspec` refuses a value of another type. It does not read the JSON itself, because it
refuses lone surrogates, which a witness may print.
"""

import json
import math
from dataclasses import asdict

import msgspec

from builder.records.axes_frame import SCALES, AxesFrame, Side
from builder.records.plotted import Plotted, Series
from builder.records.run import AssertionHits, Failure, Job, Outcome
from builder.witness.messages import MOST_ROWS, MOST_SERIES, OutcomeMessage

MOST_FRAMES = 2  # one of a wide drawing, one of a narrow drawing
FAILURE_KINDS = frozenset(
    ("exception", "time", "memory", "output", "threads", "files", "killed", "exit", "record")
)

# Controls other than tab and line feed become Unicode's Control Pictures. The other characters
# become U+FFFD: C1 controls, line breaks, direction overrides, byte-order marks, noncharacters.
# Source: Unicode Technical Report 36, 3.1.5.
_HIDDEN = (
    *range(0x80, 0xA0),
    *(0x2028, 0x2029),
    *range(0x202A, 0x202F),
    *range(0x2066, 0x206A),
    *(0xFEFF, 0xFFFE, 0xFFFF),
)
_VISIBLE = (
    {code: 0x2400 + code for code in range(0x20) if chr(code) not in "\t\n"}
    | {0x7F: 0x2421}
    | dict.fromkeys(_HIDDEN, 0xFFFD)
)


def job_to_json(job: Job) -> str:
    """Return the job as one line of JSON, in the shape of `JobMessage`."""
    return json.dumps(asdict(job))


def outcome_to_json(outcome: Outcome) -> str:
    """Return the outcome as one line of JSON, in the shape of `OutcomeMessage`."""
    return json.dumps(asdict(outcome), separators=(",", ":"))


def outcome_from_json(text: str | bytes) -> Outcome:
    """Return the outcome that a run reported.

    A malformed record gives an incomplete outcome whose failure is of kind `record`.
    """
    try:
        # The message type requires every key; the fields of the record have defaults.
        message = msgspec.convert(_clean(json.loads(text)), OutcomeMessage)
        outcome = msgspec.convert(message, Outcome)
        if _is_consistent(outcome):
            return outcome
    except (ValueError, RecursionError):
        pass
    return Outcome(complete=False, failure=Failure("record", "the run's record cannot be read"))


def _clean(value: object) -> object:
    """Return the JSON value with every text made visible.

    Raises: `ValueError` for a number that is not finite.
    """
    match value:
        case str():
            return _make_visible(value)
        case list():
            return [_clean(part) for part in value]
        case dict():
            return {name: _clean(part) for name, part in value.items()}
        case float() if not math.isfinite(value):
            raise ValueError(value)
    return value


def _make_visible(text: str) -> str:
    """Return the text without characters that steer a terminal or turn the direction of text.

    A lone surrogate becomes a question mark, a control its picture (`␛` for escape), and another
    hidden character U+FFFD.
    """
    if text.isascii() and text.isprintable():  # true of nearly all texts
        return text
    text = text if text.isascii() else text.encode("utf-8", "replace").decode()
    if text.replace("\n", "").replace("\t", "").isprintable():  # `translate` is slow
        return text
    return text.translate(_VISIBLE)


def _is_consistent(outcome: Outcome) -> bool:
    """Return true if the values of the outcome, each of the right type, agree with each other.

    Raises: `ValueError` if the data of an answer is not JSON.
    """
    for answer in outcome.answers:
        json.loads(answer.data)
    return (
        outcome.complete == (outcome.failure is None)
        and (outcome.failure is None or outcome.failure.kind in FAILURE_KINDS)
        and len(outcome.figure_frames) <= MOST_FRAMES
        and len({tally.number for tally in outcome.tallies}) == len(outcome.tallies)
        and len({answer.id for answer in outcome.answers}) == len(outcome.answers)
        and all(map(_is_tally, outcome.tallies))
        and all(map(_is_frame, outcome.figure_frames))
        and _is_plotted(outcome.figure_plotted)
    )


def _is_tally(tally: AssertionHits) -> bool:
    return (
        tally.number == tally.tightest.number >= 0
        and 0 <= tally.passed <= tally.hits >= 1
        and tally.tightest.passed == (tally.passed == tally.hits)
    )


def _is_frame(frame: AxesFrame) -> bool:
    return frame.width > 0 and frame.height > 0 and _is_side(frame.x) and _is_side(frame.y)


def _is_side(side: Side) -> bool:
    is_drawable = side.scale == "linear" or min(side.first, side.last) > 0
    return side.scale in SCALES and side.first != side.last and is_drawable


def _is_plotted(plotted: Plotted) -> bool:
    return (
        max(len(plotted.series), len(plotted.untold)) <= MOST_SERIES
        and all(map(_is_series, plotted.series))
        and sum(len(series.columns[0].cells) for series in plotted.series) <= MOST_ROWS
    )


def _is_series(series: Series) -> bool:
    """Return true if every column holds one cell for every `every`th point, and there is one."""
    rows = {len(column.cells) for column in series.columns}
    return series.every >= 1 and rows == {-(-series.points // series.every)}
