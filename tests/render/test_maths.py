r"""Formulas: what is typeset, what is refused, and where the fault is said to be."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from builder.load.content import parse_content
from builder.load.markdown import parse_text
from builder.records.place import Place
from builder.render.prose.markdown import render_blocks, render_text
from builder.render.prose.maths import MOST_CHARACTERS, read_macros, typeset_tex
from builder.render.prose.text_context import TextContext

THEME = Path(__file__).parents[2] / "theme"
MACROS = read_macros((THEME / "macros.toml").read_bytes())

SOUND = [
    r"x_1, \dots, x_n",
    r"\mathrm{RMSE}_n = \sqrt{\mathbb{E}\left[(\bar x_n - \mu)^2\right]}",
    r"\sin x + \operatorname{erf}(x)",
    r"\begin{aligned} a &= b \\ c &= d \end{aligned}",
    r"\begin{cases} a & x > 0 \\ b & \text{else} \end{cases}",
    r"\begin{array}{|c|r:l} \hline a & b & c \\ \hline d & e & f \end{array}",
    r"a\!b\hspace{-1em}c\hspace{-3cm}d",
    r"\color{red} x",
    r"\boxed{x} \cancel{y}",
    r"\cfrac{1}{2}\mathop{x}\mathrel{R}\mathbin{+}",
    r"a < b \& c > d",
    "x\n+\ny",
    r"\text{a < b}",
]


@pytest.mark.parametrize("display", [False, True])
@pytest.mark.parametrize("tex", SOUND)
def test_a_formula_is_well_formed_and_holds_no_inline_style(tex: str, display: bool) -> None:
    typeset = typeset_tex(tex, display=display)
    assert typeset.fault is None
    root = ElementTree.fromstring(typeset.mathml)
    assert root.tag == "math"
    assert [element for element in root.iter() if "style" in element.attrib] == []


@pytest.mark.parametrize("tex", SOUND)
def test_every_class_of_a_formula_is_in_the_style_sheet(tex: str) -> None:
    styled = (THEME / "css/components/maths.css").read_text("utf-8")
    for names in re.findall(r'class="([^"]+)"', typeset_tex(tex, display=True).mathml):
        for name in names.split():
            assert f".{name} " in styled or f".{name}," in styled


def test_every_macro_of_the_theme_can_be_typeset() -> None:
    assert MACROS
    for name, body in MACROS:
        tex = rf"\{name}" + ("{x}" if "#1" in body else " x")
        assert typeset_tex(tex, display=False, macros=MACROS).fault is None


def test_macros_are_expanded() -> None:
    assert typeset_tex(r"\R", display=False, macros=MACROS).mathml == "<math><mi>ℝ</mi></math>"


FAULTS = [
    (r"x + \foo y", 4, 4, r"unknown command '\foo'", "macros"),
    (r"\substack{a \\ b}", 0, 9, r"unknown command '\substack'", r"\begin{subarray}"),
    (r"x \begin{split} a \end{split}", 8, 1, "unknown environment 'split'", r"\begin{aligned}"),
    (
        r"\begin{smallmatrix} a \end{smallmatrix}",
        6,
        1,
        "unknown environment 'smallmatrix'",
        r"\begin{matrix}",
    ),
    (r"\pmb{x}", 0, 4, r"unknown command '\pmb'", r"\bm"),
    (r"\begin{align} a &= b \end{align}", 0, 13, "'align' numbers its own lines", "aligned"),
    (r"x \label{a}", 2, 6, r"'\label' has no place", "(label)"),
    (r"\eqref{a}", 0, 6, r"'\eqref' has no place", "{eq}`label`"),
    (r"\def\x{\x\x}\x", 0, 4, r"'\def' has no place", "theme/macros.toml"),
    (r"\newcommand{\x}{\x\x}\x", 0, 11, r"'\newcommand' has no place", "theme/macros.toml"),
    (r"x^2^3", 3, 1, "duplicate subscript or superscript", "{x^2}^3"),
    (
        r"\frac{1}{",
        8,
        1,
        "expected closing token '}', but reached end of input",
        "where what was opened ends",
    ),
    (
        r"\left( \frac{1}{2 \right)",
        18,
        6,
        r"unmatched closing token: '\right'",
        "'{' opened before it and is not closed: write } before it",
    ),
    (
        r"\begin{cases} {a \end{cases}",
        17,
        4,
        "unmatched closing token",
        "'{' opened before it and is not closed: write }",
    ),
    (
        r"\left( a } \right)",
        9,
        1,
        "unmatched closing token: '}'",
        r"write \right before it, or delete this brace",
    ),
    (
        r"\{ {a} }",
        7,
        1,
        "unmatched closing token: '}'",
        "delete it, or open before it what it closes",
    ),
    ("  ", 0, 1, "the formula is empty", r"\$"),
]


@pytest.mark.parametrize(("tex", "offset", "width", "message", "hint"), FAULTS)
def test_a_fault_is_said_at_its_offset_with_a_hint(
    tex: str, offset: int, width: int, message: str, hint: str
) -> None:
    fault = typeset_tex(tex, display=True).fault
    assert fault is not None
    assert (fault.offset, fault.width) == (offset, width)
    assert message in fault.message
    assert hint in fault.hint


# Without our bounds the typesetter overflows the stack of the process on the second and third.
@pytest.mark.parametrize(
    "tex",
    [
        "x" * (MOST_CHARACTERS + 1),
        "{" * 1900 + "x" + "}" * 1900,
        r"\left(" * 250 + r"\right)" * 250,
        r"\hat " * 799 + "x",
    ],
)
def test_huge_and_deep_formulas_are_bounded(tex: str) -> None:
    typeset = typeset_tex(tex, display=False)
    assert typeset.fault is not None or len(typeset.mathml) < 100_000


@pytest.mark.parametrize(
    ("source", "line", "column"),
    [
        (r"so $x + \foo$", 3, 9),
        ("so $x\n< \\foo$ now", 4, 3),
        ("$$\nx\n  + \\foo\n$$ (a)", 5, 5),
        ("- > $$ \\foo $$", 3, 8),
        ("| a | $\\foo$ |\n|---|---|", 3, 8),
        ("{claim}`a $\\foo$ <b>`", 3, 12),
    ],
)
def test_a_fault_in_a_page_stands_at_its_line_and_column(
    source: str, line: int, column: int
) -> None:
    content, problems = parse_content("## Math\n\n" + source, "content.md")
    assert problems == ()
    _, problems = render_blocks(content, content.sections[0], TextContext())
    assert [(problem.code, problem.place) for problem in problems] == [
        ("tex-typesets", Place("content.md", line, column, 4))
    ]


def test_a_fault_in_a_record_stands_in_its_file() -> None:
    text, _ = parse_text(r"so $\foo$", Place("concept.yaml", 8, 12))
    html, problems = render_text(text, TextContext())
    assert problems[0].place == Place("concept.yaml", 8, 16, 4)
    assert html == r'so <code class="tex-fault">\foo</code>'


def test_a_labelled_formula_is_numbered_and_leads_to_itself() -> None:
    content, _ = parse_content("## Math\n\n$$ x $$ (one)\n\n$$ y $$\n", "content.md")
    blocks, _ = render_blocks(content, content.sections[0], TextContext())
    assert blocks[0].html.startswith(
        '<div class="equation" id="equation-one"><div class="equation-box" tabindex="0" role="group" aria-label="Equation 1"><math'
    )
    assert blocks[0].html.endswith(
        '<a class="equation-number" href="#equation-one">(1)</a></div>\n'
    )
    assert "id=" not in blocks[1].html
