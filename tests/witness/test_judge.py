"""What is concluded from outcomes, made by hand."""

import json
from dataclasses import replace
from typing import Any

import pytest

from builder.records.concept import Concept
from builder.records.evidence import CounterResult, Evidence, FigureDrawing, SeedTally
from builder.records.place import Place
from builder.records.plotted import Column, Plotted, Series
from builder.records.problem import Problem, Problems
from builder.records.request import Conditions
from builder.records.run import Answer, AssertionHits, Failure, Hit, JobKind, Outcome
from builder.render.prose.margin_notes import describe_rate, describe_seeds
from builder.review.levels import is_holding
from builder.witness import judge_witness, outline_witness, plan_witness
from tests.witness.pages import (
    CONTENT,
    YAML,
    make_config,
    make_demo,
    make_inquiry,
    make_option,
    make_page,
    make_spec,
    make_symbol,
)

CODE = "seed = 0\nridge = 1.0\nx = 2\nassert x > ridge, 'larger: x is larger'\nassert x < 9, 'bounded: x is small'\n"
LARGER = Place(CONTENT, 14, 1, len("assert x > ridge, 'larger: x is larger'"))


def tally(
    number: int,
    margin: float | None = 1.0,
    *,
    passed: bool = True,
    hits: int = 1,
    failure: str = "",
) -> AssertionHits:
    measured = "could not be evaluated" if failure else f"{margin} measured"
    return AssertionHits(
        number,
        hits,
        hits if passed else hits - 1,
        Hit(number, passed, margin, measured, (("x", "2"),), failure),
    )


def outcome(*tallies: AssertionHits, **keys: Any) -> Outcome:
    return Outcome(
        complete="failure" not in keys, tallies=tallies or (tally(0), tally(1, 7.0)), **keys
    )


STOPPED = outcome(failure=Failure("exception", "ValueError: no", 0, 3))


def judge(page: Concept, **outcomes: Any) -> tuple[Evidence, Problems]:
    """Judges the page, with its held seeds if `held` is true; `base`, `repeat`, `seeds`, `counters`, `figure`, `redrawn` replace the outcomes that all hold."""
    outline, problems = outline_witness(page, make_config())
    assert problems == ()
    conditions = Conditions((("python", "3"),), held=outcomes.get("held", False))
    plan = plan_witness(page, outline, make_config(), conditions, ())
    base = outcomes.get("base", outcome())
    seeds, counters = iter(outcomes.get("seeds", ())), iter(outcomes.get("counters", ()))
    found = []
    for request in plan.requests:
        drawing = outcome(figure_svg="<svg/>")
        default = {
            JobKind.BASE: base,
            JobKind.REPEAT: outcomes.get("repeat", base)
            if request.job.figure is None
            else outcomes.get("redrawn", drawing),
            JobKind.FIGURE: outcomes.get("figure", drawing),
            JobKind.STATE: outcome(
                answers=tuple(
                    Answer(asked.id, "", json.dumps(SERIES)) for asked in request.job.expressions
                )
            ),
        }
        by_turn = {JobKind.SEED: seeds, JobKind.COUNTER: counters}
        found.append(
            next(by_turn[request.job.kind], outcome())
            if request.job.kind in by_turn
            else default[request.job.kind]
        )
    evidence, problems = judge_witness(page, outline, plan, found)
    # Most tallies have the same operands in every run, which test_weak_checks.py is about.
    return evidence, tuple(one for one in problems if one.code != "check-varies")


def the_problem(page: Concept, **outcomes: Any) -> Problem:
    _, problems = judge(page, **outcomes)
    assert len(problems) == 1, problems
    return problems[0]


def test_a_witness_that_holds_is_checked_and_shown() -> None:
    base = outcome(outputs=((0, "text"),))
    evidence, problems = judge(make_page(CODE), base=base)
    assert problems == ()
    assert (evidence.is_checked, evidence.has_witness, evidence.outputs, evidence.packages) == (
        True,
        True,
        ((0, "text"),),
        (("python", "3"),),
    )
    assert [
        (check.id, check.passed, check.margin, check.measured, check.hits, check.operands)
        for check in evidence.checks
    ] == [
        ("larger", True, 1.0, "1.0 measured", 1, (("x", "2"),)),
        ("bounded", True, 7.0, "7.0 measured", 1, (("x", "2"),)),
    ]
    assert len(evidence.run_key) == 64
    assert evidence.claims == ()


