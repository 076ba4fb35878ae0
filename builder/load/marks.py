"""The marks of a text: its references, values and formulas, each with the place of its target.

Every token of our rules gets `meta["at"]`, its (line, column), and `meta["marks"]`, its marks. A
formula also gets `meta["starts"]`, the places of the lines of its TeX, as (offset, line, column).
"""

import difflib
import re
from collections.abc import Callable, Sequence
from functools import partial
from urllib.parse import unquote

from markdown_it.token import Token

from builder.load.expressions import split_format
from builder.load.inline_rules import Fault
from builder.load.locate import Origin, source_offset
from builder.records.hidden import HIDDEN, explain_hidden
from builder.records.problem import Problem, Problems
from builder.records.text import Mark

ROLES = ("claim", "concept", "eq", "fig", "check", "value")

_ToSource = Callable[[int], int]  # offset in the content of a token -> offset in the source

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_UNFIT = re.compile(r"[?#\\]|%5C", re.IGNORECASE)
_LINKED = frozenset({"http:", "https:", "mailto:"})
ROLE_FORMS = {
    "claim": "{claim}`words of the sentence <claim-id>`",
    "concept": "{concept}`words <domain/slug>`",
    "eq": "{eq}`label`",
    "fig": "{fig}`figure-id`",
    "check": "{check}`check-id`",
    "value": "{value}`expression:.2f`",
}

_ELSEWHERE = {  # roles of MyST and Sphinx that have another form here
    **dict.fromkeys(("cite", "cite:p", "cite:t", "citep", "citet"), "[@key, locator]"),
    **dict.fromkeys(("ref", "numref"), f"{ROLE_FORMS['fig']} or {ROLE_FORMS['eq']}"),
    **dict.fromkeys(("doc", "term"), ROLE_FORMS["concept"]),
    "math": "$x$",
    "eval": ROLE_FORMS["value"],
    "code": "`code`",
}


def mark_tokens(tokens: Sequence[Token], origin: Origin) -> tuple[tuple[Mark, ...], Problems]:
    """Return all marks of a text in reading order, and their problems."""
    reader = _Reader(origin)
    for token in tokens:
        if token.type == "inline":
            to_source = partial(source_offset, token.meta.get("segments", ((0, 0),)))
            reader.read(token.children or (), to_source, inert=False)
        elif "from" in token.meta:
            reader.read((token,), _same, inert=False)
    return tuple(reader.marks), tuple(reader.problems)


