"""The inline rule of roles: ``{name}`content` `` and ``{name}`words <target>` ``."""

import re

from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from builder.load.inline_rules import MOST_NESTED, MOST_SHOWN, fold, push_fault
from builder.load.marks import ROLE_FORMS, ROLES

LONGEST_TARGET = 300  # characters of a role without `<target>`; see `_runs_on`

_ROLE = re.compile(r"\{([A-Za-z][A-Za-z0-9_:+-]*)\}(`+)")
_BARE = re.compile(rf"\{{({'|'.join(ROLES)})\}}(?:[ \t]*\n?[ \t]*(`+))?")
_RUNS_ON = re.compile(rf"\n[ \t]*\n|\{{(?:{'|'.join(ROLES)})\}}\Z")
_TICKS = re.compile(r"`+")


def read_role(state: StateInline, silent: bool) -> bool:
    """Read a role, which has as many backticks as its content needs."""
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
            message = f"the role '{match[0]}' is not closed"
            push_fault(state, match[0], ("role-closed", message, hint))
        state.pos = match.end()
        return True
    if not silent:
        token = state.push("role", "", 0)
        token.info = match[1]
        token.meta = {"from": start, "to": close.end()}
        _split_content(state, token, match.end(), close.start())
    state.pos = close.end()
    return True


def _read_bare(state: StateInline, silent: bool) -> bool:
    """Read the name of a role without a backtick right after it: text with a problem."""
    match = _BARE.match(state.src, state.pos)
    if match is None:
        return False
    name, text = match[1], f"{{{match[1]}}}"
    if not silent:
        close = _find_ticks(state.src, match.end(), match[2]) if match[2] else None
        message, form = f"the role '{text}' has no backticks", ROLE_FORMS[name]
        if close is not None:
            written = text + fold(state.src[match.start(2) : close.end()])
            message = f"a space stands between '{text}' and its backticks"
            form = f"{written if len(written) <= MOST_SHOWN else text + match[2]} without the space"
        hint = f"write {form}, or \\{text} for the braces themselves"
        push_fault(state, text, ("role-complete", message, hint))
    state.pos += len(text)
    return True


def _find_ticks(source: str, start: int, ticks: str) -> re.Match[str] | None:
    """Return the first run of exactly as many backticks."""
    return next((run for run in _TICKS.finditer(source, start) if run[0] == ticks), None)


def _runs_on(name: str, content: str) -> bool:
    """Return true if the closing backticks were most likely written for a later role or code.

    Signs of this are an empty line, the name of a role at the end, and a very long content.
    """
    if name not in ROLES:
        return False
    has_target = "<" in content and content.rstrip().endswith(">")
    is_long = len(content) > LONGEST_TARGET and not has_target
    return is_long or _RUNS_ON.search(content) is not None


def _split_content(state: StateInline, token: Token, start: int, stop: int) -> None:
    """Split a role's content into the target and the words, and parse the words as prose.

    The token gets both, with their offsets.
    """
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
        hint = "take one of them out of the other's words"
        token.meta["fault"] = ("nesting-bounded", message, hint)
    elif words:
        token.children = _parse_nested(state, words)


def _trim(text: str, start: int, stop: int) -> tuple[int, int]:
    while start < stop and text[start].isspace():
        start += 1
    while stop > start and text[stop - 1].isspace():
        stop -= 1
    return start, stop


def _parse_nested(state: StateInline, words: str) -> list[Token]:
    depth = state.env.get("depth", 0)
    state.env["depth"] = depth + 1
    try:
        return state.md.inline.parse(words, state.md, state.env, [])
    finally:
        state.env["depth"] = depth