def test_a_page_without_runs_has_no_evidence() -> None:
    assert judge(make_page()) == (Evidence("statistics/mean"), ())


def test_several_assertions_under_one_id_show_the_tightest() -> None:
    page = make_page("x = 2\nassert x > 1, 'a: one'\nassert x < 5, 'a: two'\nassert x != 3\n")
    evidence, problems = judge(
        page, base=outcome(tally(0, 3.0, hits=2), tally(1, 2.0, hits=5), tally(2, 1.0))
    )
    assert problems == ()
    assert [
        (check.id, check.hits, check.margin, check.declared.sentence) for check in evidence.checks
    ] == [("a", 7, 2.0, "one")]


def test_a_failing_check_is_a_problem_at_its_line_and_shown_as_failing() -> None:
    base = outcome(tally(0, -1.0, passed=False, hits=3), tally(1))
    evidence, problems = judge(make_page(CODE), base=base)
    assert [(problem.code, problem.message, problem.place) for problem in problems] == [
        ("check-holds", "'larger' fails: -1.0 measured, in 1 of 3 evaluations", LARGER)
    ]
    assert (evidence.is_checked, evidence.checks[0].passed, evidence.checks[1].passed) == (
        True,
        False,
        True,
    )


def test_a_check_that_could_not_be_evaluated_says_why() -> None:
    base = outcome(tally(0, None, passed=False, failure="NameError: y"), tally(1))
    assert (
        the_problem(make_page(CODE), base=base).message
        == "'larger' could not be evaluated: NameError: y"
    )


def test_a_check_that_never_ran_is_a_problem_and_nothing_counts() -> None:
    evidence, problems = judge(make_page(CODE), base=outcome(tally(0)))
    assert [(problem.code, problem.message, problem.place.line) for problem in problems] == [
        ("check-runs", "'bounded' never ran", 15)
    ]
    assert evidence == Evidence(
        "statistics/mean", has_witness=True, run_key=evidence.run_key, packages=(("python", "3"),)
    )


@pytest.mark.parametrize(
    ("kind", "code", "hint"),
    [
        (
            "exception",
            "witness-runs",
            "correct the line; 'plumbline run statistics/mean' shows what the witness printed before it",
        ),
        (
            "time",
            "witness-within-limits",
            "make it smaller, or ask for more under witness in concept.yaml: limits: {time_s: 40}",
        ),
        (
            "memory",
            "witness-within-limits",
            "make it smaller, or ask for more under witness in concept.yaml: limits: {memory_mib: 2048}",
        ),
        (
            "output",
            "witness-within-limits",
            "make it smaller, or ask for more under witness in concept.yaml: limits: {output_kib: 512}",
        ),
        ("exit", "witness-completes", "let the witness come to its end by itself"),
        (
            "killed",
            "witness-completes",
            "a library may fail on this processor, or memory may be short: see plumbline doctor; "
            "else look for calls into compiled code with sizes that do not fit",
        ),
        (
            "record",
            "witness-completes",
            "build again; if it stays, look for what writes to files that it has not opened",
        ),
    ],
)
def test_a_run_that_ended_early_is_a_problem_at_its_line_and_nothing_counts(
    kind: str, code: str, hint: str
) -> None:
    base = outcome(failure=Failure(kind, "it ended", 0, 3))
    evidence, problems = judge(make_page(CODE), base=base, seeds=[STOPPED])
    assert [
        (problem.code, problem.message, problem.place, problem.hint) for problem in problems
    ] == [(code, "it ended", Place(CONTENT, 13, 1, 5), hint)]
    assert (evidence.is_checked, evidence.checks, evidence.outputs) == (False, (), ())


def test_checks_that_failed_before_a_run_ended_are_told_too() -> None:
    base = outcome(
        tally(0, -1.0, passed=False), failure=Failure("exception", "ValueError: no", 0, 5)
    )
    _, problems = judge(make_page(CODE), base=base)
    assert [problem.code for problem in problems] == ["witness-runs", "check-holds"]


