"""Which mutants a witness has, and what is concluded from their outcomes, made by hand."""

import ast
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.effects.files.disk import read_tree
from builder.load import load_atlas
from builder.records.concept import Claim
from builder.records.mutant import (
    CheckScore,
    Fate,
    Mutant,
    MutantReport,
    MutantResult,
    SuggestedRival,
)
from builder.records.place import Place, Ref
from builder.records.request import Conditions
from builder.records.run import AssertionHits, Failure, Hit, JobKind, Outcome, RunLimits
from builder.report.mutants import (
    format_claims,
    format_missing,
    format_mutants,
    list_mutant_rows,
    mutants_as_data,
)
from builder.witness import outline_witness, plan_witness, suggest_rivals
from builder.witness.mutant_runs import judge_mutants
from builder.witness.mutants import list_mutants
from tests.witness.pages import CONTENT, YAML, make_config, make_page, make_spec, make_text

ATLAS = Path(__file__).parents[2]


def mutants_of(*fences: str) -> list[tuple[Mutant, str]]:
    page = make_page(*fences)
    outline, _ = outline_witness(page, make_config())
    return [(mutant, cell.code) for mutant, cell in list_mutants(page, outline)]


def changes(*fences: str) -> list[str]:
    return [f"{mutant.before} -> {mutant.after}" for mutant, _ in mutants_of(*fences)]


def codes(code: str) -> list[str]:
    return [changed for _, changed in mutants_of(code)]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("z = x + y", ["x + y -> x", "+ -> -"]),
        ("z = x - y", ["x - y -> x", "- -> +"]),
        ("z = x * y", ["x * y -> x", "* -> /"]),
        ("z = x / y", ["x / y -> x", "/ -> *"]),
        ("z = x // y", ["// -> /"]),
        ("z = x % y", ["% -> *"]),
        ("z = x ** y", ["** -> *"]),
        ("z = x & y", ["& -> |"]),
        ("z = x | y", ["| -> &"]),
        ("z = x << y", ["<< -> >>"]),
        ("z = x >> y", [">> -> <<"]),
        ("z += x", ["+= -> -="]),
        ("z **= x", ["**= -> *="]),
        ("z = x < y", ["< -> <=", "< -> >="]),
        ("z = x <= y", ["<= -> <", "<= -> >"]),
        ("z = x > y", ["> -> <=", "> -> >="]),
        ("z = x >= y", [">= -> <", ">= -> >"]),
        ("z = x == y", ["== -> !="]),
        ("z = x != y", ["!= -> =="]),
        ("z = x in y", ["in -> not in"]),
        ("z = x not in y", ["not in -> in"]),
        ("z = x is y", ["is -> is not"]),
        ("z = x is not y", ["is not -> is"]),
        ("z = x and y", ["and -> or"]),
        ("z = x or y", ["or -> and"]),
        ("z = not x", ["not -> "]),
        ("z = -x", ["- -> +"]),
        ("z = f(3)", ["3 -> 4"]),
        ("z = f(0.5)", ["0.5 -> 1.0"]),
        ("z = f(0.0)", ["0.0 -> 1.0"]),
        ("z = f(1e-6)", ["1e-6 -> 2e-06"]),
        ("z = f(2j)", ["2j -> 4j"]),
        ("z = f(True, False)", ["True -> False", "False -> True"]),
        ("z = (x - 1) / y", ["(x - 1) / y -> (x - 1)", "x - 1 -> x", "- -> +", "1 -> 2", "/ -> *"]),
        ("z = x.T @ y", ["x.T -> x"]),
        ("z = np.sin(x)", ["sin -> cos"]),
        ("z = x.sum(axis=0)", ["sum -> mean", "0 -> 1"]),
        ("z = np.mean(x, axis=1)", ["mean -> sum", "1 -> 0"]),
        ("z = np.std(x, axis=-1)", ["std -> var"]),
        ("z = math.sqrt(x)", ["math.sqrt(x) -> x"]),
        ("z = list(range(n))", ["n -> n - 1"]),
        ("z = list(range(2, n + m))", ["2 -> 3", "n + m -> n", "+ -> -"]),
        ("def f(a, b):\n    return a\nz = f(x, y)", ["x, y -> y, x"]),
        ("def f(a, b):\n    return a\nz = f(x, x)", []),
        ("z = x @ y", []),
        ("z = ~x", []),
        ("z = f(1e308)", []),
    ],
)
def test_an_operator_or_constant_has_these_mutants(code: str, expected: list[str]) -> None:
    assert changes(code) == expected


