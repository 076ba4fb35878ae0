"""Sets the texts of one page: everything that roles, citations and figures of that page resolve to, in one place."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from markupsafe import Markup

from builder.records.concept import Concept, Figure
from builder.records.evidence import FigureDrawing
from builder.records.problem import Problem
from builder.records.text import Section, Text
from builder.render.context import ClaimMark, Link, TextContext
from builder.render.figure_data import name_file, plain_names, view_data, write_csv
from builder.render.figures import (
    FigureSource,
    keeps_width,
    render_figure,
    render_narrow,
    view_again,
)
from builder.render.known import Known, View, home_of, root_of, source_slug
from builder.render.linear import write_formulas
from builder.render.markdown import Block, plain_text, render_blocks, render_text
from builder.render.maths import Macros, typeset_tex

ReadFile = Callable[[str], bytes]
DrawFigure = Callable[[View], str]  # the partial of a figure


@dataclass(frozen=True, slots=True)
class Press:
    """What all pages of a site share: everything known, the theme's macros, the partial of a figure, the links to sources."""

    known: Known
    macros: Macros
    draw_figure: DrawFigure
    read: ReadFile
    links: Callable[[str], Mapping[str, Link]]  # root of a page -> links to sources


def link_sources(known: Known, root: str) -> dict[str, Link]:
    """Links to every source, from a page with this root."""
    return {
        key: Link(f"{root}sources/{source_slug(key)}/", label)
        for key, label in known.labels.items()
    }


class _ConceptLinks(Mapping[str, Link]):
    """Links to every concept with a page, from a page with this root; made when they are asked for."""

    def __init__(self, known: Known, root: str) -> None:
        self._known, self._root = known, root

    def __getitem__(self, id: str) -> Link:
        concept = self._known.summaries[id]
        if not self._known.is_shown(concept):
            raise KeyError(id)
        return Link(f"{self._root}{id}/", plain_text(concept.title))

    def __iter__(self) -> Iterator[str]:
        return (
            id for id, concept in self._known.summaries.items() if self._known.is_shown(concept)
        )

    def __len__(self) -> int:
        return sum(1 for _ in self)


