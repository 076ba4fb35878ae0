"""Properties of the normal forms: what they ignore, and that they ignore nothing else."""

import ast
import io
import re
import tokenize
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.records.review import shorten_pieces
from builder.review.compare import compare_words
from builder.review.normal import digest_component, fold, fold_tex, list_macros

CONTENTS = sorted((Path(__file__).parents[2] / "concepts").rglob("content.md"))
CODES = [
    "\n".join(re.findall(r"```python\n(.*?)```", path.read_text("utf-8"), re.DOTALL))
    for path in CONTENTS
]
SPACES = st.text(" \t\n\r", min_size=1, max_size=4)
WORDS = st.lists(
    st.text(st.characters(exclude_categories=("Z", "C")), min_size=1, max_size=8),
    min_size=1,
    max_size=12,
)


@given(WORDS, st.data())
def test_white_space_between_words_never_counts(words: list[str], data: st.DataObject) -> None:
    spaced = "".join(word + data.draw(SPACES) for word in words)
    assert fold(spaced) == fold(" ".join(words))


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_canonically_equivalent_texts_fold_to_the_same(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(text)


@given(WORDS, WORDS)
def test_other_words_have_another_digest(first: list[str], second: list[str]) -> None:
    one, other = fold(" ".join(first)), fold(" ".join(second))
    assert (digest_component("text", one) == digest_component("text", other)) == (one == other)


def test_the_same_words_as_another_component_have_another_digest() -> None:
    assert digest_component("text", "a") != digest_component("caveat", "a")


@pytest.mark.parametrize("code", CODES, ids=[path.parent.name for path in CONTENTS])
def test_code_as_python_writes_it_has_the_digest_of_the_code(code: str) -> None:
    assert digest_component("witness", ast.unparse(ast.parse(code))) == digest_component(
        "witness", code
    )


@given(
    st.sampled_from(CODES),
    st.text(st.characters(exclude_categories=("C",), exclude_characters="\x85\u2028\u2029")),
    st.integers(0),
)
def test_comments_and_empty_lines_in_code_never_count(code: str, words: str, at: int) -> None:
    ends = [
        token.end[0]
        for token in tokenize.generate_tokens(io.StringIO(code).readline)
        if token.type == tokenize.NEWLINE
    ]
    lines = code.split("\n")
    lines.insert(ends[at % len(ends)], f"# {words}\n\n")
    assert digest_component("witness", "\n".join(lines)) == digest_component("witness", code)


@given(st.sampled_from(CODES), st.integers(0))
def test_a_changed_number_in_code_always_counts(code: str, at: int) -> None:
    numbers = list(re.finditer(r"(?<![\w.])[1-9](?![\w.])", code))
    tree = ast.parse(code)
    spots = {
        (node.lineno, node.col_offset)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and type(node.value) is int
    }
    starts = [found for found in numbers if _place(code, found.start()) in spots]
    found = starts[at % len(starts)]
    changed = f"{code[: found.start()]}{int(found.group()) + 1}{code[found.end() :]}"
    assert digest_component("witness", changed) != digest_component("witness", code)


def _place(code: str, offset: int) -> tuple[int, int]:
    before = code[:offset]
    line = before.rpartition("\n")[2]
    return before.count("\n") + 1, len(line.encode())


@pytest.mark.parametrize(
    ("tex", "folded"),
    [
        (r"a % b", "a"),
        ("a % b\n+ c", "a + c"),
        (r"50\% % of\n", r"50\%"),
        (r"a \\% b" "\nc", r"a \\ c"),
        (" a\n\t b ", "a b"),
    ],
)
def test_comments_in_formulas_end_with_their_line(tex: str, folded: str) -> None:
    assert fold_tex(tex) == folded


def test_macros_are_told_with_those_that_they_use() -> None:
    macros = {r"\Var": r"\E (x - \E x)^2", r"\E": r"\mathbb{E}", r"\R": r"\mathbb{R}"}
    assert list(list_macros(r"the $\Var$ of it", macros)) == [
        r"macro \E = \mathbb{E}",
        r"macro \Var = \E (x - \E x)^2",
    ]


@given(st.text(max_size=200), st.text(max_size=200))
def test_a_comparison_holds_both_texts_whole(before: str, after: str) -> None:
    pieces = compare_words(before, after)
    assert "".join(piece.words for piece in pieces if piece.kind != "new") == before
    assert "".join(piece.words for piece in pieces if piece.kind != "gone") == after


@given(st.text(max_size=400))
def test_equal_texts_are_kept_whole(text: str) -> None:
    assert {piece.kind for piece in compare_words(text, text)} <= {"kept"}


def test_kept_words_far_from_any_change_are_left_out() -> None:
    pieces = shorten_pieces(
        compare_words(f"{'a ' * 200}one{' b' * 200}", f"{'a ' * 200}two{' b' * 200}"), around=6
    )
    assert [(piece.kind, piece.words) for piece in pieces] == [
        ("kept", " … a a "),
        ("gone", "one"),
        ("new", "two"),
        ("kept", " b b … "),
    ]
