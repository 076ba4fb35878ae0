"""Sections, fences, equations and placements of a content.md."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.load.content import parse_content, slug_from
from builder.records.place import Place
from builder.records.text import Content

EXAMPLE = (
    Path(__file__).parents[1] / "sites/example/in/concepts/statistics/monte-carlo-error/content.md"
)

FENCES = """## Code

```python
x = 1
```

- in a list

  ```python
  #| figure: curve
  #| echo: false

  plot(x)
  ```

```python
#| execute: false
y
```

```text
z
```
"""


def read(source: str) -> Content:
    content, problems = parse_content(source, "content.md")
    assert problems == ()
    return content


def test_the_example_reads_without_a_problem() -> None:
    content = read(EXAMPLE.read_text("utf-8"))
    assert [section.id for section in content.sections] == [
        "intuition",
        "math",
        "code",
        "interactive-demo",
    ]
    assert [(equation.label, equation.number) for equation in content.equations] == [("rmse", 1)]
    assert [(fence.kind, fence.figure) for fence in content.fences] == [
        ("witness", ""),
        ("figure", "error-curve"),
    ]
    assert [mark.target for mark in content.placements] == ["error-curve"]


def test_sections_are_the_level_two_headings_and_hold_what_stands_below_them() -> None:
    content = read("## Intuition\n\na\n\n## Two Parts: $x$\n\n> ## quoted\n\n### Deeper\n\nb\n")
    assert [(section.id, section.title, section.place.line) for section in content.sections] == [
        ("intuition", "Intuition", 1),
        ("two-parts-x", "Two Parts: $x$", 5),
    ]
    first, second = content.sections
    shown = [
        token.content
        for token in content.text.tokens[first.start : first.stop]
        if token.type == "inline"
    ]
    assert shown == ["a"]
    ids = [
        token.meta.get("id")
        for token in content.text.tokens[second.start : second.stop]
        if token.type == "heading_open"
    ]
    assert ids == ["two-parts-x-quoted", "two-parts-x-deeper"]


def test_fences_are_told_apart_by_language_and_options() -> None:
    content = read(FENCES)
    assert [
        (fence.index, fence.language, fence.kind, fence.figure) for fence in content.fences
    ] == [
        (0, "python", "witness", ""),
        (1, "python", "figure", "curve"),
        (2, "python", "shown", ""),
        (3, "text", "shown", ""),
    ]
    assert content.fences[1].options == (("figure", "curve"), ("echo", "false"))


def test_options_become_blank_lines_so_that_code_keeps_its_lines() -> None:
    fence = read(FENCES).fences[1]
    assert fence.code == "\n\n\nplot(x)\n"
    assert fence.place == Place("content.md", 10, 3, len("#| figure: curve"))
    assert FENCES.split("\n")[fence.place.line + 2][fence.place.column - 1 :] == "plot(x)"


def test_code_after_the_head_keeps_its_comments() -> None:
    assert (
        read("## Code\n\n```python\nx = 1  #| not an option\n```").fences[0].code
        == "x = 1  #| not an option\n"
    )


def test_equations_are_numbered_by_label_in_order() -> None:
    content = read("## Math\n\n$$ a $$ (one)\n\n$$ b $$\n\n$$\nc\n$$ (two)\n")
    assert [(equation.label, equation.tex, equation.number) for equation in content.equations] == [
        ("one", "a", 1),
        ("two", "c", 2),
    ]
    assert content.equations[1].place == Place("content.md", 9, 5, 3)


def test_placements_are_no_references() -> None:
    content = read("## Code\n\n:::{figure} curve\n:::\n\n{fig}`curve`\n")
    assert [mark.place.line for mark in content.placements] == [3]
    assert [mark.place.line for mark in content.text.marks] == [6]


def test_notes_hold_any_markdown_at_its_own_lines() -> None:
    content = read("## Math\n\n:::{note} On $n$\n- so {eq}`a`\n\n:::{note}\ninner [@k]\n:::\n:::\n")
    assert [(mark.kind, mark.place.line, mark.place.column) for mark in content.text.marks] == [
        ("math", 3, 15),
        ("eq", 4, 11),
        ("cite", 7, 9),
    ]


def test_text_equality_is_that_of_the_source() -> None:
    assert read("## Math\n\na\n").text == read("## Math\n\na\n").text
    assert read("## Math\n\na\n").text != read("## Math\n\nb\n").text


def test_line_ends_of_every_kind_count_alike() -> None:
    unix = read("## Math\n\n{eq}`a`\n")
    for ends in ("\r\n", "\r"):
        assert (
            read("## Math\n\n{eq}`a`\n".replace("\n", ends)).text.marks[0].place
            == unix.text.marks[0].place
        )


@pytest.mark.parametrize(
    ("title", "slug"),
    [("Größe & Form", "grosse-form"), ("  A--b  ", "a-b"), ("数学", ""), ("3 ways", "3-ways")],
)
def test_slugs_are_plain(title: str, slug: str) -> None:
    assert slug_from(title.replace("ß", "ss")) == slug


@settings(deadline=None)  # a busy machine is no fault
@given(st.text(max_size=300))
def test_any_text_gives_content_and_places_inside_it(source: str) -> None:
    content, problems = parse_content(source, "content.md")
    lines = source.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    places = [problem.place for problem in problems] + [mark.place for mark in content.text.marks]
    assert all(1 <= place.line <= lines and place.column >= 1 for place in places)


@settings(deadline=None)  # a busy machine is no fault
@given(
    st.lists(
        st.sampled_from(
            [
                "$$",
                ":::",
                "{note}",
                "```",
                "> ",
                "- ",
                "[^a]",
                ": ",
                "|",
                "\n",
                "{claim}`",
                "<b>",
                "$",
                "@k]",
                "[",
                "(x)",
                "x",
                "#",
                " ",
            ]
        ),
        max_size=40,
    )
)
def test_any_mixture_of_marks_gives_content(parts: list[str]) -> None:
    source = "".join(parts)
    _, problems = parse_content(source, "content.md")
    assert all(problem.hint for problem in problems)


def test_a_heading_that_is_read_by_itself_has_the_words_that_it_has_on_its_page() -> None:
    source = "## Math\n\n### See *the* [proof of $n^2$][owen] and [that](b)\n\ntext\n\n[owen]: https://example.org/a%20b\n"
    content, problems = parse_content(source, "content.md")
    own = content.headings[1].text.tokens
    on_page = next(
        token for token in content.text.tokens if token.content == content.headings[1].text.source
    )
    children = [child for token in own for child in token.children or ()]
    assert not problems
    assert [(child.type, child.content, child.attrs) for child in children] == [
        (child.type, child.content, child.attrs) for child in on_page.children or ()
    ]
