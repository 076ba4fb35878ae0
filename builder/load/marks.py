"""Turns tokens into marks: what a text points at or must work out, each at the place of what it names.

Every token of ours is given `meta["at"]`, its (line, column), and `meta["marks"]`, its marks; formulas also `meta["starts"]`, where each
line of their TeX begins: `((offset, line, column), ...)`.
"""

import difflib
import re
from collections.abc import Callable, Sequence
from functools import partial
from urllib.parse import unquote

from markdown_it.token import Token

from builder.load.expressions import split_format
from builder.load.locate import Origin, source_offset
from builder.records.hidden import HIDDEN, explain_hidden
from builder.records.problem import Problem, Problems
from builder.records.text import Mark

ROLES = ("claim", "concept", "eq", "fig", "check", "value")

_ToSource = Callable[
    [int], int
]  # an offset in the content that a token was cut from -> the offset in the source

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
    """All marks of a text in reading order, and what is wrong with them."""
    reader = _Reader(origin)
    for token in tokens:
        if token.type == "inline":
            reader.read(
                token.children or (),
                partial(source_offset, token.meta.get("segments", ((0, 0),))),
                inert=False,
            )
        elif "from" in token.meta:
            reader.read((token,), _same, inert=False)
    return tuple(reader.marks), tuple(reader.problems)


