"""The fenced code of a page: its language, its `#|` options, and its use by the build."""

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from markdown_it.token import Token

from builder.load.locate import Origin
from builder.records.place import Place
from builder.records.problem import Note, Problem, Problems
from builder.records.text import Fence

_TRUTH = "true or false"
OPTIONS = {
    "figure": "the id of the figure that the fence draws",
    "echo": _TRUTH,
    "fold": _TRUTH,
    "execute": _TRUTH,
}

_OPTION = re.compile(r"#\|[ \t]*([^:\s]*)[ \t]*(:?)[ \t]*(.*?)[ \t]*")
_RUNNABLE = re.compile(r"^(?:assert|import) ", re.MULTILINE)
_ALMOST_PYTHON = frozenset({"py", "python3", "py3", "{python}", "{code-cell}", "ipython"})


def read_fences(tokens: Sequence[Token], origin: Origin) -> tuple[tuple[Fence, ...], Problems]:
    """Return every fence in order, and set `meta["fence"]` of its token to its index."""
    fences: list[Fence] = []
    problems: list[Problem] = []
    for token in tokens:
        if token.type == "fence":
            token.meta["fence"] = len(fences)
            fence, found = _read_fence(token, len(fences), origin)
            fences.append(fence)
            problems += found
    return tuple(fences), tuple(problems)


def check_fences_closed(tokens: Sequence[Token], origin: Origin) -> Iterator[Problem]:
    """Yield `fence-closed` for every fence without an end of its own.

    Such a fence ends with the text or the list around it, or at the end of the next fence.
    """
    for token in tokens:
        if token.type != "fence" or token.map is None:
            continue
        is_cut = bool(token.content) and not token.content.endswith("\n")
        lines = token.content.count("\n") + is_cut
        swallowed = _find_swallowed(token)
        if token.map[1] - token.map[0] >= lines + 2 and swallowed is None:
            continue
        message = f"the code fence '{token.markup}' is not closed"
        place, hint = _place_opening(token, origin), f"end it with a line {token.markup}"
        notes: tuple[Note, ...] = ()
        if swallowed is not None:
            opening = _place_line(token, swallowed, origin)
            notes = (Note("the next fence, which is read as its code", opening),)
        yield Problem("fence-closed", message, place, hint, notes=notes)


def _find_swallowed(token: Token) -> int | None:
    """Return the line of the code that opens a fence of the same sign with a language.

    A longer fence may show a shorter one.
    """
    sign = re.escape(token.markup[0])
    opener = re.compile(rf" {{0,3}}{re.escape(token.markup)}{sign}*[ \t]*[A-Za-z{{][^`]*")
    lines = enumerate(token.content.split("\n"))
    return next((number for number, line in lines if opener.fullmatch(line)), None)


def _read_fence(token: Token, index: int, origin: Origin) -> tuple[Fence, Problems]:
    language, _, rest = token.info.strip().partition(" ")
    is_python = language == "python"
    options, code, problems = _read_options(token, origin) if is_python else ((), token.content, ())
    values = dict(options)
    kind = "figure" if values.get("figure") else "witness"
    if not is_python or values.get("execute") == "false":
        kind = "shown"
    places = {name: place for name, _, place in _place_options(token, origin)} if is_python else {}
    fence = Fence(
        place=_place_line(token, 0, origin),
        places=places,
        index=index,
        language=language,
        code=code if code.endswith("\n") or not code else code + "\n",
        kind=kind,
        figure=values.get("figure", "") if is_python else "",
        options=options,
    )
    return fence, (*problems, *_check_information(token, language, rest.strip(), origin))


def _check_information(token: Token, language: str, rest: str, origin: Origin) -> Iterator[Problem]:
    """Yield the problem of a language that is never run, or of words after the language."""
    place, lower = _place_opening(token, origin), language.lower()
    if lower in _ALMOST_PYTHON or (lower == "python" and language != "python"):
        message = f"code in '{language}' is shown but never run"
        hint = "write ```python; add the line '#| execute: false' to show code without running it"
        yield Problem("fence-language", message, place, hint)
    elif not language and _RUNNABLE.search(token.content) and _find_swallowed(token) is None:
        message = "code without a language is shown but never run"
        hint = f"write {token.markup}python, or another language such as {token.markup}text"
        yield Problem("fence-language", message, place, hint)
    elif rest:
        hint = f"write only the language: {token.markup}{language}"
        if language == "python":
            hint = "options stand inside the fence: #| fold: true"
        column = place.column + max(0, place.width - len(rest))  # the words end with the line
        place = replace(place, column=column, width=len(rest))
        yield Problem("option-known", f"'{rest}' after the language is not read", place, hint)


