"""What our prose knows beyond CommonMark between paragraphs: `:::{note}`, `:::{figure}` and formulas on lines of their own.

Our own rules rather than the plugins': they parse a note's body in place, so that everything in it keeps its line; a formula may follow
a paragraph without an empty line; and what is left open is a problem where it begins instead of swallowing the rest of the page.
Offsets in `meta` (`from`, `to`, `target`) count from the beginning of the source.
"""

import re

from markdown_it.rules_block import StateBlock
from markdown_it.token import Token

from builder.load.inline_rules import Fault

MOST_OPEN = 20

_COLONS = re.compile(r":::+")
_OPENER = re.compile(r"(:::+)[ \t]*(?:\{([^{}]*)\}|([A-Za-z][\w-]*))(.*)")
_CLOSER = re.compile(r":::+[ \t]*")
_FORMULA_END = re.compile(r"(?<!\\)\$\$[ \t]*(?:\(([^()]*)\)[ \t]*)?$")


def read_directive(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """`:::{name} argument`, a body, and `:::`; directives may stand in each other."""
    first, last = state.bMarks[start] + state.tShift[start], state.eMarks[start]
    if state.is_code_block(start) or not state.src.startswith(":::", first):
        return False
    if silent:
        return True
    match = _OPENER.fullmatch(state.src, first, last)
    if match is None:
        line = state.src[first:last].strip()
        if _CLOSER.fullmatch(line):
            return _push_fault(
                state,
                start,
                (
                    "directive-closed",
                    f"'{line}' closes nothing",
                    "delete it, or open a directive: :::{note}",
                ),
            )
        return _push_fault(
            state,
            start,
            ("directive-known", f"'{line}' names no directive", f"write one of {_FORMS}"),
        )
    name = match[2] if match[2] is not None else match[3]
    close = _find_close(state, start, end)
    if close < 0:
        return _push_fault(
            state,
            start,
            (
                "directive-closed",
                f"':::{{{name}}}' is not closed",
                "end it with a line that holds only :::",
            ),
        )
    if match[2] is None or name not in _DIRECTIVES:
        hint = f"write :::{{{name}}}" if name in _DIRECTIVES else f"write one of {_FORMS}"
        _push_fault(
            state,
            start,
            ("directive-known", f"no directive is written '{match[1]}{_written(match)}'", hint),
        )
        name = "note"  # so that what stands in it is read, and its end is no second fault
    _DIRECTIVES[name](state, match, (start, close))
    state.line = close + 1
    return True


def read_formula(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """`$$ ... $$ (label)` from the beginning of a line to the end of one, without an empty line between."""
    first, last = state.bMarks[start] + state.tShift[start], state.eMarks[start]
    if state.is_code_block(start) or not state.src.startswith("$$", first):
        return False
    line, begin = start, first + 2
    match = _FORMULA_END.search(state.src, begin, last)
    while match is None:
        if (
            state.src.find("$$", begin if line == start else state.bMarks[line], state.eMarks[line])
            >= 0
        ):
            return False  # the next formula begins here: reading on would swallow it
        line += 1
        if line >= end or state.isEmpty(line) or state.sCount[line] < state.blkIndent:
            return False
        match = _FORMULA_END.search(state.src, state.bMarks[line], state.eMarks[line])
    if not silent:
        _push_formula(state, (start, line), begin, match)
        state.line = line + 1
    return True


def _push_formula(
    state: StateBlock, span: tuple[int, int], begin: int, close: re.Match[str]
) -> None:
    start, line = span
    parts = [
        (begin if index == start else state.bMarks[index] + state.tShift[index], index)
        for index in range(start, line + 1)
    ]
    lines = [state.src[at : min(close.start(), state.eMarks[index])] for at, index in parts]
    token = state.push("formula", "math", 0)
    token.block = True
    token.map = [start, line + 1]
    token.content = "\n".join(lines)
    token.markup = "$$"
    segments, offset = [], 0
    for (at, _), text in zip(parts, lines, strict=True):
        segments.append((offset, at))
        offset += len(text) + 1
    spans = (
        (at + len(text) - len(text.lstrip()), at + len(text.rstrip()))
        for (at, _), text in zip(parts, lines, strict=True)
    )
    target = next((span for span in spans if span[0] < span[1]), (begin, begin))
    token.meta = {
        "from": begin - 2,
        "to": close.end(),
        "segments": tuple(segments),
        "target": target,
    }
    if close[1] is not None:
        token.info = close[1].strip()
        token.meta["label"] = close.span(1)


def _push_note(state: StateBlock, match: re.Match[str], span: tuple[int, int]) -> None:
    start, close = span
    token = state.push("note_open", "div", 1)
    token.block = True
    token.map = [start, close + 1]
    begin, end = _argument(match)
    if begin < end:
        state.push("note_title_open", "p", 1).block = True
        title = state.push("inline", "", 0)
        title.content = state.src[begin:end]
        title.map = [start, start + 1]
        title.children = []
        title.meta = {"segments": ((0, begin),)}
        state.push("note_title_close", "p", -1).block = True
    parent, limit = state.parentType, state.lineMax
    state.parentType, state.lineMax = "note", close
    state.md.block.tokenize(state, start + 1, close)
    state.parentType, state.lineMax = parent, limit
    state.push("note_close", "div", -1).block = True


def _push_figure(state: StateBlock, match: re.Match[str], span: tuple[int, int]) -> None:
    start, close = span
    begin, end = _argument(match)
    token = state.push("figure", "", 0)
    token.block = True
    token.map = [start, close + 1]
    token.content = id = state.src[begin:end]
    token.meta = {"from": match.start(), "to": match.end(), "target": (begin, end)}
    if not id:
        token.meta["fault"] = (
            "directive-complete",
            "':::{figure}' names no figure",
            "write :::{figure} id-of-the-figure",
        )
    elif held := [line for line in range(start + 1, close) if not state.isEmpty(line)]:
        hint = f"delete it; the caption stands in concept.yaml, under 'figures', '{id}'"
        token.meta["fault"] = (
            "directive-complete",
            f"what stands in ':::{{figure}} {id}' is shown nowhere",
            hint,
        )
        token.meta["fault_at"] = (
            state.bMarks[held[0]] + state.tShift[held[0]],
            state.eMarks[held[0]],
        )


def _argument(match: re.Match[str]) -> tuple[int, int]:
    text = match[4]
    start = match.start(4) + len(text) - len(text.lstrip())
    return start, start + len(text.strip())


_DIRECTIVES = {"note": _push_note, "figure": _push_figure}
_FORMS = ":::{note} title, :::{figure} id"


def _written(match: re.Match[str]) -> str:
    return f"{{{match[2]}}}" if match[2] is not None else f" {match[3]}"


def _find_close(state: StateBlock, start: int, end: int) -> int:
    """The line that closes the directive opened at `start`, -1 where none does.

    A search that fails has read to the end; after `MOST_OPEN` of them the rest of the text is not searched again.
    """
    if state.env.get("open", 0) >= MOST_OPEN:
        return -1
    depth = 1
    for line in range(start + 1, end):
        first, last = state.bMarks[line] + state.tShift[line], state.eMarks[line]
        if state.sCount[line] < state.blkIndent and not state.isEmpty(line):
            break
        if not _COLONS.match(state.src, first, last):
            continue
        depth += -1 if _CLOSER.fullmatch(state.src, first, last) else 1
        if depth == 0:
            return line
    state.env["open"] = state.env.get("open", 0) + 1
    return -1


def _push_fault(state: StateBlock, line: int, fault: Fault) -> bool:
    """Passes over one line and reports it, so that what follows is still read."""
    token: Token = state.push("fault", "", 0)
    token.block = True
    token.map = [line, line + 1]
    first, last = state.bMarks[line] + state.tShift[line], state.eMarks[line]
    token.meta = {"from": first, "to": last, "fault": fault}
    state.line = line + 1
    return True
