"""Faults of prose: each is found at its place, and nothing after it is lost."""

import pytest

from builder.load.content import parse_content
from builder.load.markdown import MOST_CHARACTERS, MOST_LINES, parse_text
from builder.records.place import Place

# (code, source below "## Math\n\n", line, column, width), line 1 being that of "## Math"
FAULTS = [
    ("role-known", "so {clam}`a <b>`", 3, 4, 6),
    ("role-complete", "so {claim}`the error falls`", 3, 4, 24),
    ("role-complete", "so {eq}` `", 3, 4, 7),
    ("role-complete", "so {value} `slope` is", 3, 4, 7),
    ("role-complete", "so {value}\n`slope` is", 3, 4, 7),
    ("role-complete", "by {eq} it is", 3, 4, 4),
    ("role-complete", "| a | {eq} |\n|---|---|", 3, 7, 4),
    ("role-closed", "so {claim}`the error <rate>", 3, 4, 8),
    ("role-closed", "so {claim}`the error <rate> by {eq}`a` and `b`", 3, 4, 8),
    ("role-closed", "so {claim}`the error " + "word " * 60 + "`b`", 3, 4, 8),
    ("role-closed", "by {eq}`a and " + "word " * 60 + "`b`", 3, 4, 5),
    ("format-known", "so {value}`slope:2 digits`", 3, 17, 9),
    ("format-known", "so {value}`slope:1000000d`", 3, 17, 9),
    ("format-known", "so {value}`slope:`", 3, 17, 1),
    ("citation-readable", "so [@key §2]", 3, 4, 9),
    ("citation-readable", "so [@key; §2]", 3, 4, 10),
    ("formula-closed", "so $$x$$ holds", 3, 4, 5),
    ("formula-closed", "$$\nx\n\ny", 3, 1, 2),
    ("formula-closed", "so $x and", 3, 4, 1),
    ("formula-closed", "so $\\alpha and\n\n$x$", 3, 4, 1),
    ("formula-closed", "$x$ is $5 for $y", 3, 15, 1),
    ("label-readable", "$$ x $$ (Eq. 1)", 3, 10, 5),
    ("label-unique", "$$ x $$ (a)\n\n$$ y $$ (a)", 5, 10, 1),
    ("directive-known", ":::{warning}\na\n:::", 3, 1, 12),
    ("directive-known", "::: note\na\n:::", 3, 1, 8),
    ("directive-complete", ":::{figure}\n:::", 3, 1, 11),
    ("directive-complete", ":::{figure} curve\nA caption.\n:::", 4, 1, 10),
    ("directive-closed", ":::{note}\na", 3, 1, 9),
    ("directive-closed", "a\n\n:::", 5, 1, 3),
    ("figure-placed-once", ":::{figure} a\n:::\n\n:::{figure} a\n:::", 6, 13, 1),
    ("section-unique", "a\n\n## Maths", 5, 4, 5),
    ("heading-level", "# Double descent", 3, 3, 14),
    ("heading-level", "a\n\n## ", 5, 1, 3),
    ("heading-steps", "#### Deep", 3, 6, 4),
    ("fence-closed", "```python\nx = 1", 3, 1, 9),
    ("fence-closed", "- ```text\n  x\n\nafter", 3, 3, 7),
    ("fence-closed", "```python\nx = 1\n\nwords\n\n```python\ny = 1\n```", 3, 1, 9),
    ("fence-closed", "```\nx = 1\n\n```python\nimport y\n```", 3, 1, 3),
    ("fence-language", "```\nx = 1\nassert x\n```", 3, 1, 3),
    ("fence-language", "```\nimport math\n```", 3, 1, 3),
    ("fence-language", "```py\nx\n```", 3, 1, 5),
    ("fence-language", "```Python\nx\n```", 3, 1, 9),
    ("option-known", "```python\n#| hide: true\nx\n```", 4, 4, 4),
    ("option-known", "```python\n#| echo: no\nx\n```", 4, 10, 2),
    ("option-known", "```python\n#| echo:\nx\n```", 4, 4, 4),
    ("option-known", "```python\n#|\nx\n```", 4, 1, 2),
    ("option-known", "```python\n#| fold: true\n#| fold: true\nx\n```", 5, 4, 4),
    ("option-known", "```python title=x\nx\n```", 3, 11, 7),
    ("option-first", "```python\nx\n#| fold: true\n```", 5, 1, 13),
    ("html-absent", "a <b>c</b>", 3, 3, 3),
    ("html-absent", '<div class="x">\n\nb\n\n</div>', 3, 1, 15),
    ("html-absent", "a <!-- b --> c", 3, 3, 10),
    ("link-allowed", "[a](javascript:alert(1))", 3, 5, 19),
    ("link-allowed", "[a](/scaling/ntk/)", 3, 5, 13),
    ("link-allowed", "[a](//evil.org)", 3, 5, 10),
    ("link-allowed", "[a](data:text/html,x)", 3, 5, 16),
    ("link-allowed", "[a](JAVA&#115;cript:x)", 3, 5, 17),
    ("link-allowed", "<ftp://example.org>", 3, 2, 17),
    ("image-local", "![a](https://example.org/b.png)", 3, 6, 25),
    ("image-local", "![a](../b.png)", 3, 6, 8),
    ("image-local", "![a](/b.png)", 3, 6, 6),
    ("image-local", "![a](data:image/png;base64,AA==)", 3, 6, 26),
    ("image-described", "![](b.png)", 3, 5, 5),
    ("footnote-exists", "a[^1]", 3, 2, 4),
    ("footnote-used", "a\n\n[^1]: b", 5, 1, 4),
    ("footnote-unique", "a[^1]\n\n[^1]: b\n\n[^1]: c", 7, 1, 4),
    ("nesting-bounded", "> " * 60 + "a", 3, 1, 121),
    ("prose-bounded", "[" * 100_000, 3, 1, 100_000),
]


