"""Formulas as plain text: readable in one line, and spelled so that each letter is a word."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.load.markdown import parse_text
from builder.records.place import Place
from builder.render.prose.plain_maths import linear_text, spell_formulas, write_formulas

MACROS = (("E", r"\mathbb{E}"), ("norm", r"\left\lVert #1 \right\rVert"))
WRITE, SPELL = write_formulas(MACROS), spell_formulas(MACROS)


@pytest.mark.parametrize(
    ("tex", "written"),
    [
        (r"\sigma^2/n", "σ²/n"),
        (r"n^{-1/2}", "n^(−1/2)"),
        (r"10^{-3}", "10⁻³"),
        (r"\lambda_{\max}", "λ_max"),
        (r"w_0", "w₀"),
        (r"r_d^2", "r_d²"),
        (r"\hat w", "ŵ"),
        (r"\overline{AB}", "AB"),
        (r"f'", "f′"),
        (r"A^\top", "Aᵀ"),
        (r"a > -b", "a > −b"),
        (r"(-x)", "(−x)"),
        (r"1-\eta\lambda", "1 − ηλ"),
        (r"\frac{a+b}{2n}", "(a + b)/(2n)"),
        (r"\frac{\sigma^2}{n}", "σ²/n"),
        (r"\sqrt{x}", "√x"),
        (r"1/(2\sqrt\rho)", "1/(2√ρ)"),
        (r"\sqrt{\lambda_W\lambda_v}", "√(λ_W λ_v)"),
        (r"\sqrt[3]{2}", "2^(1/3)"),
        (r"\sum_{i=1}^n x_i", "∑_(i=1)^n x_i"),
        (r"\norm{w}_2", "‖w‖₂"),
        (r"\E[X^2]", "𝔼[X²]"),
        (r"x\in\mathbb{R}^{n\times d}", "x ∈ ℝ^(n×d)"),
        (r"\begin{pmatrix}1&2\\3&4\end{pmatrix}", "(1, 2; 3, 4)"),
        (r"(a,b)", "(a, b)"),
        (r"\unknown", r"\unknown"),
    ],
)
def test_a_formula_is_written_in_one_line(tex: str, written: str) -> None:
    assert WRITE(tex) == written


@pytest.mark.parametrize(
    ("tex", "letters"),
    [
        (r"aW", "a W"),
        (r"\lambda_{\max}(D_\theta H)", "λ max D θ H"),
        (r"\hat w", "w"),
        (r"\frac{\sigma^2}{n}", "σ 2 n"),
    ],
)
def test_a_formula_is_spelled_letter_by_letter(tex: str, letters: str) -> None:
    assert SPELL(tex).split() == letters.split()


def test_a_text_keeps_its_words_and_its_formulas() -> None:
    text, _ = parse_text(
        "The *error* of `mean` falls like $n^{-1/2}$,\nsee {eq}`rmse`.[^1]", Place("concept.yaml")
    )
    assert linear_text(text, WRITE) == "The error of mean falls like n^(−1/2), see rmse."


@settings(deadline=None)  # a busy machine is no fault
@given(st.text(st.sampled_from(r"ab12\frac sqrt{}^_()<>&,;+-'" + "σ\u2062"), max_size=40))
def test_whatever_is_written_between_dollars_gives_one_line(tex: str) -> None:
    assert "\n" not in WRITE(tex)
    assert isinstance(SPELL(tex), str)
