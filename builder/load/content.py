"""Reads `content.md`: one text, cut into sections, with its fences, its labelled formulas and the places of its figures."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise

from markdown_it.token import Token

from builder.load.fences import check_fences_closed, read_fences
from builder.load.footnotes import check_footnotes
from builder.load.locate import Origin, make_origin
from builder.load.markdown import Addresses, normalise, parse_tokens, read_text_tokens
from builder.load.marks import mark_tokens
from builder.load.readings import keep_newest
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

MOST_READ = 1_024  # pages whose tokens are held, 200 KB to 2 MB each

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
    """A concept's content and everything that is wrong with it; a faulty part never hides another."""
    content, _, problems = _read_content(Written(source, Place(path), form="content"))
    return content, problems


def read_content_tokens(written: Written) -> tuple[Token, ...]:
    """The tokens of a whole content.md."""
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
        Text(written.source, place, Tokens(written, read_content_tokens), marks),
        sections,
        fences,
        equations,
        placements,
        headings=tuple(_list_headings(tokens, sections, place, addresses)),
        figures=_order_figures(placements, fences),
        words=len(written.source.split()) - sum(len(fence.code.split()) for fence in fences),
    )
    found = (*problems, *mark_problems, *section_problems, *fence_problems, *equation_problems)
    found = (
        *found,
        *check_fences_closed(tokens, origin),
        *check_footnotes(tokens, origin),
        *_check_placed_once(placements),
    )
    return content, tuple(tokens), found


def slug_from(title: str) -> str:
    """A title as an id: letters without accents in lower case, digits, hyphens; empty where nothing of that is left."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def _read_sections(tokens: list[Token], origin: Origin) -> tuple[tuple[Section, ...], Problems]:
    """The level-two headings outside of notes and quotes; headings below them get an id in `meta["id"]`."""
    heads = [
        index
        for index, token in enumerate(tokens)
        if token.type == "heading_open" and token.level == 0 and token.tag == "h2"
    ]
    problems = [*_check_start(tokens, heads, origin), *_check_titles(tokens, origin)]
    sections: list[Section] = []
    for number, (head, stop) in enumerate(
        zip(heads, (*heads[1:], len(tokens)), strict=False), start=1
    ):
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
            note = (Note("the first one", first.place),)
            hint = "rename it, or move what it holds into the first one"
            message = f"'{title}' is a second section with the address '#{section.id}'"
            problems.append(Problem("section-unique", message, section.place, hint, notes=note))
        sections.append(section)
        _name_headings(tokens[section.start : stop], section.id)
    return tuple(sections), tuple(problems)


def _name_headings(tokens: Sequence[Token], section: str) -> None:
    """Ids of the headings of a section, `math-the-limit`; equal titles are numbered."""
    seen: dict[str, int] = {}
    for token, following in pairwise(tokens):
        if token.type == "heading_open":
            id = f"{section}-{slug_from(following.content) or 'part'}"
            seen[id] = seen.get(id, 0) + 1
            token.meta["id"] = id if seen[id] == 1 else f"{id}-{seen[id]}"


def _list_headings(
    tokens: Sequence[Token], sections: Sequence[Section], place: Place, addresses: Addresses
) -> Iterator[Heading]:
    """Section by section: its own heading, then those below it; each can be read by itself, with the addresses that it may lead to."""
    below_it = "".join(
        f"\n\n[{label}]: <{address['href']}>" for label, address in addresses.items()
    )
    for section in sections:
        below = [
            at
            for at in range(section.start, section.stop)
            if tokens[at].type == "heading_open" and "id" in tokens[at].meta
        ]
        for anchor, at in (
            (section.id, section.start - 2),
            *((str(tokens[at].meta["id"]), at + 1) for at in below),
        ):
            source = tokens[at].content
            with_addresses = bool(below_it) and "[" in source
            written = (
                Written(f"## {source}{below_it}", place, form="blocks")
                if with_addresses
                else Written(source, place, form="line")
            )
            yield Heading(anchor, Text(source, place, Tokens(written, read_text_tokens), ()))


def _order_figures(placements: Sequence[Mark], fences: Sequence[Fence]) -> tuple[str, ...]:
    """The ids of the figures as they stand: where they are placed, else at the code that draws them."""
    placed = {mark.target: mark.place.line for mark in reversed(placements)}
    drawn = {fence.figure: fence.place.line for fence in reversed(fences) if fence.figure}
    return tuple(id for _, id in sorted((line, id) for id, line in (drawn | placed).items()))


def _check_start(
    tokens: Sequence[Token], heads: Sequence[int], origin: Origin
) -> Iterator[Problem]:
    """`section-first`: nothing stands before the first section, where it would be shown nowhere."""
    before = tokens[: heads[0] if heads else len(tokens)]
    shown = next(
        (
            token
            for token in before
            if token.map and token.level == 0 and token.type != "footnote_reference_open"
        ),
        None,
    )
    if shown is not None and shown.map is not None and shown.tag != "h1":
        place = _place_line(shown.map[0], origin)
        hint = "begin with ## Intuition; what introduces the page is its summary and its invariant in concept.yaml"
        yield Problem(
            "section-first",
            "this stands before the first section and would be shown nowhere",
            place,
            hint,
        )


def _check_titles(tokens: Sequence[Token], origin: Origin) -> Iterator[Problem]:
    """`heading-level` and `heading-steps`: the page's title is no heading of its content, and no heading skips a level."""
    before = 1
    for token, following in pairwise(tokens):
        if token.type != "heading_open":
            continue
        level, place = int(token.tag[1]), _place_heading(following, origin)
        if level == 1:
            hint = f"delete it, or write ## {following.content}: the page's title stands in concept.yaml"
            yield Problem(
                "heading-level",
                "a heading of level one would be a second title of the page",
                place,
                hint,
            )
        elif level > before + 1:
            hint = f"write {'#' * (before + 1)} {following.content}"
            yield Problem(
                "heading-steps",
                f"a heading of level {level} follows one of level {before}",
                place,
                hint,
            )
        elif not following.content:
            place = _place_line(token.map[0], origin) if token.map else place
            yield Problem(
                "heading-level", "this heading is empty", place, "write its words, or delete it"
            )
        before = max(level, 2)