@pytest.mark.parametrize(
    ("code", "source", "line", "column", "width"),
    FAULTS,
    ids=[f"{number}-{fault[0]}" for number, fault in enumerate(FAULTS)],
)
def test_a_fault_is_found_at_its_place(
    code: str, source: str, line: int, column: int, width: int
) -> None:
    _, problems = parse_content("## Math\n\n" + source, "content.md")
    assert [(problem.code, problem.place) for problem in problems] == [
        (code, Place("content.md", line, column, width))
    ]
    assert problems[0].hint


@pytest.mark.parametrize(
    "source", [":::{note}\nopen", "{claim}`open", "$$\nopen\n", "```py\nx\n```", "[@a b]"]
)
def test_what_follows_a_fault_is_still_read(source: str) -> None:
    content, problems = parse_content(
        f"## Math\n\n{source}\n\nthen {{eq}}`a` and {{cite}}`b`\n", "content.md"
    )
    assert len(problems) == 2
    assert "write [@key, locator]" in [problem.hint for problem in problems]
    assert [mark.kind for mark in content.text.marks][-1] == "eq"


@pytest.mark.parametrize("name", ["cite", "math", "link", "image", "footnote"])
def test_an_unknown_role_is_no_mark_of_another_kind(name: str) -> None:
    text, problems = parse_text(f"{{{name}}}`a`", Place("concept.yaml"))
    assert [problem.code for problem in problems] == ["role-known"]
    assert text.marks == ()


@pytest.mark.parametrize(
    ("label", "hint"),
    [("Eq. 1", "eq-1"), ("1", "eq-1"), ("é", "e"), ("…", "a-name"), ("A" * 90, "a" * 60)],
)
def test_the_label_suggested_can_be_read(label: str, hint: str) -> None:
    _, problems = parse_content(f"## Math\n\n$$ x $$ ({label})", "content.md")
    assert problems[0].hint == f"write ({hint})"
    assert parse_content(f"## Math\n\n$$ x $$ ({hint})", "content.md")[1] == ()


@pytest.mark.parametrize(
    ("source", "form"),
    [
        ("[@key §2]", "[@key, §2]"),
        ("[see @a; p. 3; @b §1]", "[see @a, p. 3; @b, §1]"),
        ("[@key,§2; and @]", "[@key], [@key, §2] or"),
    ],
)
def test_a_citation_without_its_comma_is_suggested_with_it(source: str, form: str) -> None:
    _, problems = parse_text(source, Place("concept.yaml"))
    assert problems[0].hint.startswith(f"write {form}")


@pytest.mark.parametrize(
    "source",
    [
        "\\{eq} and `{eq}` and {x}",
        "$5 and $6, US$ a, \\$x, `$x`, 5 $\\\nx",
        "````text\n```python\nx\n```\n````",
        "~~~text\n```python\n~~~",
        "```\nx import y\n```",
        "```text\nimport x\n```",
        "{claim}`" + "word " * 70 + "<rate>`",
        "{claim}``the slope {value}`slope` falls <rate>``",
    ],
)
def test_what_only_looks_like_a_fault_is_none(source: str) -> None:
    assert parse_content("## Math\n\n" + source, "content.md")[1] == ()


def test_a_role_apart_from_its_backticks_is_shown_with_them() -> None:
    _, problems = parse_text("{value} `slope:.2f`", Place("concept.yaml"))
    assert problems[0].message == "a space stands between '{value}' and its backticks"
    assert (
        problems[0].hint
        == "write {value}`slope:.2f` without the space, or \\{value} for the braces themselves"
    )