@pytest.mark.parametrize(
    ("repeat", "told"),
    [
        (outcome(outputs=((0, "a\nc"),)), "the fence prints 'b' in one run and 'c' in another"),
        (
            outcome(tally(0, 1.5), tally(1, 7.0), outputs=((0, "a\nb"),)),
            "'larger' measures 1.0 measured in one run and 1.5 measured in another",
        ),
        (outcome(tally(0), outputs=((0, "a\nb"),)), "'bounded' runs in one run and not in another"),
        (
            outcome(tally(0, hits=2), tally(1, 7.0), outputs=((0, "a\nb"),)),
            "'larger' is evaluated 1 times in one run and 2 times in another",
        ),
        (STOPPED, "the witness comes to its end once, and repeated it stops: ValueError: no"),
    ],
)
def test_a_repeat_that_differs_is_named_with_both_readings_and_nothing_counts(
    repeat: Outcome, told: str
) -> None:
    evidence, problems = judge(make_page(CODE), base=outcome(outputs=((0, "a\nb"),)), repeat=repeat)
    assert [(problem.code, problem.message) for problem in problems] == [
        ("witness-reproducible", told)
    ]
    assert (evidence.is_checked, evidence.checks) == (False, ())


def test_operands_and_values_that_differ_in_the_last_digit_are_seen() -> None:
    once = Hit(0, True, 1.0, "2 > 1", (("x", "2.0"), ("y", "1.0")))
    again = replace(once, operands=(("x", "2.0"), ("y", "1.0000000000000002")))
    base, repeat = (outcome(AssertionHits(0, 1, 1, hit), tally(1)) for hit in (once, again))
    assert the_problem(make_page(CODE), base=base, repeat=repeat).message == (
        "'larger' measures y = 1.0 in one run and y = 1.0000000000000002 in another"
    )
    base, repeat = (outcome(answers=(Answer("value:x", text, text),)) for text in ("1.0", "2.0"))
    problem = the_problem(make_page(CODE, values=("x",)), base=base, repeat=repeat)
    assert (problem.message, problem.place) == (
        "the value 'x' is 1.0 in one run and 2.0 in another",
        Place(CONTENT, 1, 5, 1),
    )


def test_a_check_holds_over_seeds_as_often_as_it_must() -> None:
    seeds = [
        outcome(tally(0, 0.5), tally(1)),
        outcome(tally(0, -0.25, passed=False), tally(1)),
        outcome(),
    ]
    evidence, problems = judge(make_page(CODE, witness=make_spec(seeds=3)), seeds=seeds)
    assert [
        (problem.code, problem.message, problem.place, problem.hint) for problem in problems
    ] == [
        (
            "seeds-hold",
            "'larger' holds for 2 of 3 seeds, and must hold for all",
            LARGER,
            "it fails for seed 1: -0.25 measured\nask less of it, or write holds_at_least: {larger: 0.66} under witness in concept.yaml",
        )
    ]
    assert evidence.checks[0].seeds == SeedTally(2, 3, -0.25)
    evidence, problems = judge(
        make_page(CODE, witness=make_spec(seeds=3, rates={"larger": 0.6})), seeds=seeds
    )
    assert (problems, evidence.checks[0].holds_at_least, evidence.checks[1].holds_at_least) == (
        (),
        0.6,
        1.0,
    )


def test_a_rate_is_held_by_exactly_as_many_seeds() -> None:
    failing = [outcome(tally(0, -0.25, passed=False), tally(1))] * 4
    page = make_page(CODE, witness=make_spec(seeds=5, rates={"larger": 0.2}))  # 1 - 4/5 < 0.2
    assert judge(page, seeds=[outcome(tally(0, 0.5), tally(1)), *failing])[1] == ()


def test_a_check_that_holds_for_no_seed_is_not_offered_a_rate_of_zero() -> None:
    seeds = [outcome(tally(0, -1.0, passed=False), tally(1))]
    assert (
        the_problem(make_page(CODE, witness=make_spec(seeds=1)), seeds=seeds).hint.split("\n")[1]
        == "ask less of it"
    )


def test_a_seed_whose_run_stops_holds_nothing() -> None:
    evidence, problems = judge(
        make_page(CODE, witness=make_spec(seeds=2)), seeds=[STOPPED, STOPPED]
    )
    assert [(problem.message, problem.place.line) for problem in problems] == [
        ("with seed 0 the run stopped: ValueError: no; 2 of 2 seeds stop", 13)
    ]
    assert evidence.checks[0].seeds == SeedTally(0, 2, None)


