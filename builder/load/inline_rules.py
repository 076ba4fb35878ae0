"""What our prose knows beyond CommonMark inside a paragraph: roles, citations, maths, and tags that were meant as HTML.

Our own rules rather than the plugins': each token remembers where it began (`meta["from"]`, `meta["to"]`), work stays linear in the
length of the paragraph, and what almost matches becomes a `fault` token, text with a problem, instead of passing as text.
"""

import re
from collections.abc import Callable
from functools import lru_cache

from markdown_it.rules_inline import StateInline, image, link
from markdown_it.token import Token

from builder.load.html_names import HTML_NAMES
from builder.load.marks import ROLE_FORMS, ROLES
from builder.records.hidden import HIDDEN, explain_hidden

Rule = Callable[[StateInline, bool], bool]
Fault = tuple[str, str, str]  # code, message, hint

MOST_NESTED = 3  # pictures and roles inside each other; every level parses its words anew
MOST_SHOWN = 60  # characters of what is quoted in a message
LONGEST_TARGET = 300  # characters of a role without words <target>; a longer one has run on to the backticks of something else

_ROLE = re.compile(r"\{([A-Za-z][A-Za-z0-9_:+-]*)\}(`+)")
_BARE = re.compile(rf"\{{({'|'.join(ROLES)})\}}(?:[ \t]*\n?[ \t]*(`+))?")
_RUNS_ON = re.compile(rf"\n[ \t]*\n|\{{(?:{'|'.join(ROLES)})\}}\Z")
_TICKS = re.compile(r"`+")
_MATHS = re.compile(r"\$((?:[^$\\]|\\.)+)\$", re.DOTALL)
_OPENS_MATHS = re.compile(r"\$(?:[^\W\d_]|\\\S)")
_CLOSES_MATHS = re.compile(r"\\.|(?<=\S)\$(?!\d)", re.DOTALL)
_MISPLACED = re.compile(r"\$\$[^$]+\$\$")
_CITATION = re.compile(r"\[([^\[\]]{1,2000})\]")
_KEY = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_]|[:.+/-](?=[A-Za-z0-9_]))*")
_LOOSE = re.compile(
    rf"(@{_KEY.pattern})[;\s]+(?=[^@;\s][^@;]*(?:;|$))"
)  # a locator without its comma
_MEANT = re.compile(r"(?:^|[\s;])-?@[A-Za-z0-9_]")
_TAG = re.compile(
    r"<!--(?:.{0,400}?-->)?|<([A-Za-z][A-Za-z0-9]*)(?:\s[^<>]{0,1000})?/?>", re.DOTALL
)

_REFERENCE = re.compile(r"&#(?:[xX]([0-9a-fA-F]{1,6})|([0-9]{1,7}));")


def read_role(state: StateInline, silent: bool) -> bool:
    """``{name}`content` ``, with as many backticks as the content needs; `words <target>` within is split."""
    if state.src[state.pos] != "{":
        return False
    match = _ROLE.match(state.src, state.pos)
    if match is None:
        return _read_bare(state, silent)
    start = state.pos
    close = _find_ticks(state.src, match.end(), match[2])
    if close is None or _runs_on(match[1], state.src[match.end() : close.start()]):
        if not silent:
            hint = f"close it with {match[2]}, or write \\{{{match[1]}}} for the braces themselves"
            _push_fault(
                state, match[0], ("role-closed", f"the role '{match[0]}' is not closed", hint)
            )
        state.pos = match.end()
        return True
    if not silent:
        token = state.push("role", "", 0)
        token.info = match[1]
        token.meta = {"from": start, "to": close.end()}
        _read_words(state, token, match.end(), close.start())
    state.pos = close.end()
    return True


def _read_bare(state: StateInline, silent: bool) -> bool:
    """The name of a role that no backtick follows at once: text with a problem."""
    match = _BARE.match(state.src, state.pos)
    if match is None:
        return False
    name, text = match[1], f"{{{match[1]}}}"
    if not silent:
        close = _find_ticks(state.src, match.end(), match[2]) if match[2] else None
        message, form = f"the role '{text}' has no backticks", ROLE_FORMS[name]
        if close is not None:
            written = text + _fold(state.src[match.start(2) : close.end()])
            message = f"a space stands between '{text}' and its backticks"
            form = f"{written if len(written) <= MOST_SHOWN else text + match[2]} without the space"
        _push_fault(
            state,
            text,
            ("role-complete", message, f"write {form}, or \\{text} for the braces themselves"),
        )
    state.pos += len(text)
    return True


