"""HTML of the roles that link a word of the prose to an object of the page, or show a value."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from markdown_it.common.utils import escapeHtml
from markdown_it.token import Token

from builder.records.problem import Problem
from builder.render.prose.formatted_values import FormatError, show_value
from builder.render.prose.text_context import Link, Rendering, TextContext
from builder.render.render_context import note_anchor

RenderRole = Callable[[Token, str, TextContext], str]  # the role, its words as HTML, the context


def render_role(token: Token, words: str, rendering: Rendering) -> str:
    """Return the HTML of a role; an unknown role shows its words."""
    if token.info == "value":
        return _render_value(token, rendering)
    render = _ROLES.get(token.info)
    if render is None:
        return words or escapeHtml(token.content)
    return render(token, words, rendering.context)


def write_link(href: str, words: str, token: Token, name: str, note: str = "") -> str:
    """Return a link of class `name`, or only its words where the token must not link.

    `note` is the anchor of the margin note that the link opens.
    """
    if token.meta.get("inert"):
        return words
    attribute = f' data-note="{note}"' if note else ""
    return f'<a class="{name}"{attribute} href="{escapeHtml(href)}">{words}</a>'


def _render_claim(token: Token, words: str, context: TextContext) -> str:
    claim = context.claims.get(token.content)
    if claim is None or token.meta.get("inert"):
        return words
    note = "" if context.page else f' data-note="{note_anchor("claim", token.content)}"'
    level = f'data-level="{escapeHtml(claim.level)}"'
    href = f"{escapeHtml(context.page)}#claim-{escapeHtml(token.content)}"
    return f'<a class="claim" {level}{note} href="{href}">{words}<sup>{claim.number}</sup></a>'


def _render_equation(token: Token, words: str, context: TextContext) -> str:
    number = context.equations.get(token.content)
    if number is None:
        return words or escapeHtml(token.content)
    href = f"{context.page}#equation-{token.content}"
    return write_link(href, words or f"({number})", token, "reference")


def _make_reference(
    name: str, list_links: Callable[[TextContext], Mapping[str, Link]]
) -> RenderRole:
    """Return the rule of a role that links to one of the listed links."""

    def render(token: Token, words: str, context: TextContext) -> str:
        link = list_links(context).get(token.content)
        if link is None:
            return words or escapeHtml(token.content)
        return write_link(link.href, words or escapeHtml(link.words), token, name)

    return render


_ROLES: dict[str, RenderRole] = {
    "claim": _render_claim,
    "eq": _render_equation,
    "concept": _make_reference("concept", lambda context: context.concepts),
    "fig": _make_reference("reference", lambda context: context.figures),
    "check": _make_reference("check", lambda context: context.checks),
}


def _render_value(token: Token, rendering: Rendering) -> str:
    """Return the value of an expression; report a format that the value does not take."""
    expression, spec = token.meta["expression"], token.meta["format"]
    answer = rendering.context.answers.get(expression)
    try:
        return show_value(answer, spec)
    except FormatError as fault:
        place = replace(token.meta["marks"][0].place, width=len(token.content.partition("\n")[0]))
        message = f"the value of '{expression}' does not take the format '{spec}': {fault}"
        rendering.problems.append(Problem("value-formats", message, place, fault.hint))
        return show_value(None, spec)