def test_held_seeds_are_run_only_if_asked_and_counted_apart() -> None:
    page = make_page(CODE, witness=make_spec(seeds=2, held=2, rates={"larger": 0.5}))
    good, bad = outcome(tally(0, 0.5), tally(1)), outcome(tally(0, -0.25, passed=False), tally(1))
    evidence, problems = judge(page, seeds=[good, good])
    larger = evidence.checks[0]
    assert (problems, larger.seeds, larger.held) == ((), SeedTally(2, 2, 0.5), None)
    assert describe_rate(larger) == "2 of 2 seeds (95 %: 34 to 100 %), 2 held not run"
    evidence, problems = judge(page, seeds=[good, good, bad, good], held=True)
    larger = evidence.checks[0]
    assert (problems, larger.seeds) == ((), SeedTally(2, 2, 0.5))
    assert larger.held == SeedTally(1, 2, -0.25)
    assert describe_seeds(larger) == (
        "2 of 2 seeds, 1 of 2 held (95 %: 9 to 91 %); smallest margin -0.25"
    )
    assert is_holding(larger)


def test_a_check_that_fails_for_held_seeds_is_a_problem_and_backs_nothing() -> None:
    page = make_page(CODE, witness=make_spec(seeds=2, held=2))
    good, bad = outcome(tally(0, 0.5), tally(1)), outcome(tally(0, -0.25, passed=False), tally(1))
    evidence, problems = judge(page, seeds=[good, good, good, bad], held=True)
    assert [(problem.code, problem.message) for problem in problems] == [
        ("seeds-hold", "'larger' holds for 1 of 2 held seeds, and must hold for all")
    ]
    assert "it fails for seed 3: -0.25 measured" in problems[0].hint
    assert not is_holding(evidence.checks[0])


@pytest.mark.parametrize(("passed", "total"), [(20, 20), (79, 80), (0, 20), (1, 3)])
def test_the_ends_of_the_interval_are_the_shares_that_lie_1_96_deviations_away(
    passed: int, total: int
) -> None:
    ends = SeedTally(passed, total, None).interval
    for share in (end for end in ends if end not in (0.0, 1.0)):
        deviation = (share * (1 - share) / total) ** 0.5
        assert abs(passed / total - share) / deviation == pytest.approx(1.96, abs=1e-4)
    assert ends[0] <= passed / total <= ends[1]


COUNTERED = make_spec(set={"ridge": 5.0}, fails=("larger",))


def test_a_countercondition_makes_its_checks_fail() -> None:
    counter = outcome(tally(0, -3.0, passed=False), tally(1, None))
    evidence, problems = judge(make_page(CODE, witness=COUNTERED), counters=[counter])
    assert problems == ()
    assert evidence.checks[0].counters == (
        CounterResult(0, "ridge = 5.0", True, True, "-3.0 measured"),
    )
    assert evidence.checks[1].counters == (
        CounterResult(0, "ridge = 5.0", False, False, "None measured"),
    )
    assert (evidence.checks[0].must_fail_and_does, evidence.checks[1].must_fail_and_does) == (
        True,
        False,
    )


@pytest.mark.parametrize(
    ("counter", "told", "place"),
    [
        (outcome(), "'larger' holds with ridge = 5.0: 1.0 measured, margin 1", Place(YAML, 41, 15)),
        (outcome(tally(1)), "'larger' did not run with ridge = 5.0", Place(YAML, 41, 15)),
        (
            outcome(tally(0, None, passed=False, failure="NameError: y"), tally(1)),
            "'larger' could not be evaluated with ridge = 5.0: NameError: y",
            Place(YAML, 41, 15),
        ),
        (
            outcome(
                tally(0, -1.0, passed=False), failure=Failure("exception", "ValueError: no", 0, 3)
            ),
            "with ridge = 5.0 the run stopped: ValueError: no",
            Place(YAML, 40, 12),
        ),
    ],
)
def test_a_countercondition_that_does_not_fail_by_assertion_is_a_problem(
    counter: Outcome, told: str, place: Place
) -> None:
    evidence, problems = judge(make_page(CODE, witness=COUNTERED), counters=[counter])
    assert [(problem.code, problem.message, problem.place) for problem in problems] == [
        ("countercondition-fails", told, place)
    ]
    assert not evidence.checks[0].must_fail_and_does