class _Reader:
    """A reader of the tokens of one text, which collects marks and problems."""

    def __init__(self, origin: Origin) -> None:
        self._origin = origin
        self.marks: list[Mark] = []
        self.problems: list[Problem] = []

    def read(self, tokens: Sequence[Token], to_source: _ToSource, *, inert: bool) -> None:
        """Read tokens in order. An `inert` token stands within a link and is never a link."""
        links = 0
        for token in tokens:
            links -= token.type == "link_close"
            if "from" in token.meta:
                self._read_token(token, to_source, inert=inert or links > 0)
            links += token.type == "link_open"

    def _read_token(self, token: Token, to_source: _ToSource, *, inert: bool) -> None:
        meta = token.meta
        meta["at"] = self._origin.position(to_source(meta["from"]))
        meta["inert"] = inert
        if fault := meta.get("fault"):
            start, stop = meta.get("fault_at", (meta["from"], meta["to"]))
            self._report(fault, (to_source(start), to_source(stop)))
        if hidden := HIDDEN.search(str(token.attrs.get("title", ""))):
            fault = ("characters-visible", *explain_hidden(hidden.group()))
            self._report(fault, _span_token(token, to_source))
        reader = _READERS.get(token.type)
        if reader is not None:
            marks = reader(self, token, to_source)
            meta["marks"] = marks
            self.marks += marks
        if token.children and token.type == "role":
            words_from = meta["words_from"]
            self.read(token.children, lambda offset: to_source(words_from + offset), inert=True)

    def _report(self, fault: Fault, span: tuple[int, int]) -> None:
        code, message, hint = fault
        self.problems.append(Problem(code, message, self._origin.place(*span), hint))

    def _mark(
        self, kind: str, target: str, span: tuple[int, int], *, words: str = "", detail: str = ""
    ) -> tuple[Mark, ...]:
        return (Mark(kind, target, self._origin.place(*span), words, detail),)

    def read_role(self, token: Token, to_source: _ToSource) -> tuple[Mark, ...]:
        name, target, words = token.info, token.content, token.meta["words"]
        start, stop = (to_source(offset) for offset in token.meta["target"])
        whole = _span_token(token, to_source)
        if name not in ROLES:
            fault = ("role-known", f"no role is named '{name}'", _suggest_role(name))
            self._report(fault, (whole[0], whole[0] + len(name) + 2))
            return ()
        if not target or (name == "claim" and not words):
            needs = "words and an id" if name == "claim" else "a name"
            message, hint = f"the role '{name}' needs {needs}", f"write {ROLE_FORMS[name]}"
            self._report(("role-complete", message, hint), whole)
            return ()
        if name == "value":
            return self._read_value(token, start)
        return self._mark(name, target, (start, stop), words=words)

    def _read_value(self, token: Token, start: int) -> tuple[Mark, ...]:
        expression, spec, wrong = split_format(token.content)
        token.meta |= {"expression": expression, "format": spec}
        at = start + token.content.rfind(":")
        if wrong == ":":
            message = "no format of a number stands behind the colon"
            hint = f"write a format of Python, {expression}:.2f, or delete the colon"
            self._report(("format-known", message, hint), (at, at + 1))
        elif wrong:
            message = f"'{wrong}' is no format of a number"
            hint = "write a format of Python: .2f, .3g, d, .0%, .1e"
            self._report(("format-known", message, hint), (at, at + len(wrong) + 1))
        return self._mark("value", expression, (start, start + len(expression)), detail=spec)

    def read_citation(self, token: Token, to_source: _ToSource) -> tuple[Mark, ...]:
        marks: list[Mark] = []
        for item in token.meta["items"]:
            start = to_source(item["at"])
            key, span = item["key"], (start, start + len(item["key"]))
            words, detail = item["prefix"], item["locator"]
            marks += self._mark("cite", key, span, words=words, detail=detail)
        return tuple(marks)

    def read_maths(self, token: Token, to_source: _ToSource) -> tuple[Mark, ...]:
        first = token.meta["target"][0]
        segments = token.meta.get("segments") or _line_segments(token.content, first)
        token.meta["starts"] = tuple(
            (offset, *self._origin.position(to_source(at))) for offset, at in segments
        )
        start, stop = (to_source(offset) for offset in token.meta["target"])
        place, is_display = self._origin.place(start, stop), token.type == "formula"
        return (Mark("math", token.content.strip(), place, display=is_display),)

    def read_link(self, token: Token, to_source: _ToSource) -> tuple[Mark, ...]:
        """Return the link; one that is not allowed is reported, and refused for later checks."""
        href = str(token.attrs["href"])
        span = self._span_address(token, to_source)
        if href.lower().startswith("doi:10."):
            token.attrs["href"] = href = f"https://doi.org/{href[4:]}"
        if fault := _find_link_fault(href):
            self._report(("link-allowed", *fault), span)
            token.meta["refused"] = True
            return ()
        return self._mark("link", href, span)

    def read_image(self, token: Token, to_source: _ToSource) -> tuple[Mark, ...]:
        """Return the picture; one from another folder is reported, and refused for later checks."""
        source = str(token.attrs["src"])
        span = self._span_address(token, to_source)
        if not token.content.strip():
            message = "this picture has no alternative text"
            hint = "say what it shows: ![what it shows](file)"
            self._report(("image-described", message, hint), span)
        if not _is_local(source):
            message = f"'{source[:60]}' is no file of the concept's folder"
            hint = (
                "put the picture into the concept's folder and write its name:"
                " ![what it shows](picture.svg)"
            )
            self._report(("image-local", message, hint), span)
            token.meta["refused"] = True
            return ()
        return self._mark("image", unquote(source), span, words=token.content)

    def _span_address(self, token: Token, to_source: _ToSource) -> tuple[int, int]:
        """Return the span of the address of a link or picture, or of all of it if by reference."""
        start, stop = _span_token(token, to_source)
        text = self._origin.source[start:stop]
        if token.info == "auto":
            return start + 1, stop - 1
        opened = text.rfind("](")
        if opened < 0 or not text.endswith(")"):
            return start, stop
        first = opened + 2
        while text[first].isspace() or text[first] == "<":
            first += 1
        last = first
        while last < len(text) - 1 and not text[last].isspace() and text[last] != ">":
            last += 1
        return start + first, start + max(last, first + 1)

    def read_footnote(self, token: Token, to_source: _ToSource) -> tuple[Mark, ...]:
        return self._mark("footnote", token.meta["label"], _span_token(token, to_source))

    def read_figure(self, token: Token, to_source: _ToSource) -> tuple[Mark, ...]:
        """Store the placement of a figure with its token: it is not a reference in the text."""
        if token.content:
            token.meta["placement"] = self._mark("fig", token.content, token.meta["target"])[0]
        return ()


def _span_token(token: Token, to_source: _ToSource) -> tuple[int, int]:
    return to_source(token.meta["from"]), to_source(token.meta["to"])


def _suggest_role(name: str) -> str:
    if name in _ELSEWHERE:
        return f"write {_ELSEWHERE[name]}"
    if close := difflib.get_close_matches(name, ROLES, n=1):
        return f"did you mean {ROLE_FORMS[close[0]]}?"
    return f"roles are {', '.join(ROLE_FORMS.values())}"


def _find_link_fault(href: str) -> tuple[str, str] | None:
    """Return the reason why a page may not link to an address, and a hint."""
    scheme = _SCHEME.match(href)
    if scheme is not None and scheme[0].lower() not in _LINKED:
        message = f"'{href[:60]}' is no address that a page may link to"
        return message, "link to http, https, mailto or doi"
    if href.startswith("/"):
        message = f"'{href[:60]}' counts from the server's root, where this site need not stand"
        return message, "write {concept}`words <domain/slug>`, or an address relative to this page"
    if not href:
        return "this link leads nowhere", "write the address between ( and )"
    return None


def _is_local(source: str) -> bool:
    """Return true if the address of a picture names a file of the concept's folder."""
    if not source or source.startswith("/") or ".." in source.split("/"):
        return False
    return not _SCHEME.match(source) and not _UNFIT.search(source)


def _same(offset: int) -> int:
    return offset


def _line_segments(content: str, first: int) -> tuple[tuple[int, int], ...]:
    starts = [0, *(at + 1 for at, sign in enumerate(content) if sign == "\n")]
    return tuple((start, first + start) for start in starts)


_READERS: dict[str, Callable[[_Reader, Token, _ToSource], tuple[Mark, ...]]] = {
    "role": _Reader.read_role,
    "cite": _Reader.read_citation,
    "math_inline": _Reader.read_maths,
    "formula": _Reader.read_maths,
    "link_open": _Reader.read_link,
    "image": _Reader.read_image,
    "footnote_ref": _Reader.read_footnote,
    "figure": _Reader.read_figure,
}
