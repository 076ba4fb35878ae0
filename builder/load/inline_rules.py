"""The inline rules that extend CommonMark: citations, maths, and problems of HTML and links.

These rules replace those of the plugins for three reasons. Each token has its offsets,
`meta["from"]` and `meta["to"]`. The time is linear in the length of the paragraph. Text that almost
matches becomes a `fault` token, which is text with a problem. `load/role_rule` holds the rule of
roles.
"""

import re
from collections.abc import Callable
from functools import lru_cache

from markdown_it.rules_inline import StateInline, image, link

from builder.load.html_names import HTML_NAMES
from builder.records.hidden import HIDDEN, explain_hidden

Rule = Callable[[StateInline, bool], bool]
Fault = tuple[str, str, str]  # code, message, hint

MOST_NESTED = 3  # pictures and roles inside each other; every level parses its words again
MOST_SHOWN = 60  # characters of a quotation in a message

_MATHS = re.compile(r"\$((?:[^$\\]|\\.)+)\$", re.DOTALL)
_OPENS_MATHS = re.compile(r"\$(?:[^\W\d_]|\\\S)")
_CLOSES_MATHS = re.compile(r"\\.|(?<=\S)\$(?!\d)", re.DOTALL)
_MISPLACED = re.compile(r"\$\$[^$]+\$\$")
_CITATION = re.compile(r"\[([^\[\]]{1,2000})\]")
_KEY = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_]|[:.+/-](?=[A-Za-z0-9_]))*")
# A locator without its comma.
_LOOSE = re.compile(rf"(@{_KEY.pattern})[;\s]+(?=[^@;\s][^@;]*(?:;|$))")
_MEANT = re.compile(r"(?:^|[\s;])-?@[A-Za-z0-9_]")
_TAG = re.compile(
    r"<!--(?:.{0,400}?-->)?|<([A-Za-z][A-Za-z0-9]*)(?:\s[^<>]{0,1000})?/?>", re.DOTALL
)
_REFERENCE = re.compile(r"&#(?:[xX]([0-9a-fA-F]{1,6})|([0-9]{1,7}));")


def read_maths(state: StateInline, silent: bool) -> bool:
    """Read `$x$`. As in Pandoc, no space stands inside the dollars and no digit right after them.

    So two prices in a line are not a formula.
    """
    if state.src[state.pos] != "$":
        return False
    if state.src.startswith("$$", state.pos):
        return _read_misplaced(state, silent)
    match = _MATHS.match(state.src, state.pos)
    if (
        match is None
        or match[1][0].isspace()
        or match[1][-1].isspace()
        or state.src[match.end() : match.end() + 1].isdigit()
    ):
        return _read_open(state, silent)
    if not silent:
        token = state.push("math_inline", "math", 0)
        token.content = match[1]
        token.markup = "$"
        token.meta = {"from": state.pos, "to": match.end(), "target": match.span(1)}
    state.pos = match.end()
    return True


def _read_open(state: StateInline, silent: bool) -> bool:
    """Read a dollar that opens a formula without an end: text with a problem.

    Any other dollar is taken for a price.
    """
    if not _OPENS_MATHS.match(state.src, state.pos) or _find_last_closing(state.src) > state.pos:
        return False
    if not silent:
        message = "the formula that '$' opens is not closed"
        hint = (
            "close it with $, no space before it and no digit behind it,"
            " or write \\$ for the sign itself"
        )
        push_fault(state, "$", ("formula-closed", message, hint))
    state.pos += 1
    return True


@lru_cache(maxsize=16)  # called at every dollar of a paragraph and of the words nested in it
def _find_last_closing(source: str) -> int:
    """Return the offset of the last dollar that can close a formula, or -1."""
    closing = (match for match in _CLOSES_MATHS.finditer(source) if match[0] == "$")
    return max((match.start() for match in closing), default=-1)


def _read_misplaced(state: StateInline, silent: bool) -> bool:
    """Read a display formula inside a line, or a lone `$$`: text with a problem."""
    match = _MISPLACED.match(state.src, state.pos)
    text = match[0] if match else "$$"
    if not silent:
        message = "'$$' neither opens nor closes a formula on lines of its own"
        if match:
            message = f"'{_shorten(text)}' stands inside a line"
        hint = (
            "begin a line with $$ and end one with it, without an empty line between;"
            " \\$ is the sign itself"
        )
        push_fault(state, text, ("formula-closed", message, hint))
    state.pos += len(text)
    return True