FIGURED = make_page(CODE, "#| figure: curve\ny = 1\n")


def test_a_figure_is_shown_when_it_is_drawn_alike_twice() -> None:
    evidence, problems = judge(FIGURED)
    assert (problems, [(figure.id, figure.svg) for figure in evidence.figures]) == (
        (),
        [("curve", "<svg/>")],
    )
    evidence, problems = judge(FIGURED, redrawn=outcome(figure_svg="<svg a='1'/>"))
    assert [(problem.code, problem.message) for problem in problems] == [
        (
            "witness-reproducible",
            "the figure 'curve' is not the same in two runs: it is drawn in two ways",
        )
    ]
    assert (evidence.is_checked, evidence.figures) == (False, ())


def test_a_figure_that_shows_other_values_when_repeated_is_not_shown() -> None:
    evidence, problems = judge(
        FIGURED, redrawn=outcome(figure_svg="<svg/>", figure_plotted=Plotted(untold=("an image",)))
    )
    assert [problem.message for problem in problems] == [
        "the figure 'curve' is not the same in two runs: it shows two sets of values"
    ]
    assert evidence.figures == ()


def test_the_evidence_holds_what_a_figure_shows() -> None:
    plotted = Plotted((Series("", "a", "line", 1, 1, (Column("x", (1,)),)),))
    drawn = outcome(figure_svg="<svg/>", figure_narrow="<svg a='1'/>", figure_plotted=plotted)
    evidence, _ = judge(FIGURED, figure=drawn, redrawn=replace(drawn, figure_narrow=""))
    assert evidence.figures == (FigureDrawing("curve", "<svg/>", "<svg a='1'/>", plotted),)


def test_a_figure_that_is_not_drawn_is_a_problem_in_its_fence() -> None:
    failure = Failure("exception", "NameError: y", 1, 2)
    evidence, problems = judge(
        FIGURED, figure=outcome(failure=failure), redrawn=outcome(failure=failure)
    )
    assert [(problem.code, problem.place.line) for problem in problems] == [("figure-drawn", 22)]
    assert (evidence.is_checked, evidence.figures) == (True, ())


def answers(**found: object) -> Outcome:
    """Return a base outcome with these answers; keys are ids with `_` for `:`."""
    made = [
        Answer(id.replace("_", ":"), value.args[0], failed=True)
        if isinstance(value, Exception)
        else Answer(id.replace("_", ":"), str(value), json.dumps(value))
        for id, value in found.items()
    ]
    return outcome(answers=tuple(made))


def test_an_expression_that_failed_is_a_problem_where_it_stands() -> None:
    problem = the_problem(
        make_page(CODE, values=("x / ridge",)),
        base=answers(**{"value:x / ridge": ValueError("ZeroDivisionError: no")}),
    )
    assert (problem.code, problem.place) == ("expression-evaluates", Place(CONTENT, 1, 5, 9))
    assert problem.message == "the value 'x / ridge' cannot be worked out: ZeroDivisionError: no"


def test_an_expression_without_an_answer_is_a_problem() -> None:
    assert (
        the_problem(make_page(CODE, values=("x",))).message
        == "the value 'x' cannot be worked out: the run gave no answer"
    )


DEMO_CODE = "def curve(ridge=1.0):\n    return {'x': [1], 'y': [2]}\nresult = curve()\n"
SERIES = {"x": [1, 2], "y": [0.5, None]}


def judge_demo(options: tuple[Any, ...] = (), **found: object) -> list[tuple[str, str, Place]]:
    page = make_page(DEMO_CODE, demo=make_demo(options=options, controls={"ridge": (1.0,)}))
    given = {"demo_default": SERIES, "demo_result": SERIES, **found}
    base = replace(answers(**given), tallies=())
    return [(problem.code, problem.message, problem.place) for problem in judge(page, base=base)[1]]


