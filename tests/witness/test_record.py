"""What concept.yaml and the prose ask of the witness: demo, states, expressions."""

from typing import Any

import pytest

from builder.records.instruments import Practice, StoryboardFrame
from builder.records.literal import Literal
from builder.records.place import Place
from builder.witness import value_expressions
from tests.witness.pages import (
    CONTENT,
    YAML,
    make_demo,
    make_inquiry,
    make_option,
    make_page,
    make_symbol,
    make_text,
    problems_of,
    the_problem,
)

CURVE = (
    "ridge = 1.0\ndef curve(ridge=ridge, kind='a', *, size=len('ab')):\n"
    "    inner = ridge\n    return {'x': [1], 'y': [inner]}\nresult = curve()\n"
)
CONTROLS: dict[str, tuple[Literal, ...]] = {"ridge": (0.1, 1.0), "kind": ("a", "b")}


def make_frame(**state: Literal) -> StoryboardFrame:
    places = {"state": Place(YAML, 95, 10)}
    return StoryboardFrame(
        place=Place(YAML, 95),
        places=places,
        title=make_text(),
        caption=make_text(),
        state=tuple(state.items()),
    )


def test_a_demo_that_fits_its_function_has_no_problem() -> None:
    options = (make_option("up", "state(ridge=0.1)['y'][0] > 0"), make_option("other"))
    assert (
        problems_of(
            CURVE,
            demo=make_demo(controls=CONTROLS, options=options),
            storyboard=(make_frame(), make_frame(kind="b")),
        )
        == ()
    )


@pytest.mark.parametrize(
    ("keys", "code", "told"),
    [
        (
            {"function": "curves"},
            "demo-function-exists",
            "the witness defines no function 'curves' at its top level",
        ),
        ({"function": "result"}, "demo-function-exists", "'result' is no function"),
        (
            {"result": "results"},
            "demo-result-named",
            "the witness binds no 'results' at its top level",
        ),
        (
            {"controls": {"rigde": (1.0,)}},
            "control-is-parameter",
            "'curve' has no such parameter for the control 'rigde'",
        ),
        (
            {"controls": {"size": (2,)}},
            "control-is-parameter",
            "the default of 'size' is neither a literal nor a parameter",
        ),
        (
            {"controls": {"ridge": (0.1, 2.0)}},
            "default-in-values",
            "the default 1.0 of 'ridge' is not among its values",
        ),
        (
            {"controls": {"ridge": (1.0, 1)}},
            "default-in-values",
            "the control 'ridge' offers 1 twice",
        ),
    ],
)
def test_a_demo_that_does_not_fit_is_a_problem(keys: dict[str, Any], code: str, told: str) -> None:
    problem = the_problem(CURVE, demo=make_demo(**keys))
    assert (problem.code, problem.message) == (code, told)
    assert problem.hint


@pytest.mark.parametrize(
    ("state", "told"),
    [
        ({"rigde": 0.1}, "the demo has no control 'rigde'"),
        ({"ridge": 0.2}, "the control 'ridge' does not take 0.2"),
    ],
)
def test_a_frame_shows_a_state_of_the_grid(state: dict[str, Literal], told: str) -> None:
    problem = the_problem(
        CURVE, demo=make_demo(controls=CONTROLS), storyboard=(make_frame(**state),)
    )
    assert (problem.code, problem.message, problem.place) == (
        "state-in-grid",
        told,
        Place(YAML, 95, 10),
    )


def test_a_frame_with_a_state_needs_a_demo() -> None:
    assert (
        the_problem(CURVE, storyboard=(make_frame(),)).message
        == "a frame shows a state, and the page has no demo"
    )


@pytest.mark.parametrize(
    ("when", "told"),
    [
        ("state(ridge=0.2)['y'][0] > 1", "the control 'ridge' does not take 0.2"),
        ("state(size=3)['y'][0] > 1", "the demo has no control 'size'"),
        ("state(0.1)['y'][0] > 1", "a state is named by its controls"),
        (
            "state(ridge=result)['y'][0] > 1",
            "the value of 'ridge' in state(ridge=result) is no literal",
        ),
    ],
)
def test_a_condition_asks_for_states_of_the_grid(when: str, told: str) -> None:
    demo = make_demo(controls=CONTROLS, options=(make_option("up", when), make_option("other")))
    problem = the_problem(CURVE, demo=demo)
    assert (problem.code, problem.message, problem.place) == (
        "state-in-grid",
        told,
        Place(YAML, 82, 15, len(when)),
    )


@pytest.mark.parametrize(
    ("expression", "code"),
    [
        ("ridge +", "expression-parses"),
        ("(lambda: 1)()", "expression-parses"),
        ("(x := 1)", "expression-parses"),
        ("x" * 1001, "expression-parses"),
        ("ridge = 2", "expression-parses"),
        ("result.__class__", "name-allowed"),
        ("eval('1')", "name-allowed"),
        ("rigde", "expression-names"),
        ("state(ridge=0.1)", "expression-names"),
    ],
)
def test_an_expression_is_plain_python_over_known_names(expression: str, code: str) -> None:
    problem = the_problem(CURVE, values=(expression,))
    assert (problem.code, problem.place) == (code, Place(CONTENT, 1, 5, len(expression)))


@pytest.mark.parametrize(
    "expression",
    [
        "ridge",
        "max(result['y'])",
        "[v for v in result['y']][0]",
        "sum(v for v in result['x'])",
        " ridge",
    ],
)
def test_a_good_expression_has_no_problem(expression: str) -> None:
    assert problems_of(CURVE, values=(expression,)) == ()


def test_an_unknown_name_is_suggested() -> None:
    assert the_problem(CURVE, values=("rigde",)).hint == "did you mean 'ridge'?"


def test_a_value_on_a_page_without_a_witness_is_a_problem() -> None:
    assert (
        the_problem(values=("1 + x",)).message
        == "the value '1 + x' asks for a run, and the page has no witness"
    )


def test_a_symbol_names_an_expression_or_a_local_of_a_function() -> None:
    assert (
        problems_of(
            CURVE,
            symbols=(
                make_symbol("curve.inner"),
                make_symbol("result['x']", "k"),
                make_symbol("curve.ridge"),
            ),
        )
        == ()
    )
    problem = the_problem(CURVE, symbols=(make_symbol("curve.iner"),))
    assert (problem.code, problem.hint, problem.place) == (
        "expression-names",
        "did you mean 'inner'?",
        Place(YAML, 20, 11),
    )


def test_a_cue_stands_at_numbers_or_expressions() -> None:
    assert problems_of(CURVE, inquiry=make_inquiry("curve", 16, "result['y'][0]")) == ()
    assert (
        the_problem(CURVE, inquiry=make_inquiry("curve", 16, "reslt")).message
        == "the witness binds no 'reslt' at its top level"
    )


def test_values_are_found_in_every_text_of_the_page() -> None:
    practice = Practice(
        place=Place(YAML),
        id="a",
        kind="recall",
        prompt=make_text("a", "p"),
        answer=make_text("b", "q"),
        hints=(make_text("c", "r"),),
    )
    page = make_page("p = q = r = s = 1\n", values=("s",), practice=(practice,))
    assert sorted(id for _, id in value_expressions(page)) == [
        "value:p",
        "value:q",
        "value:r",
        "value:s",
    ]
