"""Reads prose: a source in markdown becomes a text with its marks, each at its place, and the problems found in it."""

import re
from collections.abc import Iterator
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import autolink
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from builder.load.block_rules import read_directive, read_formula
from builder.load.fences import check_fences_closed
from builder.load.footnotes import check_footnotes
from builder.load.inline_rules import (
    place_rule,
    read_citation,
    read_image,
    read_link,
    read_maths,
    report_reference,
    report_tag,
)
from builder.load.locate import Origin, make_origin, segment_tokens
from builder.load.marks import mark_tokens
from builder.load.readings import keep_newest
from builder.load.role_rule import read_role
from builder.records.place import Place
from builder.records.problem import Problem, Problems
from builder.records.text import Mark, Text, Tokens, Written

MOST_CHARACTERS = 200_000  # some 30,000 words; the parser needs up to 20 microseconds for a character of hostile text
MOST_LINES = 10_000  # and up to 100 for a line
MOST_LEVELS = 40  # of blocks in each other; the parser counts a list and its item as two
MOST_FILES = 256  # whose texts have their tokens held
MOST_TEXTS = 256  # of one file, a few KB each
MOST_LOOKUPS = 2_000_000  # opening brackets times characters of one paragraph: each bracket may be followed to the paragraph's end

Addresses = dict[
    str, dict[str, str]
]  # label -> {"href": address, ...}, as the parser collects them
# One line in which no rule could find anything: most titles and reasons are, and they are half of all texts.
_PLAIN = re.compile(r"[^\\`*_\[\]<>{}$&!\n\r\0]{0,2000}")

# (rule, the CommonMark rule before which it stands); a citation is tried only where no link is
_BLOCK_RULES = (("directive", "fence", read_directive), ("formula", "fence", read_formula))
_ENDS_PARAGRAPH: RuleOptionsType = {
    "alt": ["paragraph", "reference", "blockquote", "list", "footnote_def"]
}
_INLINE_RULES = (
    ("role", "escape", read_role),
    ("maths", "escape", read_maths),
    ("citation", "image", read_citation),
    ("tag", "html_inline", report_tag),
    ("reference", "entity", report_reference),
)


def parse_text(
    source: str, place: Place, *, lines: tuple[tuple[int, int], ...] = (), blocks: bool = False
) -> tuple[Text, Problems]:
    """The text of a value that stands at `place`; `lines` holds where each of its lines begins, counted from `place` where missing.

    Without `blocks` the source is one run of inline markdown.
    """
    is_plain = not blocks and _PLAIN.fullmatch(source)
    written = (
        Written(source, place)
        if is_plain
        else Written(source, place, lines, "blocks" if blocks else "line")
    )
    _, marks, problems = _read_plain(written) if is_plain else _read_marked(written)
    return Text(source, place, Tokens(written, read_text_tokens), marks), problems


def read_text_tokens(written: Written) -> tuple[Token, ...]:
    """The tokens of a text that is no whole content.md."""
    return (_read_plain if written.form == "plain" else _read_marked)(written)[0]


_Marked = tuple[tuple[Token, ...], tuple[Mark, ...], Problems]


def _read_plain(written: Written) -> _Marked:
    return tuple(_plain(written.source)), (), ()


@keep_newest(files=MOST_FILES, each=MOST_TEXTS)
def _read_marked(written: Written) -> _Marked:
    """Tokens and marks, and every fault."""
    origin = make_origin(normalise(written.source), written.place, written.lines)
    tokens, problems = parse_tokens(origin, blocks=written.form == "blocks")
    marks, found = mark_tokens(tokens, origin)
    checked = (
        *check_fences_closed(tokens, origin),
        *check_footnotes(tokens, origin),
        *_check_belongs(tokens, origin),
    )
    return tuple(tokens), marks, (*problems, *found, *checked)