def test_a_demo_agrees_with_the_result() -> None:
    assert judge_demo() == []
    place = Place(YAML, 62, 11)
    assert judge_demo(demo_result={"x": [1, 2], "y": [0.5, 3.0]}) == [
        (
            "demo-agrees",
            "curve() does not equal 'result': 'y'[1] is None in one and 3.0 in the other",
            place,
        )
    ]
    assert judge_demo(demo_result={"x": [1, 2], "y": [0.5]}) == [
        ("demo-agrees", "curve() does not equal 'result': 'y' has 2 and 1 elements", place)
    ]
    assert judge_demo(demo_result={"x": [1, 2]}) == [
        ("demo-agrees", "curve() does not equal 'result': only one of them has 'y'", place)
    ]


OPTIONS = (make_option("up", "result['y'][0] > 1"), make_option("down", "result['y'][0] < 1"))


def test_exactly_one_option_is_right() -> None:
    assert judge_demo(OPTIONS, when_up=True, when_down=False) == []
    assert judge_demo((*OPTIONS, make_option("other")), when_up=False, when_down=False) == []
    assert judge_demo(OPTIONS, when_up=False, when_down=False) == [
        ("prediction-decides", "no option holds in the run", Place(YAML, 81, 5))
    ]
    assert judge_demo(OPTIONS, when_up=True, when_down=True) == [
        (
            "prediction-decides",
            "'up' and 'down' hold in the run, and only one option may",
            Place(YAML, 82, 15, 18),
        )
    ]
    assert [code for code, *_ in judge_demo(OPTIONS, when_up=ValueError("no"), when_down=True)] == [
        "expression-evaluates"
    ]


def test_a_cue_stands_at_a_number() -> None:
    page = make_page(CODE, inquiry=make_inquiry("curve", "x", "ridge"))
    assert judge(page, base=answers(**{"cue:end:0": 2, "cue:end:1": 1.5}))[1] == ()
    for value in ([1], "text", True, None):
        problem = the_problem(page, base=answers(**{"cue:end:0": value, "cue:end:1": 1.5}))
        assert (problem.code, problem.place) == ("cue-numeric", Place(YAML, 90, 9))


def judge_shapes(
    *symbols: tuple[tuple[str | int, ...], list[list[int]]],
) -> tuple[list[str], list[Any]]:
    """(messages, data of the answers) for symbols with a declared shape, and the shapes that were seen."""
    page = make_page(
        CODE,
        symbols=tuple(
            make_symbol(("x", "ridge", "seed")[index], *declared)
            for index, (declared, _) in enumerate(symbols)
        ),
    )
    seen = {
        f"symbol_{index}": {"shape": shapes[-1], "kind": "float64", "seen": shapes}
        for index, (_, shapes) in enumerate(symbols)
    }
    evidence, problems = judge(page, base=answers(**seen))
    assert all(
        problem.code == "shape-agrees" and problem.place == Place(YAML, 21, 12)
        for problem in problems
    )
    return [problem.message for problem in problems], [
        json.loads(answer.data) for answer in evidence.answers
    ]


def test_letters_of_shapes_are_solved_from_the_run() -> None:
    messages, data = judge_shapes((("n", "d"), [[40, 3]]), (("n",), [[40]]), ((), [[]]))
    assert messages == []
    assert [one["letters"] for one in data] == [{"n": [40], "d": [3]}, {"n": [40]}, {}]
    assert data[0]["shape"] == [40, 3]


def test_a_letter_that_varies_between_calls_is_free() -> None:
    messages, data = judge_shapes((("n", 2), [[16, 2], [64, 2]]), (("n",), [[16]]))
    assert messages == []
    assert data[0]["letters"] == {"n": [16, 64]}


def test_shapes_that_disagree_are_problems() -> None:
    assert judge_shapes((("n", "d"), [[40]]))[0] == [
        "'x' has the shape (40,) in the run, and not (n, d)"
    ]
    assert judge_shapes((("n", 3), [[40, 4]]))[0] == [
        "'x' has the shape (40, 4) in the run, and not (n, 3)"
    ]
    assert judge_shapes((("n", "n"), [[40, 4]]))[0] == [
        "'x' has the shape (40, 4) in the run, and not (n, n)"
    ]
    assert judge_shapes((("n",), [[40]]), (("n",), [[41]]))[0] == [
        "'n' is 41 in 'ridge' and 40 in 'x'"
    ]
    assert judge_shapes((("n",), [[1], [2]]), (("n",), [[2], [3]]), (("n",), [[1]]))[0] == [
        "'n' is 1 in 'seed' and 2 in 'x'"
    ]