@pytest.mark.parametrize(
    "code",
    [
        "ridge = 1.0",
        "widths = (1, 2, -3)",
        "width: int = 3",
        "seed = 1 + 2",
        "assert x < 1 + 2, 'a: b'",
        "import math as m",
        "def f():\n    'adds 1 + 2'\n",
        "z = 'a' 'b'",
        "z = f'{x + 1:>{2 * 3}}'",
        "def f(x: 'int' = None) -> g(1 + 2):\n    pass\n",
        "@g(1 + 2)\ndef f():\n    pass\n",
        "@g(1)\nclass C:\n    x: h(2)\n",
        "print(x + 1)",
        "rng = np.random.default_rng((seed, 1))",
        "y = rng.standard_normal((4000, 200)) @ x",
        "def f(n=64, *, networks=12):\n    pass\n",
        "z = np.linspace(a, b, num=41)",
    ],
)
def test_what_a_witness_is_told_asked_or_only_shows_is_left_alone(code: str) -> None:
    assert changes(code) == []


def test_a_name_that_is_bound_twice_is_no_parameter() -> None:
    assert changes("x = 1", "x = 2") == ["1 -> 2", "2 -> 3"]


def test_figures_are_left_alone() -> None:
    assert changes("#| figure: one\nx = f(1) + 2\n", "y = g(x)") == []


def test_less_a_symmetric_draw_is_no_mutant_but_its_factor_is() -> None:
    assert changes("y = x + noise * rng.standard_normal(n) / s") == [
        "x + noise * rng.standard_normal(n) / s -> x",
        "noise * rng.standard_normal(n) -> noise",
        "noise * rng.standard_normal(n) / s -> (noise * rng.standard_normal(n))",
        "* -> /",
        "/ -> *",
    ]
    assert changes("y = rng.standard_normal(n) - x") == [
        "rng.standard_normal(n) - x -> rng.standard_normal(n)",
        "- -> +",
    ]


def test_large_numbers_in_formulas_are_changed() -> None:
    assert changes("y = x / 12 > 365") == [
        "x / 12 -> x",
        "/ -> *",
        "12 -> 13",
        "> -> <=",
        "> -> >=",
        "365 -> 366",
    ]


def test_comments_and_brackets_between_operands_do_not_confuse() -> None:
    code = "z = ((x)  # less + than\n     - (  # more / than\n     (y)))\n"
    assert codes(code) == ["z = ((x)  # less + than\n     + (  # more / than\n     (y)))\n"]


def test_columns_count_characters_and_not_bytes() -> None:
    mutants = mutants_of("σ = f('é', 'ü')\nß = 'äöü' + g(σ) ; x = σ - ß\n")
    mutants = [(mutant, code) for mutant, code in mutants if mutant.before in ("+", "-")]
    assert [code for _, code in mutants] == [
        "σ = f('é', 'ü')\nß = 'äöü' - g(σ) ; x = σ - ß\n",
        "σ = f('é', 'ü')\nß = 'äöü' + g(σ) ; x = σ + ß\n",
    ]
    assert [mutant.place for mutant, _ in mutants] == [
        Place(CONTENT, 12, 11, 1),
        Place(CONTENT, 12, 26, 1),
    ]
    assert [(mutant.cell, mutant.line) for mutant, _ in mutants] == [(0, 2), (0, 2)]


def test_each_part_of_a_chain_is_changed_alone() -> None:
    assert codes("z = a < b == c") == ["z = a <= b == c\n", "z = a >= b == c\n", "z = a < b != c\n"]
    assert codes("z = a and b and c") == ["z = a or b and c\n", "z = a and b or c\n"]


def test_words_that_touch_brackets_stay_apart() -> None:
    assert codes("z = [not(a), a is not(b), (a)not in(b)]") == [
        "z = [(a), a is not(b), (a)not in(b)]\n",
        "z = [not(a), a is(b), (a)not in(b)]\n",
        "z = [not(a), a is not(b), (a)in(b)]\n",
    ]
    assert codes("def f(x):\n    return-x\n") == ["def f(x):\n    return+x\n"]


def test_what_no_longer_compiles_is_no_mutant() -> None:
    assert changes("match x:\n    case -1:\n        pass\n") == ["1 -> 2"]


def test_an_operator_over_two_lines_is_left_alone() -> None:
    assert changes("z = (a not\n    in b)") == []