def _find_ticks(source: str, start: int, ticks: str) -> re.Match[str] | None:
    """The first run of exactly as many backticks."""
    return next((run for run in _TICKS.finditer(source, start) if run[0] == ticks), None)


def _runs_on(name: str, content: str) -> bool:
    """Whether the backticks that end a role's content were written for something behind it."""
    if name not in ROLES:
        return False
    is_long = len(content) > LONGEST_TARGET and not (
        "<" in content and content.rstrip().endswith(">")
    )
    return is_long or _RUNS_ON.search(content) is not None


def _read_words(state: StateInline, token: Token, start: int, stop: int) -> None:
    """Splits a role's content into words, which are parsed as prose of their own, and the target with its offsets."""
    first, last = _trim(state.src, start, stop)
    words = ""
    opened = state.src.rfind("<", first, last)
    if token.info != "value" and opened >= 0 and state.src[last - 1] == ">":
        begin, end = _trim(state.src, first, opened)
        words = state.src[begin:end]
        token.meta["words_from"] = begin
        first, last = _trim(state.src, opened + 1, last - 1)
    token.content = state.src[first:last]
    token.meta |= {"target": (first, last), "words": words}
    if state.env.get("depth", 0) >= MOST_NESTED:
        message = f"roles and pictures stand more than {MOST_NESTED} deep in each other"
        token.meta["fault"] = (
            "nesting-bounded",
            message,
            "take one of them out of the other's words",
        )
    elif words:
        token.children = _parse_nested(state, words)


def read_maths(state: StateInline, silent: bool) -> bool:
    """`$x$`: as in Pandoc no space stands inside the dollars and no digit behind them, so that prices stay prices."""
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
    """The dollar that opens a formula which nothing in the paragraph closes: text with a problem. All others are prices."""
    if not _OPENS_MATHS.match(state.src, state.pos) or _find_last_closing(state.src) > state.pos:
        return False
    if not silent:
        hint = "close it with $, no space before it and no digit behind it, or write \\$ for the sign itself"
        _push_fault(
            state, "$", ("formula-closed", "the formula that '$' opens is not closed", hint)
        )
    state.pos += 1
    return True


@lru_cache(maxsize=16)  # asked at every dollar of a paragraph, and of the words nested in it
def _find_last_closing(source: str) -> int:
    """The offset of the last dollar that can close a formula, -1 where none can."""
    return max(
        (match.start() for match in _CLOSES_MATHS.finditer(source) if match[0] == "$"), default=-1
    )


def _read_misplaced(state: StateInline, silent: bool) -> bool:
    """A display formula inside a line, or the sign of one that is not closed: text with a problem."""
    match = _MISPLACED.match(state.src, state.pos)
    text = match[0] if match else "$$"
    if not silent:
        message = (
            f"'{_shorten(text)}' stands inside a line"
            if match
            else "'$$' neither opens nor closes a formula on lines of its own"
        )
        hint = "begin a line with $$ and end one with it, without an empty line between; \\$ is the sign itself"
        _push_fault(state, text, ("formula-closed", message, hint))
    state.pos += len(text)
    return True


def read_citation(state: StateInline, silent: bool) -> bool:
    """`[see @key, locator; @key2]`, where CommonMark sees no link."""
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
            forms = (
                f"[{meant}]"
                if _split_citation(meant, 0)
                else "[@key], [@key, §2] or [see @key, §2; @other]"
            )
            hint = f"write {forms}; \\@ is the sign itself"
            _push_fault(
                state,
                match[0],
                ("citation-readable", f"'{match[0]}' does not read as a citation", hint),
            )
    state.pos = match.end()
    return True


