"""Highlights code: one element per line with an id of its own, and Pygments' classes inside."""

import html
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from builder.records.text import Fence

if TYPE_CHECKING:
    from pygments.lexer import Lexer

_STYLED = frozenset(
    {"nf", "nc", "nd", "nb", "ow", "bp"}
)  # functions, classes, decorators, built-ins, `and`, `self`
_FAMILIES = ("k", "s", "c", "m")  # keywords, text, comments, numbers

MOST_STEPS = 4  # as many as css/components/code.css has


def render_fence(fence: Fence) -> str:
    """A fence of the page. Its lines are `code-<fence>-<line>`, counted from 1 as in the fence itself, options included.

    A figure's code is shown unless `echo: false`; that of a witness stays at hand, folded, since its checks link to its lines.
    """
    if not is_listed(fence):
        return ""
    hidden = fence.has_option("echo", "false")
    listing = _wrap(
        fence.language,
        highlight_lines(fence.code, fence.language, f"code-{fence.index}-"),
        fence.kind,
    )
    if fence.language == "python" and fence.kind == "shown":
        listing = f'<p class="not-run">not run</p>\n{listing}'
    if hidden or fence.has_option("fold", "true"):
        words = f"Code of the figure {fence.figure}" if fence.kind == "figure" else "Code"
        return f'<details class="code-fold"><summary>{html.escape(words)}</summary>\n{listing}</details>\n'
    return listing


def is_listed(fence: Fence) -> bool:
    """Whether the page shows the fence's code, be it folded."""
    return fence.kind != "figure" or not fence.has_option("echo", "false")


def render_shown(code: str, language: str) -> str:
    """Code outside of the page's fences, without ids."""
    return _wrap(language, highlight_lines(code, language, ""), "shown")


def render_module(code: str, id_prefix: str) -> str:
    """The whole of a helper module; its lines have ids from 1."""
    return _wrap("python", highlight_lines(code, "python", id_prefix), "shown")


def render_beginning(text: str) -> str:
    """The first lines of a file of data, which nobody copies in part."""
    return (
        f'<pre class="code" data-kind="shown"><code>{highlight_lines(text, "", "")}</code></pre>\n'
    )


def highlight_lines(code: str, language: str, id_prefix: str) -> str:
    """The lines of the code, each in a `span`; blank lines before the first and after the last are left out but counted."""
    lines = list(_split_lines(code, language))
    shown = [number for number, line in enumerate(lines, start=1) if line.strip()]
    if not shown:
        return ""
    steps = [_count_steps(line) for line in code.split("\n")]
    spans = []
    for number in range(shown[0], shown[-1] + 1):
        id = f' id="{html.escape(id_prefix)}{number}"' if id_prefix else ""
        step = f' data-steps="{steps[number - 1]}"' if steps[number - 1] else ""
        spans.append(f'<span class="line"{id}{step}>{lines[number - 1]}\n</span>')
    return "".join(spans)


def _wrap(language: str, lines: str, kind: str) -> str:
    name = f' class="language-{html.escape(language)}"' if language else ""
    return f'<plumb-copy data-what="code"><pre class="code" data-kind="{kind}"><code{name}>{lines}</code></pre></plumb-copy>\n'


def _count_steps(line: str) -> int:
    """How far the line is set in, in steps of four characters, since what does not fit of it goes on there."""
    return min(MOST_STEPS, (len(line) - len(line.lstrip(" "))) // 4)


def _split_lines(code: str, language: str) -> Iterator[str]:
    """Each line as HTML; a token that spans lines, such as a docstring, is closed and opened again."""
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
    """(class, text) of the code's tokens; text without class where the language is not known."""
    lexer = _find_lexer(language)
    if lexer is None:
        return (("", code),)
    from pygments.token import (
        STANDARD_TYPES,
    )  # here and below: a build that finds nothing changed never highlights

    joined: list[tuple[str, str]] = []
    for kind, text in lexer(stripnl=False, ensurenl=False).get_tokens(
        code
    ):  # some remember the code before
        name = _class_of(STANDARD_TYPES.get(kind, ""))
        if joined and (joined[-1][0] == name or text.isspace()):
            joined[-1] = (joined[-1][0], joined[-1][1] + text)
        else:
            joined.append((name, text))
    return tuple(joined)


@cache
def _find_lexer(language: str) -> "type[Lexer] | None":
    """The kind of lexer for the language, if it is known."""
    from pygments.lexers import find_lexer_class_by_name
    from pygments.util import ClassNotFound

    try:
        return find_lexer_class_by_name(language) if language else None
    except ClassNotFound:
        return None


@cache
def _class_of(name: str) -> str:
    """The class that css/components/code.css styles, empty for names and punctuation, which are most of a page's code."""
    return (
        name
        if name in _STYLED
        else next((styled for styled in _FAMILIES if name.startswith(styled)), "")
    )