def differing_lines(before: str, after: str) -> list[int]:
    pairs = zip(before.split("\n"), after.split("\n"), strict=True)
    return [number for number, (one, other) in enumerate(pairs, start=1) if one != other]


def test_every_mutant_of_the_atlas_compiles_and_differs_in_one_place() -> None:
    atlas, _ = load_atlas(read_tree(ATLAS))
    tried = 0
    for concept in atlas.concepts:
        outline, _ = outline_witness(concept, atlas.config)
        fences = (
            {fence.index: fence.code for fence in concept.content.fences}
            if concept.content is not None
            else {}
        )
        found = list_mutants(concept, outline)
        assert [mutant.number for mutant, _ in found] == list(range(len(found)))
        assert len({(cell.index, cell.code) for _, cell in found}) == len(found)
        for mutant, cell in found:
            compile(cell.code, "mutant", "exec")
            assert differing_lines(fences[mutant.cell], cell.code) == [mutant.line]
            line = fences[mutant.cell].split("\n")[mutant.line - 1]
            start = mutant.place.column - 1
            assert line[start:].startswith(mutant.before)
            assert (
                cell.code.split("\n")[mutant.line - 1]
                == line[:start] + mutant.after + line[start + len(mutant.before) :]
            )
            assert ast.dump(ast.parse(cell.code)) != ast.dump(ast.parse(fences[mutant.cell]))
            tried += 1
    assert tried > 300


operands = st.sampled_from(
    [
        "x",
        "'ü'",
        "(y)",
        "f(é)",
        "3",
        "0.5",
        "True",
        "-1",
        "[1]",
        "(not z)",
        "a[\n1]",
        "(b  # ü + 1\n)",
        "λ.x",
    ]
)
SIGNS = [
    "+",
    "-",
    "*",
    "/",
    "//",
    "%",
    "**",
    "&",
    "|",
    "<<",
    ">>",
    "<",
    "<=",
    ">",
    ">=",
    "==",
    "!=",
    "@",
    "^",
]
operators = st.sampled_from([*SIGNS, "in", "not in", "is", "is not", "and", "or", "if 1 else"])


@given(first=operands, rest=st.lists(st.tuples(operators, operands), max_size=6))
def test_any_expression_is_changed_in_one_stretch_of_one_line(
    first: str, rest: list[tuple[str, str]]
) -> None:
    code = f"q = ({first}{''.join(f' {operator} {operand}' for operator, operand in rest)})\n"
    for mutant, changed in mutants_of(code):
        ast.parse(changed)
        (line,) = differing_lines(code, changed)
        assert (mutant.line, mutant.place.line) == (line, 10 + line)
        before, after = code.split("\n")[line - 1], changed.split("\n")[line - 1]
        start = mutant.place.column - 1
        assert before[:start] + mutant.after + before[start + len(mutant.before) :] == after
        assert before[start:].startswith(mutant.before)


CODE = (
    "seed = 0\nx = f(2)\nassert x < 5, 'bounded: x is small'\nassert x > 1, 'larger: x is larger'\n"
    "assert x != 3, 'larger: x is not 3'\nassert abs(x - 1.234) < 1, 'typed: as measured'\nassert x\n"
)
NUMBERS = range(5)


def tally(
    number: int, *, passed: bool = True, moved: bool = False, failure: str = ""
) -> AssertionHits:
    return AssertionHits(
        number,
        1,
        int(passed),
        Hit(number, passed, 1.0, "", (("x", "3" if moved else "2"),), failure),
    )


def outcome(*changed: AssertionHits, without: tuple[int, ...] = (), **keys: Any) -> Outcome:
    """All assertions hold as they did before, but for these."""
    tallies = {number: tally(number) for number in NUMBERS if number not in without} | {
        one.number: one for one in changed
    }
    return Outcome(complete="failure" not in keys, tallies=tuple(tallies.values()), **keys)


STOPPED = outcome(failure=Failure("time", "the run takes longer than 5 s"))


def judge(*outcomes: Outcome) -> MutantReport:
    outline, problems = outline_witness(make_page(CODE), make_config())
    assert problems == ()
    mutants = [
        (Mutant(number, 0, 2, "2", "3", Place(CONTENT, 20 + number, 7)), one)
        for number, one in enumerate(outcomes)
    ]
    return judge_mutants(outline, outcome(), mutants)


def fate_of(*changed: AssertionHits, **keys: Any) -> MutantResult:
    (result,) = judge(outcome(*changed, **keys)).results
    return result