class Typesetter:
    """Turns the texts of one page into HTML and collects what is wrong with them in `problems`.

    A page of a concept resolves that concept's own objects; any other page only links to concepts and sources.
    """

    def __init__(self, press: Press, path: str, concept: Concept | None = None) -> None:
        self._press = press
        self._texts = 0
        self.problems: list[Problem] = []
        self.data: dict[str, bytes] = {}  # of the page's figures, by their addresses from it
        self._path = path
        root = root_of(path)
        self._context = TextContext(
            concepts=_ConceptLinks(press.known, root),
            sources=press.links(root),
            macros=press.macros,
            heading_shift=0,
        )
        self._figures: dict[str, View] = {}
        if concept is not None:
            self._concept = concept
            self._context = self._resolve_own(concept)

    def inline(self, text: Text) -> Markup:
        """An inline text as HTML."""
        return self.block(text)

    def optional(self, text: Text | None) -> Markup | str:
        """The text as HTML, or nothing where there is none."""
        return self.block(text) if text is not None else ""

    def plain(self, text: Text) -> str:
        """The text's words alone."""
        return plain_text(text)

    def block(self, text: Text) -> Markup:
        """A text as HTML; ids in it are unique on the page."""
        return self._set(text, self._context)

    def quote(self, concept: Concept) -> Callable[[Text], Markup]:
        """Sets texts of a concept outside of its page: what they refer to is linked to where it stands there."""
        context = self._refer(concept, f"{root_of(self._path)}{concept.id}/")
        return lambda text: self._set(text, context)

    def blocks(self, section: Section) -> tuple[Block, ...]:
        """The blocks of a section of the page's content."""
        assert self._concept.content is not None
        blocks, problems = render_blocks(self._concept.content, section, self._context)
        self.problems += problems
        return blocks

    def formula(self, tex: str) -> Markup:
        """A formula within a line; its faults are reported where its record is read."""
        return Markup(typeset_tex(tex, display=False, macros=self._press.macros).mathml)

    def plain_formula(self, tex: str) -> str:
        """A formula as plain text."""
        return write_formulas(self._press.macros)(tex)

    def figure(self, id: str) -> View | None:
        """The figure as its partial shows it, or nothing where it could not be drawn."""
        return self._figures.get(id)

    def _set(self, text: Text, context: TextContext) -> Markup:
        self._texts += 1
        home = home_of(text.place.path)
        page = f"{root_of(self._path)}{home}" if home and f"{home}index.html" != self._path else ""
        html, problems = render_text(
            text, replace(context, page=page, id_prefix=f"t{self._texts}-", heading_shift=2)
        )
        self.problems += problems
        return Markup(html)

    def _refer(self, concept: Concept, page: str) -> TextContext:
        """What texts of the concept refer to, by addresses from a page with its own page at `page`."""
        known = self._press.known
        evidence = known.evidence[concept.id]
        levels = {claim.claim: str(claim.level) for claim in evidence.claims}
        return replace(
            self._context,
            page=page,
            claims={
                claim.id: ClaimMark(number, levels.get(claim.id, "unbacked"))
                for number, claim in enumerate(concept.claims, start=1)
            },
            equations={equation.label: equation.number for equation in concept.content.equations}
            if concept.content
            else {},
            figures={
                id: Link(f"{page}#figure-{id}", f"Figure {number}")
                for id, number in _number_figures(concept).items()
            },
            checks={
                check.id: Link(f"{page}#check-{check.id}", check.id)
                for check in evidence.checks
                if evidence.is_checked
            },
            answers={
                answer.id.removeprefix("value:"): answer
                for answer in evidence.answers
                if evidence.is_checked and answer.id.startswith("value:")
            },
            assets={name: f"{page}{name}" for name in concept.files},
        )

    def _resolve_own(self, concept: Concept) -> TextContext:
        numbers = _number_figures(concept)
        context = self._refer(concept, "")
        self._context = context
        for figure in concept.figures:
            self._draw(figure, numbers.get(figure.id, 0))
        return replace(context, pictures=dict(self._place_figures(concept)))

    def _draw(self, figure: Figure, number: int) -> None:
        evidence = self._press.known.evidence[self._concept.id]
        drawing = next(
            (drawing for drawing in evidence.figures if drawing.id == figure.id),
            FigureDrawing(figure.id, ""),
        )
        content = (
            self._press.read(f"{self._concept.folder}/{figure.file.id}")
            if figure.file and figure.file.id in self._concept.files
            else b""
        )
        title = plain_text(figure.title) if figure.title else figure.id
        source = FigureSource(
            id=figure.id,
            title=title,
            description=figure.alt,
            place=figure.file.place if figure.file and not drawing.svg else figure.place,
            svg=drawing.svg,
            narrow=drawing.narrow,
            file=content,
            name=figure.file.id if figure.file else "",
        )
        html, problems = render_figure(source)
        self.problems += problems
        if html:
            credit = " ".join(
                part
                for part in (
                    self._press.known.labels.get(figure.source.id, "") if figure.source else "",
                    figure.licence,
                )
                if part
            )
            narrow, plotted = (
                render_narrow(source),
                plain_names(drawing.plotted, self.plain_formula),
            )
            if plotted.series:
                self.data[name_file(figure.id)] = write_csv(plotted)
            self._figures[figure.id] = {
                "id": figure.id,
                "number": number,
                "html": Markup(html),
                "narrow": Markup(narrow),
                "again": view_again(html, figure.id),
                "again_narrow": view_again(narrow, f"{figure.id}-narrow"),
                "scrolls": not narrow and keeps_width(html),
                "data": view_data(plotted, figure.id),
                "title": self.optional(figure.title),
                "caption": self.inline(figure.caption),
                "credit": credit,
            }

    def _place_figures(self, concept: Concept) -> Iterator[tuple[str, str]]:
        """Every figure where the prose places it; the hero stands in the head, so its place in the prose leads there."""
        placed = {mark.target for mark in concept.content.placements} if concept.content else set()
        for figure in concept.figures:
            view = self._figures.get(figure.id)
            if view is None:
                continue
            if not figure.hero:
                yield figure.id, self._press.draw_figure(view)
            elif figure.id in placed:
                yield (
                    figure.id,
                    f'<p class="figure-above"><a href="#figure-{figure.id}">Figure {view["number"]}</a>, at the head</p>\n',
                )


def _number_figures(concept: Concept) -> dict[str, int]:
    """Figures numbered from 1: the hero, then as they stand in the prose, then the rest as listed."""
    heroes = [figure.id for figure in concept.figures if figure.hero]
    known = [figure.id for figure in concept.figures]
    placed = [
        id for id in (concept.content.figures if concept.content is not None else ()) if id in known
    ]
    return {
        id: number for number, id in enumerate(dict.fromkeys((*heroes, *placed, *known)), start=1)
    }