def _read_equations(
    tokens: Sequence[Token], origin: Origin
) -> tuple[tuple[Equation, ...], Problems]:
    """The labelled formulas, numbered from 1; `meta["number"]` of their tokens is set."""
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
            message = f"'{label}' is no label: a letter, then lower-case letters, digits and hyphens, at most 64"
            problems.append(Problem("label-readable", message, place, hint))
        elif label in equations:
            note = (Note("the first one", equations[label].place),)
            hint = "give each formula a label of its own"
            problems.append(
                Problem(
                    "label-unique",
                    f"the label '{label}' stands at a second formula",
                    place,
                    hint,
                    notes=note,
                )
            )
        else:
            token.meta["number"] = len(equations) + 1
            equations[label] = Equation(
                place=place, label=label, tex=token.content.strip(), number=len(equations) + 1
            )
    return tuple(equations.values()), tuple(problems)


def _check_placed_once(placements: Sequence[Mark]) -> Iterator[Problem]:
    """`figure-placed-once`: a figure stands at one place of the page."""
    first: dict[str, Mark] = {}
    for mark in placements:
        if mark.target in first:
            hint = f"refer to it: {{fig}}`{mark.target}`"
            note = (Note("the first one", first[mark.target].place),)
            yield Problem(
                "figure-placed-once",
                f"the figure '{mark.target}' is placed a second time",
                mark.place,
                hint,
                notes=note,
            )
        first.setdefault(mark.target, mark)


def _place_line(index: int, origin: Origin) -> Place:
    start = origin.starts[index]
    return origin.place(start, start + len(origin.text_of_line(index)))


def _place_heading(inline: Token, origin: Origin) -> Place:
    start = inline.meta["segments"][0][1]
    return origin.place(start, start + max(1, len(inline.content)))