class _Reader:
    """Collects marks and problems while the tokens of one text are read."""

    def __init__(self, origin: Origin) -> None:
        self._origin = origin
        self.marks: list[Mark] = []
        self.problems: list[Problem] = []

    def read(self, tokens: Sequence[Token], to_source: _ToSource, *, inert: bool) -> None:
        """Reads tokens in order. What is `inert` stands within a link and is never a link itself."""
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
            self._report(
                fault,
                *(to_source(offset) for offset in meta.get("fault_at", (meta["from"], meta["to"]))),
            )
        if hidden := HIDDEN.search(str(token.attrs.get("title", ""))):
            self._report(
                ("characters-visible", *explain_hidden(hidden.group())),
                to_source(meta["from"]),
                to_source(meta["to"]),
            )
        reader = _READERS.get(token.type)
        if reader is not None:
            marks = reader(self, token, to_source)
            meta["marks"] = marks
            self.marks += marks
        if token.children and token.type == "role":
            words_from = meta["words_from"]
            self.read(token.children, lambda offset: to_source(words_from + offset), inert=True)

    def _report(self, fault: tuple[str, str, str], start: int, stop: int) -> None:
        code, message, hint = fault
        self.problems.append(Problem(code, message, self._origin.place(start, stop), hint))

    def _mark(
        self, kind: str, target: str, span: tuple[int, int], *, words: str = "", detail: str = ""
    ) -> tuple[Mark, ...]:
        return (Mark(kind, target, self._origin.place(*span), words, detail),)

    def read_role(self, token: Token, to_source: _ToSource) -> tuple[Mark, ...]:
        name, target, words = token.info, token.content, token.meta["words"]
        start, stop = (to_source(offset) for offset in token.meta["target"])
        whole = to_source(token.meta["from"]), to_source(token.meta["to"])
        if name not in ROLES:
            self._report(
                ("role-known", f"no role is named '{name}'", _suggest_role(name)),
                whole[0],
                whole[0] + len(name) + 2,
            )
            return ()
        if not target or (name == "claim" and not words):
            needs = "words and an id" if name == "claim" else "a name"
            self._report(
                ("role-complete", f"the role '{name}' needs {needs}", f"write {ROLE_FORMS[name]}"),
                *whole,
            )
            return ()
        if name == "value":
            return self._read_value(token, start)
        return self._mark(name, target, (start, stop), words=words)

    def _read_value(self, token: Token, start: int) -> tuple[Mark, ...]:
        expression, format, fault = split_format(token.content)
        token.meta |= {"expression": expression, "format": format}
        if fault == ":":
            at = start + token.content.rfind(":")
            hint = f"write a format of Python, {expression}:.2f, or delete the colon"
            self._report(
                ("format-known", "no format of a number stands behind the colon", hint), at, at + 1
            )
        elif fault:
            at = start + token.content.rfind(":")
            hint = "write a format of Python: .2f, .3g, d, .0%, .1e"
            self._report(
                ("format-known", f"'{fault}' is no format of a number", hint),
                at,
                at + len(fault) + 1,
            )
        return self._mark("value", expression, (start, start + len(expression)), detail=format)

    def read_citation(self, token: Token, to_source: _ToSource) -> tuple[Mark, ...]:
        marks: list[Mark] = []
        for item in token.meta["items"]:
            start = to_source(item["at"])
            marks += self._mark(
                "cite",
                item["key"],
                (start, start + len(item["key"])),
                words=item["prefix"],
                detail=item["locator"],
            )
        return tuple(marks)

    def read_maths(self, token: Token, to_source: _ToSource) -> tuple[Mark, ...]:
        first = token.meta["target"][0]
        segments = token.meta.get("segments") or _line_segments(token.content, first)
        token.meta["starts"] = tuple(
            (offset, *self._origin.position(to_source(at))) for offset, at in segments
        )
        start, stop = (to_source(offset) for offset in token.meta["target"])
        return (
            Mark(
                "math",
                token.content.strip(),
                self._origin.place(start, stop),
                display=token.type == "formula",
            ),
        )

    def read_link(self, token: Token, to_source: _ToSource) -> tuple[Mark, ...]:
        """The link; one that may not be is refused with its problem, so that nothing else complains of it."""
        href = str(token.attrs["href"])
        span = self._address(token, to_source)
        if href.lower().startswith("doi:10."):
            token.attrs["href"] = href = f"https://doi.org/{href[4:]}"
        scheme = _SCHEME.match(href)
        fault = ("", "")
        if scheme is not None and scheme[0].lower() not in _LINKED:
            fault = (
                f"'{href[:60]}' is no address that a page may link to",
                "link to http, https, mailto or doi",
            )
        elif href.startswith("/"):
            hint = "write {concept}`words <domain/slug>`, or an address relative to this page"
            fault = (
                f"'{href[:60]}' counts from the server's root, where this site need not stand",
                hint,
            )
        elif not href:
            fault = ("this link leads nowhere", "write the address between ( and )")
        if fault[0]:
            self._report(("link-allowed", *fault), *span)
            token.meta["refused"] = True
            return ()
        return self._mark("link", href, span)

    def read_image(self, token: Token, to_source: _ToSource) -> tuple[Mark, ...]:
        """The picture; one from elsewhere is refused like a link."""
        source = str(token.attrs["src"])
        span = self._address(token, to_source)
        if not token.content.strip():
            self._report(
                (
                    "image-described",
                    "this picture has no alternative text",
                    "say what it shows: ![what it shows](file)",
                ),
                *span,
            )
        if (
            not source
            or _SCHEME.match(source)
            or source.startswith("/")
            or ".." in source.split("/")
            or _UNFIT.search(source)
        ):
            hint = "put the picture into the concept's folder and write its name: ![what it shows](picture.svg)"
            self._report(
                ("image-local", f"'{source[:60]}' is no file of the concept's folder", hint), *span
            )
            token.meta["refused"] = True
            return ()
        return self._mark("image", unquote(source), span, words=token.content)

    def _address(self, token: Token, to_source: _ToSource) -> tuple[int, int]:
        """Where the address of a link or picture is written; the whole of it where it is given by reference."""
        start, stop = to_source(token.meta["from"]), to_source(token.meta["to"])
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
        return self._mark(
            "footnote",
            token.meta["label"],
            (to_source(token.meta["from"]), to_source(token.meta["to"])),
        )

    def read_figure(self, token: Token, to_source: _ToSource) -> tuple[Mark, ...]:
        """The placement of a figure: kept with its token, since the text does not refer to the figure there."""
        if token.content:
            token.meta["placement"] = self._mark("fig", token.content, token.meta["target"])[0]
        return ()


def _suggest_role(name: str) -> str:
    if name in _ELSEWHERE:
        return f"write {_ELSEWHERE[name]}"
    close = difflib.get_close_matches(name, ROLES, n=1)
    return (
        f"did you mean {ROLE_FORMS[close[0]]}?"
        if close
        else f"roles are {', '.join(ROLE_FORMS.values())}"
    )


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