def test_a_mutant_that_moves_nothing_is_equivalent_whatever_it_prints() -> None:
    assert fate_of(outputs=((0, "other"),)).fate is Fate.EQUIVALENT


def test_a_named_check_that_fails_by_assertion_kills() -> None:
    result = fate_of(tally(0, passed=False), tally(1, moved=True))
    assert (result.fate, result.killers, result.moved) == (Fate.KILLED, ("bounded",), ("larger",))


def test_one_failing_assertion_of_an_id_kills_though_another_could_not_be_evaluated() -> None:
    result = fate_of(tally(1, passed=False, failure="ValueError: no"), tally(2, passed=False))
    assert (result.fate, result.killers) == (Fate.KILLED, ("larger",))


def test_a_run_that_stops_is_a_crash() -> None:
    (result,) = judge(STOPPED).results
    assert result.fate is Fate.CRASHED


def test_a_check_that_could_not_be_evaluated_or_never_ran_is_a_crash() -> None:
    assert fate_of(tally(0, passed=False, failure="ValueError: no")).fate is Fate.CRASHED
    assert fate_of(without=(0,)).fate is Fate.CRASHED


def test_a_crash_counts_for_no_check() -> None:
    assert (
        judge(outcome(tally(0, moved=True), tally(1, passed=False, failure="ValueError: no")))
        .checks[0]
        .survived
        == 0
    )


def test_operands_that_move_while_everything_holds_survive() -> None:
    result = fate_of(tally(0, moved=True))
    assert (result.fate, result.killers, result.moved) == (Fate.SURVIVED, (), ("bounded",))


def test_a_pin_kills_nothing() -> None:
    result = fate_of(tally(0, moved=True), tally(3, passed=False))
    assert (result.fate, result.killers, result.moved, result.pins) == (
        Fate.SURVIVED,
        (),
        ("bounded",),
        ("typed",),
    )


def test_an_assertion_without_a_name_kills_nothing() -> None:
    result = fate_of(tally(4, passed=False))
    assert (result.fate, result.killers, result.is_guarded) == (Fate.SURVIVED, (), True)


def test_every_check_is_scored_with_the_lines_of_what_it_let_pass() -> None:
    killed, passed = (
        outcome(tally(0, passed=False), tally(2, moved=True)),
        outcome(tally(0, moved=True)),
    )
    pinned = outcome(tally(3, passed=False))
    assert judge(killed, passed, passed, pinned, STOPPED, outcome()).checks == (
        CheckScore("bounded", False, 1, 2, (21, 22)),
        CheckScore("larger", False, 0, 1, (20,)),
        CheckScore("typed", True, 1, 0, ()),
    )


def test_the_report_names_what_survived_and_who_saw_it() -> None:
    killed = outcome(tally(0, passed=False))
    survivors = (
        outcome(tally(0, moved=True)),
        outcome(tally(3, passed=False)),
        outcome(tally(4, passed=False)),
        outcome(tally(4, moved=True)),
    )
    assert format_mutants(judge(killed, *survivors, STOPPED, outcome())) == (
        "statistics/mean: 1 of 5 killed (20 %), 1 crashed, 1 equivalent left out\n"
        "  bounded  killed 1  survived 1  line 21\n"
        "  larger   killed 0  survived 0\n"
        "  typed    pin, not counted\n"
        "  4 survived, 2 of them seen only by a pin or an unnamed assertion:\n"
        f"  {CONTENT}:21:7  2 -> 3  moved: bounded\n"
        f"  {CONTENT}:22:7  2 -> 3  seen only by the pin typed\n"
        f"  {CONTENT}:23:7  2 -> 3  fails only an unnamed assertion\n"
        f"  {CONTENT}:24:7  2 -> 3  moved no named check that counts\n"
    )


def test_the_report_is_data_and_rows_too() -> None:
    report = judge(outcome(tally(0, passed=False), tally(1, moved=True)))
    data = mutants_as_data(report)
    assert (data["killed"], data["survived"], data["crashed"], data["equivalent"]) == (1, 0, 0, 0)
    assert data["checks"][1] == {
        "check": "larger",
        "pin": False,
        "killed": 0,
        "survived": 1,
        "lines": [20],
    }  # type: ignore[index]
    assert list(list_mutant_rows([report])) == [
        ("statistics/mean", CONTENT, 20, 7, "2", "3", "killed", "bounded", "larger", "", False)
    ]


