"""Reads fenced code: its language, its `#|` options, and whether the build runs it."""

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
    """Every fence of the page in order; `meta["fence"]` of its token is set to its index."""
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
    """`fence-closed` for every fence that ends with the text or the list around it, or where the fence after it should."""
    for token in tokens:
        if token.type != "fence" or token.map is None:
            continue
        lines = token.content.count("\n") + (
            not token.content.endswith("\n") and bool(token.content)
        )
        swallowed = _find_swallowed(token)
        if token.map[1] - token.map[0] < lines + 2 or swallowed is not None:
            message = f"the code fence '{token.markup}' is not closed"
            notes = (
                ()
                if swallowed is None
                else (
                    Note(
                        "the next fence, which is read as its code",
                        _place_line(token, swallowed, origin),
                    ),
                )
            )
            yield Problem(
                "fence-closed",
                message,
                _place_opening(token, origin),
                f"end it with a line {token.markup}",
                notes=notes,
            )


def _find_swallowed(token: Token) -> int | None:
    """The line of the code that opens a fence of the same sign with a language; a longer fence may show a shorter one."""
    opener = re.compile(
        rf" {{0,3}}{re.escape(token.markup)}{re.escape(token.markup[0])}*[ \t]*[A-Za-z{{][^`]*"
    )
    return next(
        (number for number, line in enumerate(token.content.split("\n")) if opener.fullmatch(line)),
        None,
    )


def _read_fence(token: Token, index: int, origin: Origin) -> tuple[Fence, Problems]:
    language, _, rest = token.info.strip().partition(" ")
    is_python = language == "python"
    options, code, problems = _read_options(token, origin) if is_python else ((), token.content, ())
    values = dict(options)
    kind = (
        "shown"
        if not is_python or values.get("execute") == "false"
        else "figure"
        if values.get("figure")
        else "witness"
    )
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
    place = _place_opening(token, origin)
    if language.lower() in _ALMOST_PYTHON or (
        language.lower() == "python" and language != "python"
    ):
        hint = "write ```python; add the line '#| execute: false' to show code without running it"
        yield Problem("fence-language", f"code in '{language}' is shown but never run", place, hint)
    elif not language and _RUNNABLE.search(token.content) and _find_swallowed(token) is None:
        hint = f"write {token.markup}python, or another language such as {token.markup}text"
        yield Problem(
            "fence-language", "code without a language is shown but never run", place, hint
        )
    elif rest:
        hint = f"write only the language: {token.markup}{language}"
        if language == "python":
            hint = "options stand inside the fence: #| fold: true"
        place = replace(
            place, column=place.column + max(0, place.width - len(rest)), width=len(rest)
        )  # it ends where the line does
        yield Problem("option-known", f"'{rest}' after the language is not read", place, hint)


def _read_options(
    token: Token, origin: Origin
) -> tuple[tuple[tuple[str, str], ...], str, Problems]:
    """The options at the head of a fence, its code with their lines left blank, and what is wrong with them."""
    options: list[tuple[str, str]] = []
    problems: list[Problem] = []
    lines = token.content.split("\n")
    head = _count_head(lines)
    for name, line, place in _place_options(token, origin):
        match = _OPTION.fullmatch(lines[line])
        assert match is not None  # every line that begins with its sign matches
        problem = _check_option(match, place, options)
        if problem is None:
            options.append((name, match[3]))
        else:
            problems.append(problem)
    for line in range(head, len(lines)):
        if lines[line].startswith("#|"):
            message = "options stand before the first line of code; this one is not read"
            problems.append(
                Problem(
                    "option-first",
                    message,
                    _place_line(token, line, origin),
                    "move it to the head of the fence",
                )
            )
    return tuple(options), "\n".join([*("" for _ in range(head)), *lines[head:]]), tuple(problems)


def _count_head(lines: Sequence[str]) -> int:
    head = 0
    while head < len(lines) and lines[head].startswith("#|"):
        head += 1
    return head


def _place_options(token: Token, origin: Origin) -> Iterator[tuple[str, int, Place]]:
    """Each option's name, its line within the fence, and where it stands."""
    lines = token.content.split("\n")
    for line in range(_count_head(lines)):
        match = _OPTION.fullmatch(lines[line])
        yield (match[1] if match else "", line, _place_line(token, line, origin))


def _check_option(
    match: re.Match[str], line: Place, before: Sequence[tuple[str, str]]
) -> Problem | None:
    name, value = match[1], match[3]
    place = _narrow(line, match.start(1), len(name))
    if name not in OPTIONS:
        close = difflib.get_close_matches(name, OPTIONS, n=1)
        hint = (
            f"did you mean '#| {close[0]}: {value}'?"
            if close
            else f"options are {', '.join(OPTIONS)}: write '#| fold: true'"
        )
        return Problem("option-known", f"no option is named '{name}'", place, hint)
    if any(name == known for known, _ in before):
        return Problem(
            "option-known",
            f"the option '{name}' stands twice",
            place,
            "delete one of the two lines",
        )
    if not value:
        return Problem(
            "option-known",
            f"the option '{name}' has no value",
            place,
            f"'#| {name}:' takes {OPTIONS[name]}",
        )
    if name != "figure" and value not in ("true", "false"):
        place = _narrow(line, match.start(3), len(value))
        return Problem(
            "option-known",
            f"'{value}' is no value of the option '{name}'",
            place,
            f"'#| {name}:' takes {OPTIONS[name]}",
        )
    return None


def _narrow(line: Place, at: int, width: int) -> Place:
    """A part of a line, or the whole of it where the part is empty."""
    return replace(line, column=line.column + at, width=width) if width else line


def _place_opening(token: Token, origin: Origin) -> Place:
    assert token.map is not None
    raw, start = origin.text_of_line(token.map[0]), origin.starts[token.map[0]]
    at = max(0, raw.find(token.markup))
    return origin.place(start + at, start + len(raw.rstrip()))


def _place_line(token: Token, line: int, origin: Origin) -> Place:
    """A line of the code: it ends where its source line ends, behind the marks of lists and quotes."""
    assert token.map is not None
    lines = token.content.split("\n")
    text = lines[line] if line < len(lines) else ""
    index = min(token.map[0] + 1 + line, len(origin.starts) - 1)
    raw = origin.text_of_line(index)
    at = max(0, len(raw) - len(text)) if raw.endswith(text) else 0
    return origin.place(origin.starts[index] + at, origin.starts[index] + len(raw))