def parse_tokens(
    origin: Origin, *, blocks: bool, addresses: Addresses | None = None
) -> tuple[list[Token], Problems]:
    """The source's tokens, those of inline content with their segments; a source beyond all bounds is one plain text.

    The `addresses` that links are given by reference are added to, by their labels.
    """
    source = origin.source
    if len(source) > MOST_CHARACTERS or len(origin.starts) > MOST_LINES:
        size = f"{len(source):,} characters in {len(origin.starts):,} lines"
        message = f"the text has {size}; {MOST_CHARACTERS:,} in {MOST_LINES:,} are read"
        return _plain(""), (
            Problem("prose-bounded", message, origin.place(0, 1), "split it over several concepts"),
        )
    env: dict[str, object] = {
        "origin": origin,
        "references": {} if addresses is None else addresses,
    }
    parser = _make_parser()
    tokens = parser.parse(source, env) if blocks else parser.parseInline(source, env)
    if not blocks:
        tokens[0].map = [0, 1]
    segment_tokens(tokens, origin)
    crowded = [token for token in tokens if token.meta.get("crowded")]
    return tokens, (
        *_check_levels(tokens, origin),
        *(_report_crowded(token, origin) for token in crowded),
    )


def normalise(source: str) -> str:
    """The source with `\\n` line breaks and without NUL, as CommonMark reads it; offsets count in this."""
    return source.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")


@cache
def _make_parser() -> MarkdownIt:
    """The one parser: CommonMark without HTML, tables, definition lists, footnotes, and our rules. It keeps no state between texts."""
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": MOST_LEVELS}).enable("table")
    parser.use(deflist_plugin).use(
        footnote_plugin, inline=False, move_to_end=False, always_match_refs=True
    )
    for name, before, block_rule in _BLOCK_RULES:
        parser.block.ruler.before(before, name, block_rule, _ENDS_PARAGRAPH)
    for name, before, inline_rule in _INLINE_RULES:
        parser.inline.ruler.before(before, name, inline_rule)
    parser.inline.ruler.at("link", read_link)
    parser.inline.ruler.at("image", read_image)
    parser.inline.ruler.at("autolink", place_rule(autolink))
    footnote = next(
        rule.fn for rule in parser.inline.ruler.__rules__ if rule.name == "footnote_ref"
    )
    parser.inline.ruler.at("footnote_ref", place_rule(footnote))
    parser.core.ruler.at("inline", _parse_inlines)
    parser.validateLink = _accept_link  # type: ignore[method-assign]  # an address that may not be linked is a problem, not silent text
    return parser


def _accept_link(url: str) -> bool:
    return True


def _parse_inlines(state: StateCore) -> None:
    """The core rule that parses paragraphs, leaving out those that would take too long."""
    for token in state.tokens:
        if token.type != "inline":
            continue
        if (
            token.content.count("[") * len(token.content) > MOST_LOOKUPS
            and token.content.count("[") > 100
        ):
            token.children = [Token("text", "", 0, content=token.content)]
            token.meta["crowded"] = True
        else:
            token.children = []
            state.md.inline.parse(token.content, state.md, state.env, token.children)


def _plain(content: str) -> list[Token]:
    return [
        Token("inline", "", 0, content=content, children=[Token("text", "", 0, content=content)])
    ]


def _check_levels(tokens: list[Token], origin: Origin) -> Problems:
    deep = next((token for token in tokens if token.level >= MOST_LEVELS - 1 and token.map), None)
    if deep is None or deep.map is None:
        return ()
    start = origin.starts[deep.map[0]]
    message = f"lists, quotes and notes stand more than {MOST_LEVELS} levels deep in each other; a list counts as two"
    return (
        Problem(
            "nesting-bounded",
            message,
            origin.place(start, start + len(origin.text_of_line(deep.map[0]))),
            "take a level out",
        ),
    )


def _check_belongs(tokens: list[Token], origin: Origin) -> Iterator[Problem]:
    """`content-only`: labelled formulas and figures stand in content.md, where they are numbered."""
    for token in tokens:
        if (token.type == "figure" and token.content) or (
            token.type == "formula" and "label" in token.meta
        ):
            word = (
                f"the figure '{token.content}' is placed"
                if token.type == "figure"
                else f"the label '{token.info}' stands"
            )
            place = origin.place(*token.meta["label" if token.type == "formula" else "target"])
            hint = (
                f"refer to it: {{fig}}`{token.content}`"
                if token.type == "figure"
                else "delete the label, or move the formula to content.md"
            )
            yield Problem("content-only", f"{word} outside of content.md", place, hint)


def _report_crowded(token: Token, origin: Origin) -> Problem:
    at = token.meta["segments"][0][1]
    message = f"this paragraph holds {token.content.count('['):,} opening brackets in {len(token.content):,} characters, too many to read"
    return Problem(
        "prose-bounded",
        message,
        origin.place(at, at + len(token.content)),
        "break it into paragraphs, or set what is data as code",
    )
