"""The reader of `content.md`: sections, fences, labelled formulas and placed figures."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise

from markdown_it.token import Token

from builder.load.code_fences import check_fences_closed, read_fences
from builder.load.footnotes import check_footnotes
from builder.load.locate import Origin, make_origin
from builder.load.markdown import Addresses, normalise, parse_tokens, read_text_tokens
from builder.load.marks import mark_tokens
from builder.load.recent_files import keep_newest
from builder.records.place import Place
from builder.records.problem import Note, Problem, Problems
from builder.records.text import (
    Content,
    Equation,
    Fence,
    Heading,
    Mark,
    Section,
    Text,
    Tokens,
    Written,
)

MOST_READ = 1_024  # pages with cached tokens, 200 KB to 2 MB each

SECTION_IDS = {
    "intuition": "intuition",
    "math": "math",
    "maths": "math",
    "mathematics": "math",
    "code": "code",
    "interactive demo": "interactive-demo",
}

_LABEL = re.compile(r"[a-z][a-z0-9-]{0,63}")


def parse_content(source: str, path: str) -> tuple[Content, Problems]:
    """Return the content of a concept and all its problems; no fault hides another."""
    content, _, problems = _read_content(Written(source, Place(path), form="content"))
    return content, problems


def read_content_tokens(written: Written) -> tuple[Token, ...]:
    """Return the tokens of a whole content.md."""
    return _read_content(written)[1]


@keep_newest(files=MOST_READ, each=1)
def _read_content(written: Written) -> tuple[Content, tuple[Token, ...], Problems]:
    place, addresses = written.place, Addresses()
    origin = make_origin(normalise(written.source), place)
    tokens, problems = parse_tokens(origin, blocks=True, addresses=addresses)
    marks, mark_problems = mark_tokens(tokens, origin)
    sections, section_problems = _read_sections(tokens, origin)
    fences, fence_problems = read_fences(tokens, origin)
    equations, equation_problems = _read_equations(tokens, origin)
    placements = tuple(token.meta["placement"] for token in tokens if "placement" in token.meta)
    content = Content(
        text=Text(written.source, place, Tokens(written, read_content_tokens), marks),
        sections=sections,
        fences=fences,
        equations=equations,
        placements=placements,
        headings=tuple(_list_headings(tokens, sections, place, addresses)),
        figures=_order_figures(placements, fences),
        words=len(written.source.split()) - sum(len(fence.code.split()) for fence in fences),
    )
    found = (
        *problems,
        *mark_problems,
        *section_problems,
        *fence_problems,
        *equation_problems,
        *check_fences_closed(tokens, origin),
        *check_footnotes(tokens, origin),
        *_check_placed_once(placements),
    )
    return content, tuple(tokens), found


def slug_from(title: str) -> str:
    """Return a title as an id of lower-case letters without accents, digits and hyphens.

    The id is empty if the title has none of these.
    """
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def _read_sections(tokens: list[Token], origin: Origin) -> tuple[tuple[Section, ...], Problems]:
    """Return the level-two headings outside of notes and quotes, and their problems.

    The headings below them get an id in `meta["id"]`.
    """
    heads = [
        index
        for index, token in enumerate(tokens)
        if token.type == "heading_open" and token.level == 0 and token.tag == "h2"
    ]
    problems = [*_check_start(tokens, heads, origin), *_check_titles(tokens, origin)]
    sections: list[Section] = []
    for number, (head, stop) in enumerate(pairwise((*heads, len(tokens))), start=1):
        title = tokens[head + 1].content
        section = Section(
            place=_place_heading(tokens[head + 1], origin),
            id=SECTION_IDS.get(title.strip().lower()) or slug_from(title) or f"section-{number}",
            title=title,
            start=head + 3,
            stop=stop,
        )
        first = next((other for other in sections if other.id == section.id), None)
        if first is not None:
            message = f"'{title}' is a second section with the address '#{section.id}'"
            hint = "rename it, or move what it holds into the first one"
            notes = (Note("the first one", first.place),)
            problems.append(Problem("section-unique", message, section.place, hint, notes=notes))
        sections.append(section)
        _name_headings(tokens[section.start : stop], section.id)
    return tuple(sections), tuple(problems)


def _name_headings(tokens: Sequence[Token], section: str) -> None:
    """Set the ids of the headings of a section, `math-the-limit`; number equal titles."""
    seen: dict[str, int] = {}
    for token, following in pairwise(tokens):
        if token.type == "heading_open":
            heading_id = f"{section}-{slug_from(following.content) or 'part'}"
            count = seen[heading_id] = seen.get(heading_id, 0) + 1
            token.meta["id"] = heading_id if count == 1 else f"{heading_id}-{count}"


def _list_headings(
    tokens: Sequence[Token], sections: Sequence[Section], place: Place, addresses: Addresses
) -> Iterator[Heading]:
    """Yield the heading of each section, followed by the headings below it.

    The source of a heading is a text of its own, with the addresses of reference links.
    """
    definitions = "".join(f"\n\n[{name}]: <{link['href']}>" for name, link in addresses.items())
    for section in sections:
        below = (
            (str(tokens[at].meta["id"]), at + 1)
            for at in range(section.start, section.stop)
            if tokens[at].type == "heading_open" and "id" in tokens[at].meta
        )
        for anchor, index in ((section.id, section.start - 2), *below):
            source = tokens[index].content
            written = Written(source, place, form="line")
            if definitions and "[" in source:
                written = Written(f"## {source}{definitions}", place, form="blocks")
            yield Heading(anchor, Text(source, place, Tokens(written, read_text_tokens), ()))


def _order_figures(placements: Sequence[Mark], fences: Sequence[Fence]) -> tuple[str, ...]:
    """Return the ids of the figures in page order.

    A figure that is not placed stands at the code that draws it.
    """
    placed = {mark.target: mark.place.line for mark in reversed(placements)}
    drawn = {fence.figure: fence.place.line for fence in reversed(fences) if fence.figure}
    lines = drawn | placed  # figure id -> line
    return tuple(sorted(lines, key=lambda figure_id: (lines[figure_id], figure_id)))


def _check_start(
    tokens: Sequence[Token], heads: Sequence[int], origin: Origin
) -> Iterator[Problem]:
    """Yield `section-first` for content before the first section, which is shown nowhere."""
    before = tokens[: heads[0] if heads else len(tokens)]
    shown = (token for token in before if token.map and token.level == 0)
    first = next((token for token in shown if token.type != "footnote_reference_open"), None)
    if first is not None and first.map is not None and first.tag != "h1":
        message = "this stands before the first section and would be shown nowhere"
        hint = (
            "begin with ## Intuition;"
            " what introduces the page is its summary and its invariant in concept.yaml"
        )
        yield Problem("section-first", message, _place_line(first.map[0], origin), hint)


def _check_titles(tokens: Sequence[Token], origin: Origin) -> Iterator[Problem]:
    """Yield `heading-level` and `heading-steps`.

    The page's title is not a heading of its content, and no heading skips a level.
    """
    before = 1
    for token, following in pairwise(tokens):
        if token.type != "heading_open":
            continue
        level, words = int(token.tag[1]), following.content
        place = _place_heading(following, origin)
        if level == 1:
            message = "a heading of level one would be a second title of the page"
            hint = f"delete it, or write ## {words}: the page's title stands in concept.yaml"
            yield Problem("heading-level", message, place, hint)
        elif level > before + 1:
            message = f"a heading of level {level} follows one of level {before}"
            hint = f"write {'#' * (before + 1)} {words}"
            yield Problem("heading-steps", message, place, hint)
        elif not words:
            place = _place_line(token.map[0], origin) if token.map else place
            message, hint = "this heading is empty", "write its words, or delete it"
            yield Problem("heading-level", message, place, hint)
        before = max(level, 2)


def _read_equations(
    tokens: Sequence[Token], origin: Origin
) -> tuple[tuple[Equation, ...], Problems]:
    """Return the labelled formulas, numbered from 1, and set `meta["number"]` of their tokens."""
    equations: dict[str, Equation] = {}
    problems: list[Problem] = []
    for token in tokens:
        if token.type != "formula" or "label" not in token.meta:
            continue
        start, stop = token.meta["label"]
        place = origin.place(start, stop)
        label = token.info
        if not _LABEL.fullmatch(label):
            slug = slug_from(label)[:60].strip("-") or "a-name"
            hint = f"write ({slug if slug[0].isalpha() else f'eq-{slug}'})"
            form = "a letter, then lower-case letters, digits and hyphens, at most 64"
            message = f"'{label}' is no label: {form}"
            problems.append(Problem("label-readable", message, place, hint))
        elif label in equations:
            message = f"the label '{label}' stands at a second formula"
            hint = "give each formula a label of its own"
            notes = (Note("the first one", equations[label].place),)
            problems.append(Problem("label-unique", message, place, hint, notes=notes))
        else:
            token.meta["number"] = number = len(equations) + 1
            tex = token.content.strip()
            equations[label] = Equation(place=place, label=label, tex=tex, number=number)
    return tuple(equations.values()), tuple(problems)


def _check_placed_once(placements: Sequence[Mark]) -> Iterator[Problem]:
    """Yield `figure-placed-once` for every later placement of a figure."""
    first: dict[str, Mark] = {}
    for mark in placements:
        if mark.target in first:
            message = f"the figure '{mark.target}' is placed a second time"
            hint = f"refer to it: {{fig}}`{mark.target}`"
            notes = (Note("the first one", first[mark.target].place),)
            yield Problem("figure-placed-once", message, mark.place, hint, notes=notes)
        first.setdefault(mark.target, mark)


def _place_line(index: int, origin: Origin) -> Place:
    start = origin.starts[index]
    return origin.place(start, start + len(origin.text_of_line(index)))


def _place_heading(inline: Token, origin: Origin) -> Place:
    start = inline.meta["segments"][0][1]
    return origin.place(start, start + max(1, len(inline.content)))