def _split_citation(content: str, start: int) -> tuple[dict[str, str | int], ...]:
    """Each work cited, with the offset of its key; none where one part cannot be read."""
    items: list[dict[str, str | int]] = []
    for part in content.split(";"):
        prefix, sign, rest = part.partition("@")
        key = _KEY.match(rest)
        locator = rest[key.end() :].strip() if key else ""
        if (
            not sign
            or key is None
            or (prefix.strip() and not prefix[-1].isspace())
            or (locator and not locator.startswith(","))
        ):
            return ()
        words = {"prefix": _fold(prefix), "key": key[0], "locator": _fold(locator[1:])}
        items.append({**words, "at": start + len(prefix) + 1})
        start += len(part) + 1
    return tuple(items)


def report_tag(state: StateInline, silent: bool) -> bool:
    """Reports a whole HTML tag or comment and leaves it to CommonMark, which shows it as text."""
    if silent or state.src[state.pos] != "<":
        return False
    match = _TAG.match(state.src, state.pos)
    if match is None or (match[1] and match[1].lower() not in HTML_NAMES):
        return False
    shown = _shorten(match[0])
    hint = f"write markdown: *emphasis*, **strong**, :::{{note}}; to show a tag write it as code: `{shown}`"
    if not match[1]:
        hint = "delete it: comments have no place in prose that is published"
    token = state.push("fault", "", 0)
    token.meta = {"from": state.pos, "to": match.end()}
    token.meta["fault"] = ("html-absent", f"'{shown}' is HTML, which would be shown as text", hint)
    return False


def report_reference(state: StateInline, silent: bool) -> bool:
    """Reports a reference to a hidden character, `&#x202E;`, and shows it as written."""
    match = _REFERENCE.match(state.src, state.pos)
    if match is None:
        return False
    code = int(match[1], 16) if match[1] else int(match[2])
    if not 0 < code <= 0x10FFFF or not HIDDEN.match(chr(code)):  # CommonMark shows U+FFFD for zero
        return False
    if not silent:
        _push_fault(state, match[0], ("characters-visible", *explain_hidden(chr(code))))
    state.pos = match.end()
    return True


def read_link(state: StateInline, silent: bool) -> bool:
    """CommonMark's link, with its place."""
    if (
        state.src.find("]", state.pos) < 0
    ):  # CommonMark's rule would read to the end of the paragraph to learn it
        return False
    return _place(link, state, silent)


def read_image(state: StateInline, silent: bool) -> bool:
    """CommonMark's image, with its place; `MOST_NESTED` bounds pictures in pictures' words."""
    depth = state.env.get("depth", 0)
    if depth >= MOST_NESTED or not state.src.startswith("![", state.pos):
        return False
    state.env["depth"] = depth + 1
    try:
        return _place(image, state, silent)
    finally:
        state.env["depth"] = depth


def place_rule(rule: Rule) -> Rule:
    """The rule, with the place of what it reads put into its first token."""
    return lambda state, silent: _place(rule, state, silent)


def _place(rule: Rule, state: StateInline, silent: bool) -> bool:
    start, count = state.pos, len(state.tokens)
    pending = bool(state.pending)
    if not rule(state, silent):
        return False
    if not silent:
        token = state.tokens[count + pending]
        token.meta["from"], token.meta["to"] = start, state.pos
    return True


def _parse_nested(state: StateInline, words: str) -> list[Token]:
    depth = state.env.get("depth", 0)
    state.env["depth"] = depth + 1
    try:
        return state.md.inline.parse(words, state.md, state.env, [])
    finally:
        state.env["depth"] = depth


def _push_fault(state: StateInline, text: str, fault: Fault) -> None:
    token = state.push("fault", "", 0)
    token.content = text
    token.meta = {"from": state.pos, "to": state.pos + len(text), "fault": fault}


def _trim(text: str, start: int, stop: int) -> tuple[int, int]:
    while start < stop and text[start].isspace():
        start += 1
    while stop > start and text[stop - 1].isspace():
        stop -= 1
    return start, stop


def _fold(text: str) -> str:
    return " ".join(text.split())


def _shorten(text: str) -> str:
    line = _fold(text)
    return line if len(line) <= MOST_SHOWN else line[: MOST_SHOWN - 3] + "..."
