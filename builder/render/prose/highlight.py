"""Highlighting of code: one element with an id for each line, with Pygments' classes inside."""

import html
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from builder.records.text import Fence

if TYPE_CHECKING:
    from pygments.lexer import Lexer

# Functions, classes, decorators, built-ins, `and`, `self`.
_STYLED = frozenset({"nf", "nc", "nd", "nb", "ow", "bp"})
_FAMILIES = ("k", "s", "c", "m")  # keywords, text, comments, numbers

MOST_STEPS = 4  # of indentation that css/components/code.css styles


def render_fence(fence: Fence) -> str:
    """Return a fence of the page as HTML.

    The ids of lines are `code-<fence>-<line>`, counted from 1 with the fence's options. With
    `echo: false` a figure's code is left out, and a witness's code is folded: its checks link
    to its lines.
    """
    if not is_listed(fence):
        return ""
    lines = highlight_lines(fence.code, fence.language, f"code-{fence.index}-")
    listing = _wrap(fence.language, lines, fence.kind)
    if fence.language == "python" and fence.kind == "shown":
        listing = f'<p class="not-run">not run</p>\n{listing}'
    if fence.has_option("echo", "false") or fence.has_option("fold", "true"):
        words = f"Code of the figure {fence.figure}" if fence.kind == "figure" else "Code"
        summary = f"<summary>{html.escape(words)}</summary>"
        return f'<details class="code-fold">{summary}\n{listing}</details>\n'
    return listing


def is_listed(fence: Fence) -> bool:
    """Return true if the page shows the fence's code, folded or not."""
    return fence.kind != "figure" or not fence.has_option("echo", "false")


def render_shown(code: str, language: str) -> str:
    """Return code outside of the page's fences as HTML, without ids."""
    return _wrap(language, highlight_lines(code, language, ""), "shown")


def render_module(code: str, id_prefix: str) -> str:
    """Return a whole helper module as HTML; the ids of its lines count from 1."""
    return _wrap("python", highlight_lines(code, "python", id_prefix), "shown")


def render_beginning(text: str) -> str:
    """Return the first lines of a data file as HTML, without a button to copy them."""
    lines = highlight_lines(text, "", "")
    return f'<pre class="code" data-kind="shown"><code>{lines}</code></pre>\n'


def highlight_lines(code: str, language: str, id_prefix: str) -> str:
    """Return the lines of the code, each in a `span`.

    Blank lines at the beginning and the end are left out but counted.
    """
    lines = list(_split_lines(code, language))
    filled = [number for number, line in enumerate(lines, start=1) if line.strip()]
    if not filled:
        return ""
    steps = [_count_steps(line) for line in code.split("\n")]
    spans = []
    for number in range(filled[0], filled[-1] + 1):
        anchor = f' id="{html.escape(id_prefix)}{number}"' if id_prefix else ""
        step = f' data-steps="{steps[number - 1]}"' if steps[number - 1] else ""
        spans.append(f'<span class="line"{anchor}{step}>{lines[number - 1]}\n</span>')
    return "".join(spans)


def _wrap(language: str, lines: str, kind: str) -> str:
    name = f' class="language-{html.escape(language)}"' if language else ""
    listing = f'<pre class="code" data-kind="{kind}"><code{name}>{lines}</code></pre>'
    return f'<plumb-copy data-what="code">{listing}</plumb-copy>\n'


def _count_steps(line: str) -> int:
    """Return the indentation in steps of four characters, at which a long line continues."""
    return min(MOST_STEPS, (len(line) - len(line.lstrip(" "))) // 4)


def _split_lines(code: str, language: str) -> Iterator[str]:
    """Yield each line as HTML; a token of several lines, such as a docstring, is split."""
    line: list[str] = []
    for name, text in _tokenise(code, language):
        first, *others = text.split("\n")
        line.append(_span(name, first))
        for part in others:
            yield "".join(line)
            line = [_span(name, part)]
    if line and "".join(line):
        yield "".join(line)


def _span(name: str, text: str) -> str:
    escaped = html.escape(text, quote=False)
    return f'<span class="{name}">{escaped}</span>' if name and text.strip() else escaped


@lru_cache(maxsize=64)  # a preview renders a page again whenever its text changes
def _tokenise(code: str, language: str) -> tuple[tuple[str, str], ...]:
    """Return (class, text) of the code's tokens; the class is empty for an unknown language."""
    lexer = _find_lexer(language)
    if lexer is None:
        return (("", code),)
    # Pygments is imported late: a build without changes does not highlight.
    from pygments.token import STANDARD_TYPES

    joined: list[tuple[str, str]] = []
    # A new lexer for each code, since some lexers keep state.
    for kind, text in lexer(stripnl=False, ensurenl=False).get_tokens(code):
        name = _class_of(STANDARD_TYPES.get(kind, ""))
        if joined and (joined[-1][0] == name or text.isspace()):
            joined[-1] = (joined[-1][0], joined[-1][1] + text)
        else:
            joined.append((name, text))
    return tuple(joined)


@cache
def _find_lexer(language: str) -> "type[Lexer] | None":
    """Return the lexer class for the language, or nothing if the language is unknown."""
    from pygments.lexers import find_lexer_class_by_name
    from pygments.util import ClassNotFound

    try:
        return find_lexer_class_by_name(language) if language else None
    except ClassNotFound:
        return None


@cache
def _class_of(name: str) -> str:
    """Return the class of css/components/code.css for a token, empty for names and punctuation.

    Most tokens of a page are names and punctuation.
    """
    if name in _STYLED:
        return name
    return next((family for family in _FAMILIES if name.startswith(family)), "")
