"""What is read from a witness's source, and the problems that need no run."""

import pytest

from builder.records.outline import Parameter
from builder.records.place import Place, Ref
from builder.witness import outline_witness
from tests.witness.pages import (
    CONTENT,
    YAML,
    make_config,
    make_figure,
    make_page,
    make_spec,
    outline,
    problems_of,
    the_problem,
)


def test_a_page_without_fences_has_an_empty_sound_outline() -> None:
    found, problems = outline_witness(make_page(), make_config())
    assert (found.checks, found.parameters, found.names, found.is_sound, problems) == (
        (),
        (),
        frozenset(),
        True,
        (),
    )


def test_checks_are_numbered_over_all_fences_with_id_sentence_code_and_place() -> None:
    found = outline(
        "a = 1\nassert a  >  0, 'positive: a is positive'\n", "def f():\n    assert a == 1\nf()\n"
    )
    assert [(check.number, check.id, check.sentence, check.code) for check in found.checks] == [
        (0, "positive", "a is positive", "a > 0"),
        (1, "", "", "a == 1"),
    ]
    assert found.checks[0].place == Place(
        CONTENT, 12, 1, len("assert a  >  0, 'positive: a is positive'")
    )
    assert found.checks[1].place == Place(CONTENT, 22, 5, len("assert a == 1"))


def test_a_message_of_two_literals_is_one_message() -> None:
    assert (
        outline("assert a, (\n    'long-one: a sentence '\n    'of two lines')\na = 1\n")
        .checks[0]
        .sentence
        == "a sentence of two lines"
    )


def test_columns_count_characters_and_not_bytes() -> None:
    assert the_problem("é = 'ü'; eval('1')\n").place == Place(CONTENT, 11, 10, 4)


def test_a_syntax_error_has_its_line_and_column_in_the_page() -> None:
    problem = the_problem("a = 1\nb = a +* 2\n")
    assert (problem.code, problem.place.line, problem.place.column) == ("python-parses", 12, 8)


@pytest.mark.parametrize(
    "code",
    [
        "return 1\n",
        "def f(a, a): pass\n",
        "x = (" + "(" * 300 + ")" * 300 + ")\n",
        "a = '\0'\n",
        "nonlocal x\n",
    ],
)
def test_what_does_not_compile_is_a_problem_and_no_exception(code: str) -> None:
    found, problems = outline_witness(make_page(code), make_config())
    assert [problem.code for problem in problems] == ["python-parses"]
    assert not found.is_sound


def test_parameters_are_bound_once_to_a_literal() -> None:
    code = (
        "a = -1.5\nb: int = 2\nsizes = [1, 2]\nt = (1, ('x', True))\nc = 2\n"
        "c = 3\nd = a + 1\ne = 1\nfor e in (): pass\nif a: f = 1\ng, h = 1, 2\n"
    )
    found = outline(code)
    assert [(parameter.name, parameter.value) for parameter in found.parameters] == [
        ("a", -1.5),
        ("b", 2),
        ("sizes", (1, 2)),
        ("t", (1, ("x", True))),
    ]
    assert isinstance(found.parameters[0], Parameter)
    assert {"c", "d", "e", "f", "g", "h"} <= found.names


def test_a_name_that_a_function_may_rebind_is_no_parameter() -> None:
    found = outline("a = 1\nb = 2\ndef f():\n    global a\n    a = 5\n    b = 3\n    return b\n")
    assert [parameter.name for parameter in found.parameters] == ["b"]


def test_names_of_comprehensions_and_bodies_are_not_top_level() -> None:
    found = outline(
        "xs = [i for i in range(3)]\ndef f(p):\n    inner = p\n    return inner\n[(w := 1) for _ in xs]\n"
    )
    assert found.names == {"xs", "f", "w"}


def test_functions_have_their_defaults_resolved() -> None:
    found = outline(
        "tail = 'normal'\ndef f(x, /, n, tail=tail, size=3, other=len('ab'), *, flag=True, must):\n    return n\n"
    )
    assert found.functions[0].defaults == (
        ("tail", "normal"),
        ("size", 3),
        ("other", None),
        ("flag", True),
    )


