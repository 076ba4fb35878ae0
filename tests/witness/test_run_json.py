"""Jobs and outcomes on their way through the pipes."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.records.axes_frame import AxesFrame, Side
from builder.records.plotted import Column, Plotted, Series
from builder.records.run import (
    Answer,
    AssertionHits,
    Cell,
    Expression,
    Failure,
    Hit,
    Job,
    JobKind,
    Outcome,
)
from builder.witness.messages import failed
from builder.witness.run_json import job_to_json, outcome_from_json

WHOLE: dict[str, Any] = {
    "complete": True,
    "tallies": [
        {
            "number": 0,
            "hits": 2,
            "passed": 1,
            "tightest": {
                "number": 0,
                "passed": False,
                "margin": -1,
                "measured": "1 > 2",
                "operands": [["x", "1"]],
                "failure": "",
            },
        }
    ],
    "outputs": [[0, "text\n"]],
    "answers": [{"id": "value:x", "text": "1", "data": "1", "failed": False}],
    "figure_svg": "",
    "figure_narrow": "",
    "figure_plotted": {
        "series": [
            {
                "plot": "",
                "name": "a\u202eb",
                "kind": "line",
                "points": 3,
                "every": 2,
                "columns": [
                    {"name": "x", "cells": [1, None]},
                    {"name": "y", "cells": [0.5, "word"]},
                ],
            }
        ],
        "untold": ["an image"],
    },
    "figure_frames": [
        {
            "left": 10,
            "top": 5.5,
            "width": 200,
            "height": 100,
            "x": {"scale": "log", "first": 1, "last": 1000},
            "y": {"scale": "linear", "first": 2, "last": -2},
        }
    ],
    "failure": None,
}


def test_a_record_becomes_an_outcome() -> None:
    hit = Hit(0, False, -1.0, "1 > 2", (("x", "1"),))
    assert outcome_from_json(json.dumps(WHOLE)) == Outcome(
        complete=True,
        tallies=(AssertionHits(0, 2, 1, hit),),
        outputs=((0, "text\n"),),
        answers=(Answer("value:x", "1", "1"),),
        figure_plotted=Plotted(
            (
                Series(
                    "",
                    "a\ufffdb",
                    "line",
                    3,
                    2,
                    (Column("x", (1, None)), Column("y", (0.5, "word"))),
                ),
            ),
            ("an image",),
        ),
        figure_frames=(
            AxesFrame(10.0, 5.5, 200.0, 100.0, Side("log", 1.0, 1000.0), Side("linear", 2.0, -2.0)),
        ),
    )


def test_a_failure_becomes_an_incomplete_outcome() -> None:
    assert outcome_from_json(json.dumps(failed("time", "too long", 2, 3))) == Outcome(
        False, failure=Failure("time", "too long", 2, 3)
    )


def damage(path: str, value: object) -> str:
    record = json.loads(json.dumps(WHOLE))
    *parents, last = path.split(".")
    at: Any = record
    for name in parents:
        at = at[int(name) if name.isdigit() else name]
    at[int(last) if last.isdigit() else last] = value
    return json.dumps(record)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("complete", 1),
        ("complete", False),
        ("failure", {"kind": "time", "message": "", "cell": 0, "line": 0}),
        ("tallies", {}),
        ("tallies.0.hits", "2"),
        ("tallies.0.hits", 0),
        ("tallies.0.passed", 3),
        ("tallies.0.passed", 2),
        ("tallies.0.number", 1),
        ("tallies.0.tightest", None),
        ("tallies.0.tightest.margin", "0"),
        ("tallies.0.tightest.margin", True),
        ("tallies.0.tightest.margin", float("nan")),
        ("tallies.0.tightest.margin", float("inf")),
        ("tallies.0.tightest.margin", 10**400),
        ("tallies.0.tightest.operands", [["x"]]),
        ("tallies.0.tightest.passed", True),
        ("outputs", [[0]]),
        ("outputs", [["0", "text"]]),
        ("answers.0.data", "{"),
        ("answers.0.failed", None),
        ("answers", [WHOLE["answers"][0]] * 2),
        ("tallies", [WHOLE["tallies"][0]] * 2),
        ("figure_svg", None),
        ("figure_narrow", None),
        ("figure_plotted", None),
        ("figure_frames", None),
        ("figure_frames", [WHOLE["figure_frames"][0]] * 3),
        ("figure_frames.0.width", 0),
        ("figure_frames.0.left", float("nan")),
        ("figure_frames.0.x.scale", "symlog"),
        ("figure_frames.0.x.first", -1),
        ("figure_frames.0.y.last", 2),
        ("figure_plotted.untold", ["more"] * 101),
        ("figure_plotted.series", [WHOLE["figure_plotted"]["series"][0]] * 101),
        ("figure_plotted.series.0.points", 5),
        ("figure_plotted.series.0.every", 0),
        ("figure_plotted.series.0.columns", []),
        ("figure_plotted.series.0.columns.1.cells", [1]),
        ("figure_plotted.series.0.columns.1.cells.0", True),
        ("figure_plotted.series.0.columns.1.cells.0", float("nan")),
        ("figure_plotted.series.0.columns.1.cells.0", float("inf")),
        ("figure_plotted.series.0.columns.1.cells.0", [1]),
    ],
)
def test_a_record_of_another_shape_is_no_record(path: str, value: object) -> None:
    outcome = outcome_from_json(damage(path, value))
    assert outcome == Outcome(False, failure=Failure("record", "the run's record cannot be read"))


@pytest.mark.parametrize(
    "path",
    [
        "complete",
        "tallies",
        "tallies.0.tightest.operands",
        "answers.0.failed",
        "figure_svg",
        "figure_plotted.untold",
        "figure_frames.0.x.last",
    ],
)
def test_a_record_without_one_of_its_keys_is_no_record(path: str) -> None:
    record = json.loads(json.dumps(WHOLE))
    *parents, last = path.split(".")
    at: Any = record
    for name in parents:
        at = at[int(name) if name.isdigit() else name]
    del at[last]
    assert not outcome_from_json(json.dumps(record)).complete


def test_an_unknown_key_is_ignored_unless_its_number_is_not_finite() -> None:
    assert outcome_from_json(json.dumps({**WHOLE, "more": [1.5]})).complete
    assert not outcome_from_json(json.dumps({**WHOLE, "more": [float("nan")]})).complete


def test_a_record_nested_without_end_is_no_record() -> None:
    assert not outcome_from_json("[" * 100_000).complete


def test_more_rows_than_a_figure_may_have_are_no_record() -> None:
    series = WHOLE["figure_plotted"]["series"][0]
    long = {**series, "points": 5001, "every": 1, "columns": [{"name": "x", "cells": [0] * 5001}]}
    assert not outcome_from_json(damage("figure_plotted.series", [long])).complete
    assert outcome_from_json(
        damage(
            "figure_plotted.series.0",
            {**long, "points": 10_000, "every": 2, "columns": [{"name": "x", "cells": [0] * 5000}]},
        )
    ).complete


def test_an_unknown_sort_of_failure_is_no_record() -> None:
    outcome = outcome_from_json(json.dumps(failed("fine", "all is well")))
    assert outcome.failure == Failure("record", "the run's record cannot be read")


@given(
    st.binary()
    | st.text()
    | st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists).map(json.dumps)
)
def test_no_bytes_make_reading_fail(text: str | bytes) -> None:
    assert outcome_from_json(text).complete is False


def test_lone_surrogates_are_replaced() -> None:
    assert outcome_from_json(damage("outputs", [[0, "\udc80"]])).outputs == ((0, "?"),)


def test_a_job_is_one_line_of_json_with_all_its_parts() -> None:
    job = Job(
        kind=JobKind.COUNTER,
        cells=(Cell(0, "x = 1\n"),),
        settings=(("x", (1, "a")),),
        figure=Cell(1, "y = 1\n"),
        expressions=(Expression("value:x", "x"),),
        state_function="f",
        files=(("a.csv", "00"),),
        environment=(("python", "3"),),
        allow_imports=("numpy",),
    )
    text = job_to_json(job)
    assert "\n" not in text
    data = json.loads(text)
    assert data["settings"] == [["x", [1, "a"]]]
    assert data["figure"] == {"index": 1, "code": "y = 1\n"}
    assert set(data) == set(Job.__dataclass_fields__)
    assert set(data["limits"]) == {"time_s", "memory_mib", "threads", "output_kib", "files_mib"}