def _read_options(
    token: Token, origin: Origin
) -> tuple[tuple[tuple[str, str], ...], str, Problems]:
    """Return the options at the head of a fence, its code with blank lines for them, and faults."""
    options: list[tuple[str, str]] = []
    problems: list[Problem] = []
    lines = token.content.split("\n")
    head = _count_head(lines)
    for name, line, place in _place_options(token, origin):
        match = _OPTION.fullmatch(lines[line])
        assert match is not None  # every line that begins with `#|` matches
        problem = _check_option(match, place, options)
        if problem is None:
            options.append((name, match[3]))
        else:
            problems.append(problem)
    for line in range(head, len(lines)):
        if lines[line].startswith("#|"):
            message = "options stand before the first line of code; this one is not read"
            place, hint = _place_line(token, line, origin), "move it to the head of the fence"
            problems.append(Problem("option-first", message, place, hint))
    code = "\n".join([*[""] * head, *lines[head:]])
    return tuple(options), code, tuple(problems)


def _count_head(lines: Sequence[str]) -> int:
    head = 0
    while head < len(lines) and lines[head].startswith("#|"):
        head += 1
    return head


def _place_options(token: Token, origin: Origin) -> Iterator[tuple[str, int, Place]]:
    """Yield the name of each option, its line within the fence, and its place."""
    lines = token.content.split("\n")
    for line in range(_count_head(lines)):
        match = _OPTION.fullmatch(lines[line])
        yield (match[1] if match else "", line, _place_line(token, line, origin))


def _check_option(
    match: re.Match[str], line: Place, before: Sequence[tuple[str, str]]
) -> Problem | None:
    """Return the problem of an option; `before` are the options above it."""
    name, value = match[1], match[3]
    place = _narrow(line, match.start(1), len(name))
    if name not in OPTIONS:
        close = difflib.get_close_matches(name, OPTIONS, n=1)
        hint = f"options are {', '.join(OPTIONS)}: write '#| fold: true'"
        if close:
            hint = f"did you mean '#| {close[0]}: {value}'?"
        return Problem("option-known", f"no option is named '{name}'", place, hint)
    if any(name == known for known, _ in before):
        message, hint = f"the option '{name}' stands twice", "delete one of the two lines"
        return Problem("option-known", message, place, hint)
    hint = f"'#| {name}:' takes {OPTIONS[name]}"
    if not value:
        return Problem("option-known", f"the option '{name}' has no value", place, hint)
    if name != "figure" and value not in ("true", "false"):
        place = _narrow(line, match.start(3), len(value))
        message = f"'{value}' is no value of the option '{name}'"
        return Problem("option-known", message, place, hint)
    return None


def _narrow(line: Place, at: int, width: int) -> Place:
    """Return the place of a part of a line, or of the whole line if the part is empty."""
    return replace(line, column=line.column + at, width=width) if width else line


def _place_opening(token: Token, origin: Origin) -> Place:
    assert token.map is not None
    raw, start = origin.text_of_line(token.map[0]), origin.starts[token.map[0]]
    at = max(0, raw.find(token.markup))
    return origin.place(start + at, start + len(raw.rstrip()))


def _place_line(token: Token, line: int, origin: Origin) -> Place:
    """Return the place of a line of the code, which ends where its source line ends.

    Before it stand the marks of lists and quotes.
    """
    assert token.map is not None
    lines = token.content.split("\n")
    text = lines[line] if line < len(lines) else ""
    index = min(token.map[0] + 1 + line, len(origin.starts) - 1)
    raw = origin.text_of_line(index)
    at = max(0, len(raw) - len(text)) if raw.endswith(text) else 0
    return origin.place(origin.starts[index] + at, origin.starts[index] + len(raw))
