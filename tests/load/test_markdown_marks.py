"""Every mark stands where its target is written, whatever stands around it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.load.content import parse_content
from builder.load.markdown import parse_text
from builder.records.place import Place
from builder.records.text import Mark

MARKS = {
    "{claim}`the error falls <rate>`": ("claim", "rate"),
    "{concept}`kernels <scaling/ntk>`": ("concept", "scaling/ntk"),
    "{concept}`scaling/ntk`": ("concept", "scaling/ntk"),
    "{eq}`rmse`": ("eq", "rmse"),
    "{fig}`error-curve`": ("fig", "error-curve"),
    "{check}`root-n-slope`": ("check", "root-n-slope"),
    '{value}`curve["a:b"][1:2]:.2f`': ("value", 'curve["a:b"][1:2]'),
    "{value}`slope`": ("value", "slope"),
    "[@owen2013monte, §2.1]": ("cite", "owen2013monte"),
    "[see @owen2013monte]": ("cite", "owen2013monte"),
    "$x_1 + \\$y$": ("math", "x_1 + \\$y"),
    "[a link](https://example.org/a_b)": ("link", "https://example.org/a_b"),
    "<https://example.org>": ("link", "https://example.org"),
    "![a curve](curve.png)": ("image", "curve.png"),
    "[^note]": ("footnote", "note"),
}
WRAPPERS = (
    "{}",
    "- {}",
    "1. {}",
    "> {}",
    "> - {}",
    "Term\n: {}",
    "## Head {} ##",
    "a *b {} c* d",
    "a\nb {} c\n  d",
    "| a | {} |\n|---|---|\n| b\\|c | {} |",
)


def slice_at(source: str, place: Place) -> str:
    return source.split("\n")[place.line - 1][place.column - 1 :][: place.width]


def marks_of(source: str) -> tuple[Mark, ...]:
    text, _ = parse_text(source, Place("content.md"), blocks=True)
    return text.marks


@pytest.mark.parametrize("wrapper", WRAPPERS)
@pytest.mark.parametrize("written", MARKS)
def test_a_mark_stands_where_its_target_is_written(written: str, wrapper: str) -> None:
    source = wrapper.replace("{}", written)
    kind, target = MARKS[written]
    marks = [mark for mark in marks_of(source) if mark.kind == kind]
    assert len(marks) == wrapper.count("{}")
    for mark in marks:
        assert mark.target == target
        shown = slice_at(source, mark.place)
        assert shown == ("[^note]" if kind == "footnote" else target)


@settings(deadline=None)  # a busy machine is no fault
@given(
    st.lists(
        st.sampled_from(
            [*MARKS, "words", "ünïcode", "*em*", "`code`", "\\$", "&amp;", "\n", "a  b", "**bold**"]
        ),
        min_size=1,
        max_size=12,
    ),
    st.sampled_from(["", "> ", "- ", "  ", "1. ", "> > "]),
)
def test_every_mark_of_any_paragraph_is_found_at_its_place(parts: list[str], prefix: str) -> None:
    source = prefix + " ".join(parts).replace(
        "\n", "\n" + prefix.replace("- ", "  ").replace("1.", "  ")
    )
    expected = [MARKS[part] for part in parts if part in MARKS]
    marks = marks_of(source)
    assert [(mark.kind, mark.target) for mark in marks] == expected or "\n" in parts
    for mark in marks:
        assert slice_at(source, mark.place) in (mark.target, f"[^{mark.target}]")


@settings(deadline=None)  # a busy machine is no fault
@given(
    st.lists(
        st.tuples(st.integers(1, 9), st.integers(1, 60)),
        min_size=3,
        max_size=3,
        unique_by=lambda pair: pair[0],
    )
)
def test_a_text_inside_a_file_is_placed_by_its_lines(lines: list[tuple[int, int]]) -> None:
    text, _ = parse_text(
        "a {eq}`one`\nb {eq}`two`\nc {eq}`three`", Place("concept.yaml", 1, 1), lines=tuple(lines)
    )
    assert [(mark.place.line, mark.place.column) for mark in text.marks] == [
        (line, column + 7) for line, column in lines
    ]


def test_a_text_without_known_lines_counts_from_its_place() -> None:
    text, _ = parse_text("so {eq}`one`", Place("concept.yaml", 7, 12))
    assert text.marks[0].place == Place("concept.yaml", 7, 20, 3)


def test_words_and_targets_may_stand_on_different_lines() -> None:
    (mark,) = marks_of("so {claim}`the error\nfalls <rate>` here")
    assert (mark.words, mark.target, mark.place) == (
        "the error\nfalls",
        "rate",
        Place("content.md", 2, 8, 4),
    )


def test_marks_within_the_words_of_a_role_have_their_own_places() -> None:
    source = "so {claim}``the slope {value}`slope:.2f` of $n$ <rate>`` here"
    assert [(mark.kind, slice_at(source, mark.place)) for mark in marks_of(source)] == [
        ("claim", "rate"),
        ("value", "slope"),
        ("math", "n"),
    ]


def test_a_citation_of_several_works_gives_a_mark_for_each() -> None:
    source = "so [see @a2001, §2, p. 3; also @b.c:d_e]."
    assert [
        (mark.words, mark.target, mark.detail, slice_at(source, mark.place))
        for mark in marks_of(source)
    ] == [
        ("see", "a2001", "§2, p. 3", "a2001"),
        ("also", "b.c:d_e", "", "b.c:d_e"),
    ]


@pytest.mark.parametrize(
    "source",
    [
        "`[@key]`",
        "    [@key]",
        "[@key](https://example.org)",
        "\\[@key]",
        "a@b.org [mail me]",
        "[@key]\n\n[@key]: https://example.org",
    ],
)
def test_code_links_and_escapes_are_no_citations(source: str) -> None:
    assert [mark for mark in marks_of(source) if mark.kind == "cite"] == []


@pytest.mark.parametrize(
    "source", ["It costs $5 and $6.", "`$x$`", "\\$x$", "$ x$", "$x $", "$x$1"]
)
def test_prices_code_and_escapes_are_no_formulas(source: str) -> None:
    assert marks_of(source) == ()


@pytest.mark.parametrize("source", ["$x$ is 3", "$x$", "2$x$", "$x$.", "$x$ \\\\"])
def test_a_formula_may_stand_anywhere_in_a_line(source: str) -> None:
    assert [mark.target for mark in marks_of(source)] == ["x"]


@pytest.mark.parametrize(
    ("content", "expression", "format"),
    [
        ("slope:.2f", "slope", ".2f"),
        ("slope", "slope", ""),
        ("a[1:2]", "a[1:2]", ""),
        ("a[1:2]:,d", "a[1:2]", ",d"),
        ('d["x:.2f"]', 'd["x:.2f"]', ""),
        ("max(a) / min(a):.0%", "max(a) / min(a)", ".0%"),
        ("x:+08.3e", "x", "+08.3e"),
    ],
)
def test_a_value_is_split_at_its_format(content: str, expression: str, format: str) -> None:
    (mark,) = marks_of(f"so {{value}}`{content}`")
    assert (mark.target, mark.detail) == (expression, format)


def test_display_formulas_are_found_in_lists_and_right_after_a_paragraph() -> None:
    source = "As follows\n$$\nx\n  + y\n$$ (one)\n\n- item\n\n  $$ z $$"
    content, problems = parse_content("## Math\n" + source, "content.md")
    assert [
        (mark.target, mark.display, mark.place.line, mark.place.column)
        for mark in content.text.marks
    ] == [
        ("x\n+ y", True, 4, 1),
        ("z", True, 10, 6),
    ]
    assert problems == ()
