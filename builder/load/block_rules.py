"""The block rules that extend CommonMark: `:::{note}`, `:::{figure}` and display formulas.

These rules replace those of the plugins for three reasons. They parse the body of a note in place,
so that everything in it keeps its line. A formula may follow a paragraph without an empty line. A
directive that is not closed is a problem where it begins, and the rest of the page is not its body.
Offsets in `meta` (`from`, `to`, `target`) count from the beginning of the source.
"""

import re

from markdown_it.rules_block import StateBlock
from markdown_it.token import Token

from builder.load.inline_rules import Fault

MOST_OPEN = 20  # searches for an end that fail

_COLONS = re.compile(r":::+")
_OPENER = re.compile(r"(:::+)[ \t]*(?:\{([^{}]*)\}|([A-Za-z][\w-]*))(.*)")
_CLOSER = re.compile(r":::+[ \t]*")
_FORMULA_END = re.compile(r"(?<!\\)\$\$[ \t]*(?:\(([^()]*)\)[ \t]*)?$")


def read_directive(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Read `:::{name} argument`, a body, and `:::`; directives may be nested."""
    first, last = state.bMarks[start] + state.tShift[start], state.eMarks[start]
    if state.is_code_block(start) or not state.src.startswith(":::", first):
        return False
    if silent:
        return True
    match = _OPENER.fullmatch(state.src, first, last)
    if match is None:
        line = state.src[first:last].strip()
        if _CLOSER.fullmatch(line):
            hint = "delete it, or open a directive: :::{note}"
            fault = ("directive-closed", f"'{line}' closes nothing", hint)
        else:
            hint = f"write one of {_FORMS}"
            fault = ("directive-known", f"'{line}' names no directive", hint)
        return _push_fault(state, start, fault)
    name = match[2] if match[2] is not None else match[3]
    close = _find_close(state, start, end)
    if close < 0:
        hint = "end it with a line that holds only :::"
        fault = ("directive-closed", f"':::{{{name}}}' is not closed", hint)
        return _push_fault(state, start, fault)
    if match[2] is None or name not in _DIRECTIVES:
        written = f" {match[3]}" if match[2] is None else f"{{{match[2]}}}"
        message = f"no directive is written '{match[1]}{written}'"
        hint = f"write :::{{{name}}}" if name in _DIRECTIVES else f"write one of {_FORMS}"
        _push_fault(state, start, ("directive-known", message, hint))
        name = "note"  # so that its body is read, and its end is not a second fault
    _DIRECTIVES[name](state, match, (start, close))
    state.line = close + 1
    return True


def read_formula(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Read `$$ ... $$ (label)`, which fills whole lines and holds no empty line."""
    first, last = state.bMarks[start] + state.tShift[start], state.eMarks[start]
    if state.is_code_block(start) or not state.src.startswith("$$", first):
        return False
    line, begin = start, first + 2
    match = _FORMULA_END.search(state.src, begin, last)
    while match is None:
        inside = begin if line == start else state.bMarks[line]
        if state.src.find("$$", inside, state.eMarks[line]) >= 0:
            return False  # the next formula begins here, and would become part of this one
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
    """Push the token of a formula, with `meta["segments"]` for the lines of its TeX."""
    start, last = span
    begins = [begin, *(state.bMarks[at] + state.tShift[at] for at in range(start + 1, last + 1))]
    stops = (min(close.start(), state.eMarks[at]) for at in range(start, last + 1))
    lines = [(at, state.src[at:stop]) for at, stop in zip(begins, stops, strict=True)]
    token = state.push("formula", "math", 0)
    token.block = True
    token.map = [start, last + 1]
    token.content = "\n".join(text for _, text in lines)
    token.markup = "$$"
    segments, offset = [], 0
    for at, text in lines:
        segments.append((offset, at))
        offset += len(text) + 1
    spans = ((at + len(text) - len(text.lstrip()), at + len(text.rstrip())) for at, text in lines)
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
    begin, end = _find_argument(match)
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
    begin, end = _find_argument(match)
    token = state.push("figure", "", 0)
    token.block = True
    token.map = [start, close + 1]
    token.content = figure_id = state.src[begin:end]
    token.meta = {"from": match.start(), "to": match.end(), "target": (begin, end)}
    body = [line for line in range(start + 1, close) if not state.isEmpty(line)]
    if not figure_id:
        message, hint = "':::{figure}' names no figure", "write :::{figure} id-of-the-figure"
        token.meta["fault"] = ("directive-complete", message, hint)
    elif body:
        message = f"what stands in ':::{{figure}} {figure_id}' is shown nowhere"
        hint = f"delete it; the caption stands in concept.yaml, under 'figures', '{figure_id}'"
        token.meta["fault"] = ("directive-complete", message, hint)
        first = body[0]
        token.meta["fault_at"] = (state.bMarks[first] + state.tShift[first], state.eMarks[first])


def _find_argument(match: re.Match[str]) -> tuple[int, int]:
    text = match[4]
    start = match.start(4) + len(text) - len(text.lstrip())
    return start, start + len(text.strip())


_DIRECTIVES = {"note": _push_note, "figure": _push_figure}
_FORMS = ":::{note} title, :::{figure} id"


def _find_close(state: StateBlock, start: int, end: int) -> int:
    """Return the line that closes the directive opened at `start`, or -1.

    A search that fails reads to the end of the text, so at most `MOST_OPEN` of them are made.
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
    """Report one line and skip it, so that the next lines are still read."""
    token: Token = state.push("fault", "", 0)
    token.block = True
    token.map = [line, line + 1]
    first, last = state.bMarks[line] + state.tShift[line], state.eMarks[line]
    token.meta = {"from": first, "to": last, "fault": fault}
    state.line = line + 1
    return True
