"""One rendering rule per token type of our prose; all other tokens render as CommonMark."""

import re
from collections.abc import Sequence
from urllib.parse import unquote

from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from builder.records.place import Place
from builder.records.problem import Problem
from builder.render.prose.highlight import render_fence, render_shown
from builder.render.prose.maths import TexFault, typeset_tex
from builder.render.prose.note_slots import SLOT
from builder.render.prose.roles import render_role, write_link
from builder.render.prose.text_context import Rendering, TextContext
from builder.render.render_context import note_anchor

Tokens = Sequence[Token]

_PUNCTUATION = re.compile(r"[,.;:!?)\]\u2019\u201d]+")
_LIVE = re.compile(r"\s*(?:javascript|vbscript|data|file|blob)\s*:", re.IGNORECASE)


class ProseRenderer(RendererHTML):
    """Rendering rules by token type. `env["rendering"]` is the `Rendering`.

    The rules never change tokens, and the renderer itself keeps no state.
    """

    def blockquote_open(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        """Return the start of a quote, with a line break even if the quote is empty."""
        opened = self.renderToken(tokens, idx, options, env)
        return opened if opened.endswith("\n") else opened + "\n"

    def text_special(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        """Return an escaped character."""
        return escapeHtml(tokens[idx].content)

    fault = text_special  # a fault that was reported while reading: the text as written

    def slot(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        """Return the placeholder of a margin note."""
        return SLOT

    def role(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        """Return one of our roles."""
        token = tokens[idx]
        words = self.renderInline(token.children, options, env) if token.children else ""
        return render_role(token, words, _rendering(env))

    def cite(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        """Return citations, `(see Owen 2013, §2.1; Rahimi and Recht 2008)`."""
        token, sources = tokens[idx], _rendering(env).context.sources
        parts = []
        for item in token.meta["items"]:
            key, locator = item["key"], item["locator"]
            label = escapeHtml(key)
            if link := sources.get(key):
                note = note_anchor("cite", key, locator)
                label = write_link(link.href, escapeHtml(link.words), token, "citation", note)
            prefix = f"{escapeHtml(item['prefix'])} " if item["prefix"] else ""
            parts.append(prefix + label + (f", {escapeHtml(locator)}" if locator else ""))
        return f"({'; '.join(parts)})"

    def text(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        """Return text without the punctuation that `math_inline` has rendered before it."""
        return escapeHtml(tokens[idx].content.removeprefix(_find_punctuation(tokens, idx - 1)))

    def math_inline(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        """Return an inline formula, on one line with the punctuation after it."""
        mathml = _render_maths(tokens[idx], _rendering(env), display=False)
        punctuation = escapeHtml(_find_punctuation(tokens, idx))
        return f'<span class="kept">{mathml}{punctuation}</span>' if punctuation else mathml

    def formula(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        """Return a display formula in a box that scrolls, numbered if it has a label."""
        token = tokens[idx]
        mathml = _render_maths(token, _rendering(env), display=True)
        number = token.meta.get("number")
        name = "Formula" if number is None else f"Equation {number}"
        attributes = f'class="equation-box" tabindex="0" role="group" aria-label="{name}"'
        box = f"<div {attributes}>{mathml}</div>"
        if number is None:
            return f'<div class="equation">{box}</div>\n'
        anchor = f"equation-{escapeHtml(token.info)}"
        link = f'<a class="equation-number" href="#{anchor}">({number})</a>'
        return f'<div class="equation" id="{anchor}">{box}{link}</div>\n'

    def fence(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        """Return code, followed by its figure unless a directive places the figure elsewhere."""
        token, rendering = tokens[idx], _rendering(env)
        index = token.meta.get("fence")
        if rendering.context.plain:
            return super().fence(tokens, idx, options, env)
        if index is None or not rendering.fences:
            return render_shown(token.content, token.info.strip().partition(" ")[0])
        fence = rendering.fences[index]
        if fence.figure in rendering.placed:
            return render_fence(fence)
        return render_fence(fence) + rendering.context.pictures.get(fence.figure, "")

    def figure(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        """Return the figure that a directive places."""
        return _rendering(env).context.pictures.get(tokens[idx].content, "")

    def note_open(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        """Return the start of a remark."""
        return '<div class="remark" role="note">\n'

    def note_title_open(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        """Return the start of a remark's title."""
        return '<p class="remark-title">'

    def heading_open(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        """Return the start of a heading, at the level that the page needs, with its id."""
        token, context = tokens[idx], _rendering(env).context
        anchor = ""
        if "id" in token.meta:
            anchor = f' id="{escapeHtml(context.id_prefix + token.meta["id"])}"'
        return f"<{_heading(token, context)}{anchor}>"

    def heading_close(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        """Return the end of a heading."""
        return f"</{_heading(tokens[idx], _rendering(env).context)}>\n"

    def link_open(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        """Return the start of a link, or of a `span` if the link is unsafe or inside a link."""
        token, context = tokens[idx], _rendering(env).context
        if not _is_linked(token, context):
            return "<span>"
        href = context.rebase(str(token.attrs["href"]))
        return self.renderToken([token.copy(attrs={**token.attrs, "href": href})], 0, options, env)

    def link_close(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        """Return the end of a link."""
        opener = next(token for token in reversed(tokens[:idx]) if token.type == "link_open")
        return "</a>" if _is_linked(opener, _rendering(env).context) else "</span>"

    def image(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        """Return a picture, or its alternative text if there is no such file.

        A picture without alternative text was reported by the reader and is left out.
        """
        token, context = tokens[idx], _rendering(env).context
        words = plain_inline(token.children or ())
        source = str(token.attrs["src"])
        if context.assets is None:
            address: str | None = context.rebase(source)
        else:
            address = context.assets.get(unquote(source).removeprefix("./"))
        is_shown = context.plain or not (token.meta.get("refused") or not words.strip())
        if address is None or not is_shown or _LIVE.match(address):
            return escapeHtml(words)
        title = str(token.attrs.get("title") or "")
        title = f' title="{escapeHtml(title)}"' if title else ""
        return f'<img src="{escapeHtml(address)}" alt="{escapeHtml(words)}"{title} />'

    def footnote_ref(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        """Return the number that links to a footnote, or the text as written if there is none."""
        token, rendering = tokens[idx], _rendering(env)
        number, again = token.meta["id"] + 1, token.meta["subId"]
        if token.meta["id"] not in rendering.notes:
            return escapeHtml(f"[^{token.meta['label']}]")
        if token.meta.get("inert"):
            return f"<sup>{number}</sup>"
        prefix = escapeHtml(rendering.context.id_prefix)
        anchor = f"{prefix}fnref-{number}" + (f"-{again + 1}" if again else "")
        attributes = f'href="#{prefix}fn-{number}" id="{anchor}" aria-label="Footnote {number}"'
        return f'<sup class="footnote-ref"><a {attributes}>{number}</a></sup>'

    def th_open(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        """Return the start of a header cell, aligned by a class."""
        return _open_cell(tokens[idx])

    def td_open(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        """Return the start of a cell, aligned by a class."""
        return _open_cell(tokens[idx])

    def table_open(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        """Return the start of a table in a box that scrolls."""
        box = '<div class="table-box" tabindex="0" role="group" aria-label="Table">'
        return f'{box}\n<table class="table">\n'

    def table_close(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        """Return the end of a table and its box."""
        return "</table>\n</div>\n"


def plain_inline(tokens: Tokens) -> str:
    """Return the words of inline tokens without markup; a formula is shown as its TeX."""
    out: list[str] = []
    for token in tokens:
        if token.type in ("softbreak", "hardbreak"):
            out.append("\n")
        elif token.type == "image" or (token.type == "role" and token.children):
            out.append(plain_inline(token.children or ()))
        elif token.type == "math_inline":
            out.append(token.content.strip())
        elif token.type != "footnote_ref":
            out.append(token.content)
    return "".join(out)


def _rendering(env: EnvType) -> Rendering:
    rendering = env["rendering"]
    assert isinstance(rendering, Rendering)
    return rendering


def _render_maths(token: Token, rendering: Rendering, *, display: bool) -> str:
    """Return the formula as MathML; report its fault if it cannot be typeset."""
    typeset = typeset_tex(token.content, display=display, macros=rendering.context.macros)
    if (fault := typeset.fault) is not None:
        place = _place_fault(fault, token, rendering.path)
        rendering.problems.append(Problem("tex-typesets", fault.message, place, fault.hint))
    return typeset.mathml


def _find_punctuation(tokens: Tokens, idx: int) -> str:
    """Return the punctuation right after the inline formula at `idx`, empty for other tokens."""
    if not 0 <= idx < len(tokens) - 1 or tokens[idx].type != "math_inline":
        return ""
    found = _PUNCTUATION.match(tokens[idx + 1].content) if tokens[idx + 1].type == "text" else None
    return found[0] if found else ""


def _place_fault(fault: TexFault, token: Token, path: str) -> Place:
    """Return the place of the fault in the file; `starts` maps TeX offsets to line and column."""
    starts = token.meta.get("starts", ((0, 1, 1),))
    reached = (start for start in starts if start[0] <= fault.offset)
    offset, line, column = max(reached, default=starts[0])
    end = token.content.find("\n", fault.offset)
    width = min(fault.width, (end if end >= 0 else len(token.content)) - fault.offset)
    return Place(path, line, column + fault.offset - offset, max(1, width))


def _heading(token: Token, context: TextContext) -> str:
    return f"h{min(6, int(token.tag[1]) + context.heading_shift)}"


def _is_linked(token: Token, context: TextContext) -> bool:
    """Return true unless the address is refused or can run code, or the link is in a link."""
    is_refused = bool(token.meta.get("refused")) and not context.plain
    return not (is_refused or token.meta.get("inert") or _LIVE.match(str(token.attrs["href"])))


def _open_cell(token: Token) -> str:
    style = str(token.attrs.get("style", ""))
    side = f' class="align-{style.rpartition(":")[2]}"' if style else ""
    return f"<{token.tag}{side}>"
