"""Fences made ready to run."""

import ast
from typing import Any

from builder.witness.messages import JobMessage
from builder.witness.prepare import prepare


def job(*codes: str, **more: Any) -> JobMessage:  # Any: whatever a job holds
    cells = [{"index": index, "code": code} for index, code in enumerate(codes)]
    usual: dict[str, Any] = {
        "kind": "base",
        "cells": cells,
        "settings": [],
        "figure": None,
        "expressions": [],
    }
    return {**usual, **more}  # type: ignore[typeddict-item]  # the rest of a job is for those that run it


def test_runs_that_differ_in_their_settings_share_what_is_prepared() -> None:
    once = prepare(job("seed = 0\nassert seed < 3\n"))
    assert prepare(job("seed = 0\nassert seed < 3\n", kind="seed", settings=[("seed", 2)])) is once
    assert ast.literal_eval(ast.unparse(once.trees[0].body[0].value)) == 0  # type: ignore[attr-defined]  # an assignment


def test_other_fences_another_figure_and_other_shapes_are_prepared_anew() -> None:
    code = "def f(a):\n    b = a\n    return b\nx = f([1])\n"
    shapes = [{"id": "0", "source": "f.b", "mode": "shape"}]
    found = [
        prepare(job(code)),
        prepare(job(code + "y = 1\n")),
        prepare(job(code, figure={"index": 1, "code": "draw()"})),
        prepare(job(code, expressions=shapes)),
    ]
    assert len({one.token for one in found}) == 4
    assert [len(one.trees) for one in found] == [1, 1, 2, 1]
    assert found[3].traced == {"f": [(0, "b")]}


def test_a_plain_program_is_left_as_it_is() -> None:
    assert prepare(job("assert 1 < 2", kind="plain")).trees == ()
