"""One rule per kind of token: how each thing that prose may hold becomes HTML. Everything else is CommonMark's own rendering."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import unquote

from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from builder.records.place import Place
from builder.records.problem import Problem
from builder.records.text import Fence
from builder.render.code import render_fence, render_shown
from builder.render.context import Link, TextContext
from builder.render.known import note_anchor
from builder.render.maths import TexFault, typeset_tex
from builder.render.slots import SLOT
from builder.render.values import FormatError, show_value

_PUNCTUATION = re.compile(r"[,.;:!?)\]\u2019\u201d]+")
_LIVE = re.compile(r"\s*(?:javascript|vbscript|data|file|blob)\s*:", re.IGNORECASE)


@dataclass(slots=True)
class Sheet:
    """What one rendering reads and collects; handed to every rule, so that the renderer itself keeps nothing."""

    context: TextContext
    path: str
    fences: Sequence[Fence] = ()
    placed: frozenset[str] = frozenset()  # figures that a directive places away from their fence
    notes: frozenset[int] = frozenset()  # footnotes that have their note
    problems: list[Problem] = field(default_factory=list)


class ProseRenderer(RendererHTML):
    """Rules by token type. `env["sheet"]` is the `Sheet`; tokens are never changed."""

    def blockquote_open(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        """A quote, on a line of its own also where it is empty."""
        opened = self.renderToken(tokens, idx, options, env)
        return opened if opened.endswith("\n") else opened + "\n"

    def text_special(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        """An escaped character."""
        return escapeHtml(tokens[idx].content)

    fault = text_special  # what was reported while reading: the text as written

    def slot(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """Where a note will stand."""
        return SLOT

    def role(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """One of our roles; an unknown one shows its words."""
        token, sheet = tokens[idx], _sheet(env)
        words = self.renderInline(token.children, options, env) if token.children else ""
        if token.info == "value":
            return _render_value(token, sheet)
        rule = _ROLES.get(token.info)
        return rule(token, words, sheet.context) if rule else words or escapeHtml(token.content)

    def cite(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """Works cited, `(see Owen 2013, §2.1; Rahimi and Recht 2008)`."""
        token, sources = tokens[idx], _sheet(env).context.sources
        parts = []
        for item in token.meta["items"]:
            link = sources.get(item["key"])
            note = note_anchor("cite", item["key"], item["locator"])
            label = (
                _anchor(link.href, escapeHtml(link.words), token, "citation", note)
                if link
                else escapeHtml(item["key"])
            )
            prefix = f"{escapeHtml(item['prefix'])} " if item["prefix"] else ""
            parts.append(
                f"{prefix}{label}" + (f", {escapeHtml(item['locator'])}" if item["locator"] else "")
            )
        return f"({'; '.join(parts)})"

    def text(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """Words, without what a formula before them has taken to its line."""
        return escapeHtml(tokens[idx].content.removeprefix(_find_kept(tokens, idx - 1)))

    def math_inline(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        """A formula within a line, kept together with the punctuation after it."""
        mathml, kept = (
            _render_maths(tokens[idx], _sheet(env), display=False),
            _find_kept(tokens, idx),
        )
        return f'<span class="kept">{mathml}{escapeHtml(kept)}</span>' if kept else mathml

    def formula(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """A formula on lines of its own, numbered where it is labelled, in a box that scrolls."""
        token = tokens[idx]
        mathml = _render_maths(token, _sheet(env), display=True)
        number = token.meta.get("number")
        if number is None:
            return f'<div class="equation"><div class="equation-box" tabindex="0" role="group" aria-label="Formula">{mathml}</div></div>\n'
        anchor = f"equation-{escapeHtml(token.info)}"
        box = f'<div class="equation-box" tabindex="0" role="group" aria-label="Equation {number}">{mathml}</div>'
        return f'<div class="equation" id="{anchor}">{box}<a class="equation-number" href="#{anchor}">({number})</a></div>\n'

    def fence(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """Code; a figure's code is followed by the figure, unless a directive places it elsewhere."""
        token, sheet = tokens[idx], _sheet(env)
        index = token.meta.get("fence")
        if sheet.context.plain:
            return super().fence(tokens, idx, options, env)
        if index is None or not sheet.fences:
            return render_shown(token.content, token.info.strip().partition(" ")[0])
        fence = sheet.fences[index]
        drawn = (
            sheet.context.pictures.get(fence.figure, "") if fence.figure not in sheet.placed else ""
        )
        return render_fence(fence) + drawn

    def figure(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """The figure that a directive places."""
        return _sheet(env).context.pictures.get(tokens[idx].content, "")

    def note_open(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        """A remark beside the line of thought."""
        return '<div class="remark" role="note">\n'

    def note_title_open(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        """The title of a remark."""
        return '<p class="remark-title">'

    def heading_open(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        """A heading, moved down as the page asks, with the id that it was given when it was read."""
        token, context = tokens[idx], _sheet(env).context
        id = (
            f' id="{escapeHtml(context.id_prefix + token.meta["id"])}"'
            if "id" in token.meta
            else ""
        )
        return f"<{_heading(token, context)}{id}>"

    def heading_close(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        """The end of a heading."""
        return f"</{_heading(tokens[idx], _sheet(env).context)}>\n"

    def link_open(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        """A link; nothing at all where the address could do more than lead somewhere, or within another link."""
        token, context = tokens[idx], _sheet(env).context
        if not _is_led(token, context):
            return "<span>"
        href = context.rebase(str(token.attrs["href"]))
        return self.renderToken([token.copy(attrs={**token.attrs, "href": href})], 0, options, env)

    def link_close(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        """The end of a link."""
        opener = next(token for token in reversed(tokens[:idx]) if token.type == "link_open")
        return "</a>" if _is_led(opener, _sheet(env).context) else "</span>"

    def image(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """A picture; its words where there is no such file. One without words was reported where it stands, and is left out."""
        token, context = tokens[idx], _sheet(env).context
        words = plain_inline(token.children or ())
        source = str(token.attrs["src"])
        address = (
            context.rebase(source)
            if context.assets is None
            else context.assets.get(unquote(source).removeprefix("./"))
        )
        is_shown = context.plain or not (token.meta.get("refused") or not words.strip())
        if address is None or not is_shown or _LIVE.match(address):
            return escapeHtml(words)
        title = (
            f' title="{escapeHtml(str(token.attrs["title"]))}"' if token.attrs.get("title") else ""
        )
        return f'<img src="{escapeHtml(address)}" alt="{escapeHtml(words)}"{title} />'

    def footnote_ref(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        """The number that leads to a footnote; the text as written where there is no such note."""
        token, sheet = tokens[idx], _sheet(env)
        number, again = token.meta["id"] + 1, token.meta["subId"]
        if token.meta["id"] not in sheet.notes:
            return escapeHtml(f"[^{token.meta['label']}]")
        prefix = escapeHtml(sheet.context.id_prefix)
        if token.meta.get("inert"):
            return f"<sup>{number}</sup>"
        id = f"{prefix}fnref-{number}" + (f"-{again + 1}" if again else "")
        return f'<sup class="footnote-ref"><a href="#{prefix}fn-{number}" id="{id}" aria-label="Footnote {number}">{number}</a></sup>'

    def th_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """A head cell, aligned by a class."""
        return _open_cell(tokens[idx])

    def td_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """A cell, aligned by a class."""
        return _open_cell(tokens[idx])

    def table_open(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        """A table in a box that scrolls."""
        return '<div class="table-box" tabindex="0" role="group" aria-label="Table">\n<table class="table">\n'

    def table_close(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        """The end of a table and its box."""
        return "</table>\n</div>\n"


def plain_inline(tokens: Sequence[Token]) -> str:
    """The words of inline tokens without markup: maths as its TeX, a role as its words."""
    out: list[str] = []
    for token in tokens:
        if token.type in ("softbreak", "hardbreak"):
            out.append("\n")
        elif token.type == "image" or (token.type == "role" and token.children):
            out.append(plain_inline(token.children or ()))
        elif token.type == "math_inline":
            out.append(token.content.strip())
        elif token.type == "footnote_ref":
            continue
        else:
            out.append(token.content)
    return "".join(out)


def _sheet(env: EnvType) -> Sheet:
    sheet = env["sheet"]
    assert isinstance(sheet, Sheet)
    return sheet


def _anchor(href: str, words: str, token: Token, name: str, note: str = "") -> str:
    if token.meta.get("inert"):
        return words
    told = f' data-note="{note}"' if note else ""
    return f'<a class="{name}"{told} href="{escapeHtml(href)}">{words}</a>'


def _render_claim(token: Token, words: str, context: TextContext) -> str:
    claim = context.claims.get(token.content)
    if claim is None or token.meta.get("inert"):
        return words
    level, href = (
        escapeHtml(claim.level),
        f"{escapeHtml(context.page)}#claim-{escapeHtml(token.content)}",
    )
    note = "" if context.page else f' data-note="{note_anchor("claim", token.content)}"'
    return f'<a class="claim" data-level="{level}"{note} href="{href}">{words}<sup>{claim.number}</sup></a>'


def _render_equation(token: Token, words: str, context: TextContext) -> str:
    number = context.equations.get(token.content)
    if number is None:
        return words or escapeHtml(token.content)
    return _anchor(
        f"{context.page}#equation-{token.content}", words or f"({number})", token, "reference"
    )


def _render_reference(
    name: str, links: Callable[[TextContext], Mapping[str, Link]]
) -> Callable[[Token, str, TextContext], str]:
    def render(token: Token, words: str, context: TextContext) -> str:
        link = links(context).get(token.content)
        if link is None:
            return words or escapeHtml(token.content)
        return _anchor(link.href, words or escapeHtml(link.words), token, name)

    return render


_ROLES: dict[str, Callable[[Token, str, TextContext], str]] = {
    "claim": _render_claim,
    "eq": _render_equation,
    "concept": _render_reference("concept", lambda context: context.concepts),
    "fig": _render_reference("reference", lambda context: context.figures),
    "check": _render_reference("check", lambda context: context.checks),
}


def _render_value(token: Token, sheet: Sheet) -> str:
    expression, format = token.meta["expression"], token.meta["format"]
    answer = sheet.context.answers.get(expression)
    try:
        return show_value(answer, format)
    except FormatError as fault:
        place = replace(token.meta["marks"][0].place, width=len(token.content.partition("\n")[0]))
        message = f"the value of '{expression}' does not take the format '{format}': {fault}"
        sheet.problems.append(Problem("value-formats", message, place, fault.hint))
        return show_value(None, format)


def _render_maths(token: Token, sheet: Sheet, *, display: bool) -> str:
    typeset = typeset_tex(token.content, display=display, macros=sheet.context.macros)
    if typeset.fault is not None:
        place = _place_fault(typeset.fault, token, sheet.path)
        sheet.problems.append(
            Problem("tex-typesets", typeset.fault.message, place, typeset.fault.hint)
        )
    return typeset.mathml


def _find_kept(tokens: Sequence[Token], idx: int) -> str:
    """The punctuation right after the formula at `idx`; nothing where there is no formula."""
    if (
        idx < 0
        or idx + 1 >= len(tokens)
        or tokens[idx].type != "math_inline"
        or tokens[idx + 1].type != "text"
    ):
        return ""
    found = _PUNCTUATION.match(tokens[idx + 1].content)
    return found[0] if found else ""


def _place_fault(fault: TexFault, token: Token, path: str) -> Place:
    starts = token.meta.get("starts", ((0, 1, 1),))
    offset, line, column = max(
        (start for start in starts if start[0] <= fault.offset), default=starts[0]
    )
    end = token.content.find("\n", fault.offset)
    width = min(fault.width, (end if end >= 0 else len(token.content)) - fault.offset)
    return Place(path, line, column + fault.offset - offset, max(1, width))


def _heading(token: Token, context: TextContext) -> str:
    return f"h{min(6, int(token.tag[1]) + context.heading_shift)}"


def _is_led(token: Token, context: TextContext) -> bool:
    """Whether a link leads on: its address was not refused where it stands, does nothing else, and is not within another link."""
    is_refused = bool(token.meta.get("refused")) and not context.plain
    return not (is_refused or token.meta.get("inert") or _LIVE.match(str(token.attrs["href"])))


def _open_cell(token: Token) -> str:
    style = str(token.attrs.get("style", ""))
    side = f' class="align-{style.rpartition(":")[2]}"' if style else ""
    return f"<{token.tag}{side}>"