def test_a_blank_line_ends_a_role_that_is_not_closed() -> None:
    text, problems = parse_text("{claim}`a\n\nb `c` {eq}`d`", Place("concept.yaml"))
    assert [(problem.code, problem.place) for problem in problems] == [
        ("role-closed", Place("concept.yaml", 1, 1, 8))
    ]
    assert [mark.target for mark in text.marks] == ["d"]


def test_a_fence_that_is_not_closed_is_shown_with_the_one_it_took_in() -> None:
    _, problems = parse_content(
        "## Code\n\n```python\nx = 1\n\n```python\ny = 1\n```\n", "content.md"
    )
    assert [note.place for note in problems[0].notes] == [Place("content.md", 6, 1, 9)]


def test_text_before_the_first_section_is_reported() -> None:
    _, problems = parse_content("Averaging cancels luck.\n\n## Intuition\n", "content.md")
    assert [(problem.code, problem.place) for problem in problems] == [
        ("section-first", Place("content.md", 1, 1, 23))
    ]


def test_a_close_role_is_suggested_in_its_full_form() -> None:
    _, problems = parse_text("{clame}`a <b>`", Place("concept.yaml"))
    assert problems[0].hint == "did you mean {claim}`words of the sentence <claim-id>`?"


@pytest.mark.parametrize(
    "source",
    [
        "`<b>`",
        "a < b > c",
        "Vec<T>",
        "<x, y>",
        "$a <b> c$",
        "\\<b>",
        "&lt;b>",
        "```text\n<b>\n```",
        "    <b>",
    ],
)
def test_comparisons_and_code_are_no_html(source: str) -> None:
    _, problems = parse_text(source, Place("concept.yaml"), blocks=True)
    assert problems == ()


@pytest.mark.parametrize(
    "address",
    ["https://example.org", "http://a.b/c?d#e", "mailto:a@b.org", "../ntk/", "#equation-a", "?q"],
)
def test_addresses_that_lead_somewhere_are_allowed(address: str) -> None:
    _, problems = parse_text(f"[a]({address})", Place("concept.yaml"))
    assert problems == ()


@pytest.mark.parametrize(
    ("source", "column", "width"), [("$$ x $$ (one)", 10, 3), (":::{figure} curve\n:::", 13, 5)]
)
def test_labels_and_figures_stand_in_content_only(source: str, column: int, width: int) -> None:
    _, problems = parse_text(source, Place("concept.yaml"), blocks=True)
    assert [(problem.code, problem.place) for problem in problems] == [
        ("content-only", Place("concept.yaml", 1, column, width))
    ]


@pytest.mark.parametrize("source", ["a" * (MOST_CHARACTERS + 1), "a\n" * MOST_LINES])
def test_a_text_beyond_all_bounds_is_not_parsed(source: str) -> None:
    content, problems = parse_content(source, "content.md")
    assert [problem.code for problem in problems] == ["prose-bounded"]
    assert content.sections == ()


# Each took minutes, or the stack, in a parser without our bounds.
HOSTILE = {
    "open brackets": "[" * 100_000,
    "open pictures": "![" * 50_000,
    "nested pictures": "![" * 300 + "a" + "](b)" * 300,
    "nested links": "[" * 300 + "a" + "](b)" * 300,
    "deep quotes": ">" * 100_000,
    "deep lists": "- " * 50_000,
    "open directives": ":::{note}\n" * 9_000,
    "stray colons": ":::\n" * 9_000,
    "open formulas": "$$a\n" * 9_000,
    "wide spaces": "$$" + " " * 90_000 + "x",
    "ticks of every length": "".join("{a}" + "`" * length + " " for length in range(1, 600)),
    "nested roles": "".join("{claim}" + "`" * (40 - depth) + "x" for depth in range(40))
    + "".join(" <a>" + "`" * (depth + 1) for depth in range(40)),
    "a table of one row and many empty cells": "|"
    + "a|" * 250
    + "\n|"
    + "-|" * 250
    + "\n"
    + "|\n" * 9_000,
    "nested footnotes": "[^a]: " * 30_000,
    "open dollars": "$a " * 60_000,
    "open dollars between roles": "$a {eq}`b` " * 18_000,
    "bare roles": "{eq} ` " * 28_000,
    "unread citations": ("[" + " " * 1500 + "@ ]") * 100,
}


@pytest.mark.parametrize("source", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_prose_is_read_or_refused_without_a_crash(source: str) -> None:
    _, problems = parse_content("## Math\n\n" + source, "content.md")
    assert all(problem.place.line >= 1 for problem in problems)
