"""Code on a page: a line is a line, and its checks can lead to it."""

import html
import re
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.load.content import parse_content
from builder.records.text import Fence
from builder.render.pages.run_environment import find_last_listing
from builder.render.prose.highlight import highlight_lines, render_fence, render_shown

LINE = re.compile(
    r'<span class="line" id="code-0-(\d+)"(?: data-steps="\d")?>(.*?)\n</span>', re.DOTALL
)
TAG = re.compile(r"</?span[^>]*>")


def fence(code: str, options: str = "", language: str = "python") -> Fence:
    content, _ = parse_content(f"## Code\n\n~~~{language}\n{options}{code}\n~~~\n", "content.md")
    return content.fences[0]


def shown_lines(rendered: str) -> dict[int, str]:
    return {
        int(number): html.unescape(TAG.sub("", line)) for number, line in LINE.findall(rendered)
    }


def test_lines_are_numbered_as_in_the_fence_options_included() -> None:
    assert shown_lines(
        render_fence(fence("x = 1\n\nassert x > 0, 'id: <so>'", "#| fold: true\n"))
    ) == {
        2: "x = 1",
        3: "",
        4: "assert x > 0, 'id: <so>'",
    }


def test_a_docstring_over_several_lines_is_opened_again_on_each() -> None:
    rendered = highlight_lines('def f():\n    """One\n\n    two."""\n', "python", "code-0-")
    assert shown_lines(rendered) == {1: "def f():", 2: '    """One', 3: "", 4: '    two."""'}
    assert rendered.count('<span class="s">') == 2


@settings(deadline=None)  # a busy machine is no fault
@given(
    st.text(
        st.characters(codec="utf-8", exclude_characters="\r", exclude_categories=["Cc", "Cs"])
        | st.sampled_from("\n\"'#(){}:<>&\t "),
        max_size=120,
    )
)
def test_highlighting_loses_no_character(code: str) -> None:
    lines = shown_lines(highlight_lines(code, "python", "code-0-"))
    assert all(code.split("\n")[number - 1] == line for number, line in lines.items())
    assert [line for line in code.split("\n") if line.strip()] == [
        line for line in lines.values() if line.strip()
    ]


def test_code_that_is_not_run_says_so() -> None:
    assert render_fence(fence("x", "#| execute: false\n")).startswith(
        '<p class="not-run">not run</p>\n<plumb-copy data-what="code"><pre class="code" data-kind="shown">'
    )
    assert "not run" not in render_fence(fence("x", language="text"))


@pytest.mark.parametrize(("options", "shown"), [("", True), ("#| echo: false\n", False)])
def test_the_code_of_a_figure_is_shown_unless_it_says_otherwise(options: str, shown: bool) -> None:
    assert bool(render_fence(fence("x", "#| figure: curve\n" + options))) is shown


def test_a_witness_stays_at_hand_since_its_checks_lead_to_its_lines() -> None:
    rendered = render_fence(fence("x", "#| echo: false\n"))
    assert rendered.startswith('<details class="code-fold"><summary>Code</summary>')
    assert 'id="code-0-2"' in rendered


def test_code_in_an_unknown_language_is_text() -> None:
    assert render_shown("a < b\n", "no-such") == (
        '<plumb-copy data-what="code"><pre class="code" data-kind="shown"><code class="language-no-such">'
        '<span class="line">a &lt; b\n</span></code></pre></plumb-copy>\n'
    )


def test_code_outside_of_a_page_has_no_ids() -> None:
    assert "id=" not in render_shown("x = 1\n", "python")


def test_a_line_says_in_steps_of_four_how_far_it_is_set_in() -> None:
    rendered = highlight_lines(
        "a:\n    b\n       c\n            d\n" + " " * 40 + "e\n\tf", "", "code-0-"
    )
    assert re.findall(r'id="code-0-(\d)"(?: data-steps="(\d)")?>', rendered) == [
        ("1", ""),
        ("2", "1"),
        ("3", "1"),
        ("4", "3"),
        ("5", "4"),
        ("6", ""),
    ]


SHOWN, HIDDEN = "~~~python\nx = 1\n~~~\n", "~~~python\n#| figure: curve\n#| echo: false\nx\n~~~\n"


@pytest.mark.parametrize(
    ("markdown", "index"),
    [
        (f"## Code\n\n{SHOWN}\n{SHOWN}\n{HIDDEN}", 1),
        (f"## Code\n\n{SHOWN}\n## Interactive Demo\n\n{SHOWN}", 0),
        (f"## Math\n\n{SHOWN}\n## Code\n\nNone.\n\n## Interactive Demo\n\n{SHOWN}", 1),
        ("## Code\n\n~~~python\nx = 1\n~~~\n\n:::{note} Beside\n~~~text\ny\n~~~\n:::\n", 0),
        (f"## Code\n\n{HIDDEN}", -1),
        ("## Code\n\nNone.\n", -1),
    ],
)
def test_the_last_listing_is_that_of_the_code_section_if_it_has_one(
    markdown: str, index: int
) -> None:
    content, problems = parse_content(markdown, "content.md")
    assert problems == ()
    assert find_last_listing(content) == index


def test_what_was_highlighted_before_changes_nothing() -> None:
    """Some of the lexers remember: of this language there are dialects, which have other keywords."""
    code = "MODULE b; REM END b."
    fresh = run_alone("modula2", code)
    highlight_lines("(*!m2pim*) MODULE a;", "modula2", "")
    assert highlight_lines(code, "modula2", "") == fresh
    assert '<span class="k">REM' in fresh


def run_alone(language: str, code: str) -> str:
    """Return the lines as another process has them, which has highlighted nothing else."""
    program = "import sys; from builder.render.prose.highlight import highlight_lines; sys.stdout.write(highlight_lines(sys.argv[1], sys.argv[2], ''))"
    return subprocess.run(
        [sys.executable, "-c", program, code, language], check=True, capture_output=True, text=True
    ).stdout
