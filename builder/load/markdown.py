"""The reader of prose: a source in markdown becomes a text with its marks and its problems."""

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
from builder.load.code_fences import check_fences_closed
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
from builder.load.recent_files import keep_newest
from builder.load.role_rule import read_role
from builder.records.place import Place
from builder.records.problem import Problem, Problems
from builder.records.text import Mark, Text, Tokens, Written

MOST_CHARACTERS = 200_000  # some 30,000 words; hostile text takes up to 20 microseconds a character
MOST_LINES = 10_000  # hostile text takes up to 100 microseconds a line
MOST_LEVELS = 40  # of nested blocks; the parser counts a list and its item as two
MOST_FILES = 256  # files with cached tokens of their texts
MOST_TEXTS = 256  # of one file, a few KB each
# Opening brackets times characters of one paragraph: the parser may follow each bracket to the end
# of the paragraph.
MOST_LOOKUPS = 2_000_000

# label -> {"href": address, ...}, as the parser collects the addresses of reference links
Addresses = dict[str, dict[str, str]]
# One line without markup. Most titles and reasons are plain, and they are half of all texts.
_PLAIN = re.compile(r"[^\\`*_\[\]<>{}$&!\n\r\0]{0,2000}")

# (name, the CommonMark rule before which it runs, rule); a citation is tried after a link
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
    """Return the text of a value at `place`, and its problems.

    `lines` holds the place of each line, if it is known. Without `blocks` the source is inline
    markdown.
    """
    is_plain = not blocks and _PLAIN.fullmatch(source)
    form = "blocks" if blocks else "line"
    written = Written(source, place) if is_plain else Written(source, place, lines, form)
    _, marks, problems = _read_plain(written) if is_plain else _read_marked(written)
    return Text(source, place, Tokens(written, read_text_tokens), marks), problems


def read_text_tokens(written: Written) -> tuple[Token, ...]:
    """Return the tokens of a text that is not a whole content.md."""
    return (_read_plain if written.form == "plain" else _read_marked)(written)[0]


_Marked = tuple[tuple[Token, ...], tuple[Mark, ...], Problems]


def _read_plain(written: Written) -> _Marked:
    return tuple(_plain(written.source)), (), ()


@keep_newest(files=MOST_FILES, each=MOST_TEXTS)
def _read_marked(written: Written) -> _Marked:
    """Return the tokens, the marks and the problems of a text with markup."""
    origin = make_origin(normalise(written.source), written.place, written.lines)
    tokens, problems = parse_tokens(origin, blocks=written.form == "blocks")
    marks, found = mark_tokens(tokens, origin)
    checked = (
        *check_fences_closed(tokens, origin),
        *check_footnotes(tokens, origin),
        *_check_content_only(tokens, origin),
    )
    return tuple(tokens), marks, (*problems, *found, *checked)


def parse_tokens(
    origin: Origin, *, blocks: bool, addresses: Addresses | None = None
) -> tuple[list[Token], Problems]:
    """Return the tokens of a source, with the segments of inline content, and their problems.

    A source beyond the bounds gives one empty text. The addresses of reference links are added to
    `addresses`.
    """
    source = origin.source
    if len(source) > MOST_CHARACTERS or len(origin.starts) > MOST_LINES:
        size = f"{len(source):,} characters in {len(origin.starts):,} lines"
        message = f"the text has {size}; {MOST_CHARACTERS:,} in {MOST_LINES:,} are read"
        hint = "split it over several concepts"
        return _plain(""), (Problem("prose-bounded", message, origin.place(0, 1), hint),)
    references = {} if addresses is None else addresses
    env: dict[str, object] = {"origin": origin, "references": references}
    parser = _make_parser()
    tokens = parser.parse(source, env) if blocks else parser.parseInline(source, env)
    if not blocks:
        tokens[0].map = [0, 1]
    segment_tokens(tokens, origin)
    return tokens, (*_check_levels(tokens, origin), *_check_crowded(tokens, origin))


def normalise(source: str) -> str:
    """Return the source with `\\n` line breaks and without NUL, as CommonMark reads it.

    All offsets count in this text.
    """
    return source.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")


@cache
def _make_parser() -> MarkdownIt:
    """Return the one parser, which has no state between texts.

    It reads CommonMark without HTML, with tables, definition lists, footnotes and our rules.
    """
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
    rules = {rule.name: rule.fn for rule in parser.inline.ruler.__rules__}
    parser.inline.ruler.at("footnote_ref", place_rule(rules["footnote_ref"]))
    parser.core.ruler.at("inline", _parse_inlines)
    # An address that may not be linked to is a problem, and not silently text.
    parser.validateLink = _accept_link  # type: ignore[method-assign]
    return parser


def _accept_link(url: str) -> bool:
    return True


def _parse_inlines(state: StateCore) -> None:
    """Parse every paragraph except those that would take too long: a core rule."""
    for token in state.tokens:
        if token.type != "inline":
            continue
        brackets = token.content.count("[")
        if brackets > 100 and brackets * len(token.content) > MOST_LOOKUPS:
            token.children = [Token("text", "", 0, content=token.content)]
            token.meta["crowded"] = True
        else:
            token.children = []
            state.md.inline.parse(token.content, state.md, state.env, token.children)


def _plain(content: str) -> list[Token]:
    text = Token("text", "", 0, content=content)
    return [Token("inline", "", 0, content=content, children=[text])]


def _check_levels(tokens: list[Token], origin: Origin) -> Iterator[Problem]:
    """Yield `nesting-bounded` for the first block that is nested too deeply."""
    for token in tokens:
        if token.level >= MOST_LEVELS - 1 and token.map:
            start = origin.starts[token.map[0]]
            place = origin.place(start, start + len(origin.text_of_line(token.map[0])))
            message = (
                f"lists, quotes and notes stand more than {MOST_LEVELS} levels deep in each other;"
                " a list counts as two"
            )
            yield Problem("nesting-bounded", message, place, "take a level out")
            return


def _check_crowded(tokens: list[Token], origin: Origin) -> Iterator[Problem]:
    """Yield `prose-bounded` for every paragraph with too many brackets."""
    for token in tokens:
        if token.meta.get("crowded"):
            start = token.meta["segments"][0][1]
            size = f"{token.content.count('['):,} opening brackets in {len(token.content):,}"
            message = f"this paragraph holds {size} characters, too many to read"
            place = origin.place(start, start + len(token.content))
            hint = "break it into paragraphs, or set what is data as code"
            yield Problem("prose-bounded", message, place, hint)


def _check_content_only(tokens: list[Token], origin: Origin) -> Iterator[Problem]:
    """Yield `content-only` for every figure and labelled formula outside of content.md."""
    for token in tokens:
        if token.type == "figure" and token.content:
            message = f"the figure '{token.content}' is placed outside of content.md"
            place = origin.place(*token.meta["target"])
            hint = f"refer to it: {{fig}}`{token.content}`"
            yield Problem("content-only", message, place, hint)
        elif token.type == "formula" and "label" in token.meta:
            message = f"the label '{token.info}' stands outside of content.md"
            place = origin.place(*token.meta["label"])
            hint = "delete the label, or move the formula to content.md"
            yield Problem("content-only", message, place, hint)