def read_citation(state: StateInline, silent: bool) -> bool:
    """Read `[see @key, locator; @key2]` if CommonMark sees no link in it."""
    if state.src[state.pos] != "[":
        return False
    match = _CITATION.match(state.src, state.pos)
    if match is None or not _MEANT.search(match[1]):
        return False
    if not silent:
        items = _split_citation(match[1], match.start(1))
        if items:
            token = state.push("cite", "", 0)
            token.content = match[0]
            token.meta = {"from": state.pos, "to": match.end(), "items": items}
        else:
            meant = _LOOSE.sub(r"\1, ", match[1])
            forms = "[@key], [@key, §2] or [see @key, §2; @other]"
            if _split_citation(meant, 0):
                forms = f"[{meant}]"
            message = f"'{match[0]}' does not read as a citation"
            hint = f"write {forms}; \\@ is the sign itself"
            push_fault(state, match[0], ("citation-readable", message, hint))
    state.pos = match.end()
    return True


def _split_citation(content: str, start: int) -> tuple[dict[str, str | int], ...]:
    """Return each work cited with the offset of its key, or nothing if a part is unreadable."""
    items: list[dict[str, str | int]] = []
    for part in content.split(";"):
        prefix, _, rest = part.partition("@")
        key = _KEY.match(rest)  # no match without a sign `@`, since `rest` is then empty
        if key is None or (prefix.strip() and not prefix[-1].isspace()):
            return ()
        locator = rest[key.end() :].strip()
        if locator and not locator.startswith(","):
            return ()
        words = {"prefix": fold(prefix), "key": key[0], "locator": fold(locator[1:])}
        items.append({**words, "at": start + len(prefix) + 1})
        start += len(part) + 1
    return tuple(items)


def report_tag(state: StateInline, silent: bool) -> bool:
    """Report a whole HTML tag or comment, and leave it to CommonMark, which shows it as text."""
    if silent or state.src[state.pos] != "<":
        return False
    match = _TAG.match(state.src, state.pos)
    if match is None or (match[1] and match[1].lower() not in HTML_NAMES):
        return False
    shown = _shorten(match[0])
    hint = "delete it: comments have no place in prose that is published"
    if match[1]:
        hint = (
            "write markdown: *emphasis*, **strong**, :::{note};"
            f" to show a tag write it as code: `{shown}`"
        )
    token = state.push("fault", "", 0)
    token.meta = {"from": state.pos, "to": match.end()}
    token.meta["fault"] = ("html-absent", f"'{shown}' is HTML, which would be shown as text", hint)
    return False


def report_reference(state: StateInline, silent: bool) -> bool:
    """Report a reference to a hidden character, `&#x202E;`, and show it as written."""
    match = _REFERENCE.match(state.src, state.pos)
    if match is None:
        return False
    code = int(match[1], 16) if match[1] else int(match[2])
    if not 0 < code <= 0x10FFFF or not HIDDEN.match(chr(code)):  # CommonMark shows U+FFFD for zero
        return False
    if not silent:
        push_fault(state, match[0], ("characters-visible", *explain_hidden(chr(code))))
    state.pos = match.end()
    return True


def read_link(state: StateInline, silent: bool) -> bool:
    """Read a link of CommonMark, and record its place."""
    # Without this check CommonMark's rule reads each bracket to the end of the paragraph.
    return state.src.find("]", state.pos) >= 0 and _run_placed(link, state, silent)


def read_image(state: StateInline, silent: bool) -> bool:
    """Read an image of CommonMark, and record its place; `MOST_NESTED` bounds nested images."""
    depth = state.env.get("depth", 0)
    if depth >= MOST_NESTED or not state.src.startswith("![", state.pos):
        return False
    state.env["depth"] = depth + 1
    try:
        return _run_placed(image, state, silent)
    finally:
        state.env["depth"] = depth


def place_rule(rule: Rule) -> Rule:
    """Return the rule extended so that its first token records its offsets."""
    return lambda state, silent: _run_placed(rule, state, silent)


def _run_placed(rule: Rule, state: StateInline, silent: bool) -> bool:
    start, count = state.pos, len(state.tokens)
    pending = bool(state.pending)
    if not rule(state, silent):
        return False
    if not silent:
        token = state.tokens[count + pending]
        token.meta["from"], token.meta["to"] = start, state.pos
    return True


def push_fault(state: StateInline, text: str, fault: Fault) -> None:
    """Push a token for text with a problem that begins at the current position."""
    token = state.push("fault", "", 0)
    token.content = text
    token.meta = {"from": state.pos, "to": state.pos + len(text), "fault": fault}


def fold(text: str) -> str:
    """Return the text with each run of white space as one space."""
    return " ".join(text.split())


def _shorten(text: str) -> str:
    line = fold(text)
    return line if len(line) <= MOST_SHOWN else line[: MOST_SHOWN - 3] + "..."