PAGE = make_page("ridge = 1.0\nx = f(2)\n", "y = x + 1\nassert y, 'a: b'\n", values=("y",))
TRIED = Conditions((("python", "3"),), mutants=True)


def test_a_mutants_job_is_the_base_job_with_one_fence_changed_and_nothing_asked() -> None:
    outline, _ = outline_witness(PAGE, make_config())
    plan = plan_witness(PAGE, outline, make_config(time_s=20), TRIED, ())
    base = plan.requests[0].job
    assert base.expressions != ()
    original = replace(base, kind=JobKind.MUTANT, expressions=(), limits=RunLimits(time_s=5))
    planned = [one.job for one in plan.requests if one.job.kind is JobKind.MUTANT]
    listed = [mutant for mutant, _ in list_mutants(PAGE, outline)]
    assert [(mutant.cell, mutant.before) for mutant in listed] == [
        (0, "2"),
        (1, "x + 1"),
        (1, "+"),
        (1, "1"),
    ]
    for mutant, job in zip(listed, planned, strict=True):
        assert job == replace(original, cells=job.cells)
        kept = [cell for cell in job.cells if cell.index != mutant.cell]
        assert kept == [cell for cell in base.cells if cell.index != mutant.cell]
    assert len({job.key for job in (*planned, base)}) == 5


def test_a_concept_that_asks_for_time_has_it_for_its_mutants() -> None:
    page = replace(PAGE, witness=make_spec(limits={"time_s": 12}))
    outline, _ = outline_witness(page, make_config())
    plan = plan_witness(page, outline, make_config(time_s=20), TRIED, ())
    assert plan.requests[-1].job.limits.time_s == 12


@pytest.mark.parametrize(
    "code", ["x = f(2) + 1\n", "x = f(2)\nassert abs(x - 1.234) < 1, 'a: b'\n"]
)
def test_without_a_named_check_that_counts_no_mutant_is_run(code: str) -> None:
    page = make_page(code)
    outline, _ = outline_witness(page, make_config())
    plan = plan_witness(page, outline, make_config(), TRIED, ())
    assert JobKind.MUTANT not in {one.job.kind for one in plan.requests}


def test_survivors_are_written_as_rivals_of_one_line() -> None:
    page = make_page(
        "x = f(\n    2 * y\n)\nz = y + 1\nw = y + 1\nw += 3\nfor k in range(4):\n    w = k\n"
    )
    outline, _ = outline_witness(page, make_config())
    mutants = [mutant for mutant, _ in list_mutants(page, outline)]
    found = {
        (one.mutant.before, one.mutant.after): (one.before, one.after)
        for one in suggest_rivals(page, mutants)
    }
    assert found["*", "/"] == ("2 * y", "2 / y")
    assert found["+", "-"][0] in ("z = y + 1", "w = y + 1")  # y + 1 stands twice
    assert found["+=", "-="] == ("w += 3", "w -= 3")
    assert found["4", "5"] == ("4", "5")


def test_a_claim_is_told_which_mutants_its_checks_let_pass() -> None:
    claim = Claim(
        place=Place(YAML),
        id="it",
        text=make_text("it"),
        kind="synthetic",
        checks=(Ref("bounded", Place(YAML)),),
    )
    page = make_page(CODE, claims=(claim,))
    report = judge(
        outcome(tally(0, passed=False)),
        outcome(tally(0, moved=True)),
        outcome(tally(0, moved=True), tally(1, passed=False)),
        outcome(tally(1, moved=True)),
    )
    assert report.count_killed({"bounded"}) == (1, 3)
    mutant = report.results[1].mutant
    shown = format_claims(page, report, [SuggestedRival(mutant, "f('2')", "f('3')")])
    assert shown == (
        "statistics/mean: rivals to choose from\n"
        "  it: its checks kill 1 of the 3 they see\n"
        f"    # {CONTENT}:21:7: bounded moved and held\n"
        "    - id: mutant-1\n"
        "      replace: \"f('2')\"\n"
        "      with: \"f('3')\"\n"
        "      refuted_by: [bounded]\n"
        "      because:    # which mistake it is\n"
    )
    told = format_claims(page, report, [])
    assert f"    # {CONTENT}:21:7: 2 -> 3 stands in no single line\n" in told


def test_that_there_are_no_mutants_is_said_in_one_line() -> None:
    assert format_missing("statistics/mean", holds=True) == (
        "statistics/mean: no mutants, it has no named check that counts\n"
    )
