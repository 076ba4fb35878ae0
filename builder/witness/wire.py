"""Jobs and outcomes as JSON, and back; what comes back is typed on reading, since it was written beside untrusted code."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import TypeVar

from builder.records.frame import SCALES, Frame, Side
from builder.records.plotted import Cell, Column, Plotted, Series
from builder.records.run import Answer, Failure, Hit, Job, Outcome, Tally
from builder.witness.messages import MOST_ROWS, MOST_SERIES, JobMessage

MOST_FRAMES = 2  # of a wide drawing and of a narrow one
FAILURE_KINDS = (
    "exception",
    "time",
    "memory",
    "output",
    "threads",
    "files",
    "killed",
    "exit",
    "record",
)
_T = TypeVar("_T")

# Control Pictures of Unicode for the C0 controls but tab and line feed; the rest as in UTR 36, 3.1.5: C1, breaks, directions, marks.
_HIDDEN = (
    *range(0x80, 0xA0),
    0x2028,
    0x2029,
    *range(0x202A, 0x202F),
    *range(0x2066, 0x206A),
    0xFEFF,
    0xFFFE,
    0xFFFF,
)
_VISIBLE = (
    {code: 0x2400 + code for code in range(0x20) if chr(code) not in "\t\n"}
    | {0x7F: 0x2421}
    | dict.fromkeys(_HIDDEN, 0xFFFD)
)


class _MalformedError(Exception):
    """A record that does not have the shape it should have."""


def job_to_json(job: Job) -> str:
    """The job as one line of JSON, in the shape of `JobMessage`."""
    limits = job.limits
    message: JobMessage = {
        "kind": str(job.kind),
        "cells": [{"index": cell.index, "code": cell.code} for cell in job.cells],
        "settings": [(name, value) for name, value in job.settings],
        "figure": {"index": job.figure.index, "code": job.figure.code}
        if job.figure is not None
        else None,
        "expressions": [
            {"id": one.id, "source": one.source, "mode": one.mode} for one in job.expressions
        ],
        "state_function": job.state_function,
        "files": list(job.files),
        "limits": {
            "time_s": limits.time_s,
            "memory_mib": limits.memory_mib,
            "threads": limits.threads,
            "output_kib": limits.output_kib,
            "files_mib": limits.files_mib,
        },
        "environment": list(job.environment),
        "allow_imports": list(job.allow_imports),
        "attempt": job.attempt,
    }
    return json.dumps(message)


def outcome_to_json(outcome: Outcome) -> str:
    """The outcome as one line of JSON, in the shape that `outcome_from_json` reads."""
    return json.dumps(asdict(outcome), separators=(",", ":"))


def outcome_from_json(text: str | bytes) -> Outcome:
    """The outcome that a run reported; a malformed one is an incomplete outcome whose failure is of kind `record`."""
    try:
        return _read_outcome(_mapping(json.loads(text)))
    except (ValueError, KeyError, OverflowError, _MalformedError, RecursionError):
        return Outcome(complete=False, failure=Failure("record", "the run's record cannot be read"))


def _read_outcome(value: Mapping[str, object]) -> Outcome:
    failure = value.get("failure")
    complete = _truth(value["complete"])
    outcome = Outcome(
        complete=complete,
        tallies=_each(value["tallies"], _read_tally),
        outputs=_each(value["outputs"], _read_output),
        answers=_each(value["answers"], _read_answer),
        figure_svg=_text(value["figure_svg"]),
        figure_narrow=_text(value["figure_narrow"]),
        figure_plotted=_read_plotted(value["figure_plotted"]),
        figure_frames=_each(value["figure_frames"], _read_frame),
        failure=_read_failure(failure) if failure is not None else None,
    )
    _require(complete == (outcome.failure is None) and len(outcome.figure_frames) <= MOST_FRAMES)
    _require(len({tally.number for tally in outcome.tallies}) == len(outcome.tallies))
    _require(len({answer.id for answer in outcome.answers}) == len(outcome.answers))
    return outcome


def _read_tally(value: object) -> Tally:
    entry = _mapping(value)
    tally = Tally(
        _integer(entry["number"]),
        _integer(entry["hits"]),
        _integer(entry["passed"]),
        _read_hit(entry["tightest"]),
    )
    _require(tally.number == tally.tightest.number >= 0 and 0 <= tally.passed <= tally.hits >= 1)
    _require(tally.tightest.passed == (tally.passed == tally.hits))
    return tally


def _read_hit(value: object) -> Hit:
    entry = _mapping(value)
    margin = entry["margin"]
    return Hit(
        number=_integer(entry["number"]),
        passed=_truth(entry["passed"]),
        margin=None if margin is None else _number(margin),
        measured=_text(entry["measured"]),
        operands=_each(entry["operands"], _read_pair),
        failure=_text(entry["failure"]),
    )


def _read_answer(value: object) -> Answer:
    entry = _mapping(value)
    answer = Answer(
        _text(entry["id"]), _text(entry["text"]), _text(entry["data"]), _truth(entry["failed"])
    )
    json.loads(answer.data)
    return answer


def _read_plotted(value: object) -> Plotted:
    entry = _mapping(value)
    plotted = Plotted(_each(entry["series"], _read_series), _each(entry["untold"], _text))
    _require(max(len(plotted.series), len(plotted.untold)) <= MOST_SERIES)
    _require(sum(len(one.columns[0].cells) for one in plotted.series) <= MOST_ROWS)
    return plotted


def _read_series(value: object) -> Series:
    entry = _mapping(value)
    series = Series(
        plot=_text(entry["plot"]),
        name=_text(entry["name"]),
        kind=_text(entry["kind"]),
        points=_integer(entry["points"]),
        every=_integer(entry["every"]),
        columns=_each(entry["columns"], _read_column),
    )
    rows = {len(column.cells) for column in series.columns}
    _require(series.every >= 1 and rows == {-(-series.points // series.every)})
    return series


def _read_column(value: object) -> Column:
    entry = _mapping(value)
    return Column(_text(entry["name"]), _each(entry["cells"], _read_cell))


def _read_cell(value: object) -> Cell:
    if isinstance(value, str):
        return _text(value)
    if value is None or (
        isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < float("inf")
    ):
        return value
    raise _MalformedError


def _read_frame(value: object) -> Frame:
    entry = _mapping(value)
    left, top, width, height = (_number(entry[name]) for name in ("left", "top", "width", "height"))
    frame = Frame(left, top, width, height, _read_side(entry["x"]), _read_side(entry["y"]))
    _require(width > 0 and height > 0)
    return frame


def _read_side(value: object) -> Side:
    entry = _mapping(value)
    side = Side(_text(entry["scale"]), _number(entry["first"]), _number(entry["last"]))
    _require(
        side.scale in SCALES
        and side.first != side.last
        and (side.scale == "linear" or min(side.first, side.last) > 0)
    )
    return side


def _read_failure(value: object) -> Failure:
    entry = _mapping(value)
    failure = Failure(
        _text(entry["kind"]),
        _text(entry["message"]),
        _integer(entry["cell"]),
        _integer(entry["line"]),
    )
    _require(failure.kind in FAILURE_KINDS)
    return failure


def _read_output(value: object) -> tuple[int, str]:
    pair = _list(value)
    _require(len(pair) == 2)
    return _integer(pair[0]), _text(pair[1])


def _read_pair(value: object) -> tuple[str, str]:
    pair = _list(value)
    _require(len(pair) == 2)
    return _text(pair[0]), _text(pair[1])


def _each(value: object, read: Callable[[object], _T]) -> tuple[_T, ...]:
    return tuple(map(read, _list(value)))


def _list(value: object) -> Sequence[object]:
    if isinstance(value, list):
        return value
    raise _MalformedError


def _mapping(value: object) -> Mapping[str, object]:
    if isinstance(value, dict):
        return value
    raise _MalformedError


def _text(value: object) -> str:
    """A text that can be shown anywhere: what would steer a terminal or turn the direction of text stands as a visible sign.

    Lone surrogates become question marks, controls their pictures (`␛` for escape), other hidden characters U+FFFD.
    """
    if not isinstance(value, str):
        raise _MalformedError
    if value.isascii() and value.isprintable():  # as nearly all are
        return value
    text = value if value.isascii() else value.encode("utf-8", "replace").decode()
    if text.replace("\n", "").replace("\t", "").isprintable():  # `translate` is slow
        return text
    return text.translate(_VISIBLE)


def _number(value: object) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < float("inf"):
        return float(value)
    raise _MalformedError


def _integer(value: object) -> int:
    if type(value) is int:  # and no truth value
        return value
    raise _MalformedError


def _truth(value: object) -> bool:
    if isinstance(value, bool):
        return value
    raise _MalformedError


def _require(condition: bool) -> None:
    if not condition:
        raise _MalformedError