@pytest.mark.parametrize(
    ("code", "is_pin"),
    [
        ("x == 0.1234", True),
        ("abs(x - 3.142) < 1e-3", True),
        ("np.allclose(x, [1.234, 2.0])", True),
        ("abs(x + 0.5) < 0.05", False),
        ("x < 0.1234", False),
        ("x == 2", False),
        ("math.isclose(x, y)", False),
    ],
)
def test_a_comparison_with_a_typed_result_is_a_pin(code: str, is_pin: bool) -> None:
    assert outline(f"assert {code}, 'a: b'\n").checks[0].is_pin == is_pin


@pytest.mark.parametrize(
    ("code", "told", "column"),
    [
        ("assert x, 'Root_N: it falls'\n", "'Root_N' is not written as an id", 11),
        ("assert x, '2nd: it falls'\n", "'2nd' is not written as an id", 11),
        ("assert x, 'falls:'\n", "'falls' says nothing", 11),
        ("assert x, f'falls: {x}'\n", "a check's message is plain text, the same in every run", 11),
        (f"assert x, '{'a' * 65}: it falls'\n", f"'{'a' * 59}…' is longer than 64 characters", 11),
    ],
)
def test_an_id_that_is_not_one_is_a_problem_at_the_message(
    code: str, told: str, column: int
) -> None:
    problem = the_problem("x = 1\n" + code)
    assert (problem.code, problem.message, problem.place.line, problem.place.column) == (
        "check-id-formed",
        told,
        12,
        column,
    )


@pytest.mark.parametrize(
    "message",
    ["a sentence without an id", "note that this: holds", "see http://x", "12:30 is noon", "x"],
)
def test_a_message_without_an_id_names_no_check(message: str) -> None:
    found, problems = outline_witness(make_page(f"x = 1\nassert x, {message!r}\n"), make_config())
    assert (found.checks[0].id, found.checks[0].sentence, problems) == ("", message, ())


def test_several_assertions_may_share_an_id_but_not_one_condition() -> None:
    code = "x = 1\nassert x > 0, 'a: one'\nassert x < 2, 'a: two'\nassert x  > 0, 'a: three'\n"
    problem = the_problem(code)
    assert (problem.code, problem.place.line, problem.notes[0].place.line) == (
        "check-unique",
        14,
        12,
    )


@pytest.mark.parametrize(
    ("code", "column", "width"),
    [
        ("assert (x > 0, 'a: b')\n", 8, 15),
        ("assert 'text'\n", 8, 6),
        ("assert True, 'a: b'\n", 8, 4),
    ],
)
def test_an_assertion_that_cannot_fail_is_a_problem(code: str, column: int, width: int) -> None:
    problem = the_problem("x = 1\n" + code)
    assert (problem.code, problem.place) == (
        "assertion-can-fail",
        Place(CONTENT, 12, column, width),
    )


def test_an_assertion_that_suspends_is_a_problem() -> None:
    assert the_problem("def f():\n    assert (yield 1)\n").code == "assertion-at-once"


def test_helper_modules_may_be_imported_and_others_may_not() -> None:
    assert (
        problems_of("import shapes\nfrom shapes import area\n", files=("draws.csv", "shapes.py"))
        == ()
    )
    problem = the_problem("import shapes\n", files=("draws.csv",))
    assert (problem.code, problem.place) == ("import-allowed", Place(CONTENT, 11, 8, 6))
    assert (
        'add "shapes" to allow_imports under [tool.builder.witness] in pyproject.toml'
        in problem.hint
    )


@pytest.mark.parametrize("name", ["random.py", "numpy.py"])
def test_a_helper_module_with_the_name_of_another_is_a_problem(name: str) -> None:
    problem = the_problem("x = 1\n", files=(name,))
    assert (problem.code, problem.place.path) == (
        "helper-distinct",
        f"concepts/statistics/mean/{name}",
    )


def test_a_figure_has_one_origin() -> None:
    draw = "#| figure: curve\nimport matplotlib.pyplot as plt\nplt.subplots()\n"
    assert problems_of(draw) == ()
    assert (
        the_problem(draw, draw, figures=(make_figure("curve"),)).message
        == "the figure 'curve' is drawn twice"
    )
    assert (
        the_problem("x = 1\n", figures=(make_figure("curve"),)).message
        == "no fence draws the figure 'curve'"
    )
    photo = make_figure("curve", file=Ref("curve.svg", Place(YAML)), places={"file": Place(YAML)})
    assert problems_of("x = 1\n", figures=(photo,)) == ()
    assert (
        the_problem(draw, figures=(photo,)).message
        == "the figure 'curve' is a file and is drawn as well"
    )


def test_a_drawn_figure_is_listed_and_asserts_nothing() -> None:
    assert the_problem("#| figure: other\nx = 1\n", figures=()).code == "figure-listed"
    problem = the_problem("#| figure: curve\nx = 1\nassert x\n")
    assert (problem.code, problem.place.line) == ("figure-asserts-nothing", 13)


def test_seeds_need_a_parameter_seed() -> None:
    assert problems_of("seed = 0\n", witness=make_spec(seeds=3)) == ()
    assert (
        the_problem("x = 0\n", witness=make_spec(seeds=3)).message
        == "the seeds are never used: the witness binds no 'seed'"
    )
    problem = the_problem("seed = 0\nseed = 1\n", witness=make_spec(seeds=3))
    assert (problem.message, problem.place) == ("'seed' is bound 2 times", Place(YAML, 39, 10))


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("ridg", "the witness has no parameter 'ridg'"),
        ("twice", "'twice' is bound 2 times, so a run cannot set it"),
        (
            "made",
            "'made' is not bound to a plain number, text, tuple or list on a line of its own, so a run cannot set it",
        ),
        ("f", "'f' is a function, so a run cannot set it"),
    ],
)
def test_a_countercondition_sets_parameters(name: str, told: str) -> None:
    code = "ridge = 1.0\ntwice = 1\ntwice = 2\nmade = 1 + 1\ndef f(): pass\nassert ridge, 'a: b'\n"
    problem = the_problem(code, witness=make_spec(set={name: 5}, fails=("a",)))
    assert (problem.code, problem.message, problem.place) == (
        "parameter-exists",
        told,
        Place(YAML, 40, 12),
    )


def test_a_countercondition_changes_a_value_and_names_checks_that_exist() -> None:
    code = "ridge = [1.0, 2.0]\nassert ridge, 'a: b'\n"
    assert problems_of(code, witness=make_spec(set={"ridge": (1.0, 3.0)}, fails=("a",))) == ()
    assert (
        the_problem(code, witness=make_spec(set={"ridge": (1.0, 2.0)}, fails=("a",))).code
        == "countercondition-changes"
    )
    assert (
        the_problem(code, witness=make_spec(set={"ridge": (1.0, 3.0)})).code
        == "countercondition-changes"
    )
    problem = the_problem(code, witness=make_spec(set={"ridge": (3.0,)}, fails=("b",)))
    assert (problem.code, problem.message, problem.place) == (
        "check-exists",
        "no check is named 'b'",
        Place(YAML, 41, 15),
    )


@pytest.mark.parametrize(
    ("rate", "codes"),
    [(1, []), (0.9, []), (0, ["rate-in-range"]), (1.5, ["rate-in-range"]), (-1, ["rate-in-range"])],
)
def test_a_rate_is_a_share(rate: float, codes: list[str]) -> None:
    found = problems_of("x = 1\nassert x, 'a: b'\n", witness=make_spec(rates={"a": rate}))
    assert [problem.code for problem in found] == codes


def test_limits_are_capped_by_the_atlas() -> None:
    page = make_page("x = 1\n", witness=make_spec(limits={"time_s": 41}))
    _, problems = outline_witness(page, make_config(time_s=10))
    assert [(problem.code, problem.message) for problem in problems] == [
        ("limit-capped", "time_s is 41; a concept may ask for 1 to 40")
    ]
    assert outline_witness(page, make_config(time_s=11))[1] == ()


def test_all_problems_of_a_page_come_at_once() -> None:
    found = problems_of(
        "import os\neval('1')\n", "x = (\n", "assert (1, 2)\n", witness=make_spec(seeds=2)
    )
    assert sorted(problem.code for problem in found) == [
        "assertion-can-fail",
        "import-allowed",
        "name-allowed",
        "python-parses",
    ]
