"""The typesetter of one page: it resolves roles, citations and figures, and renders texts."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from markupsafe import Markup

from builder.records.concept import Concept, ConceptRecord, Figure
from builder.records.evidence import FigureDrawing
from builder.records.problem import Problem
from builder.records.text import Section, Text
from builder.render.figures.data_tables import name_file, plain_names, view_data, write_csv
from builder.render.figures.figure_views import (
    FigureSource,
    keeps_width,
    render_figure,
    render_narrow,
    view_again,
)
from builder.render.prose.markdown import Block, plain_text, render_blocks, render_text
from builder.render.prose.maths import Macros, typeset_tex
from builder.render.prose.plain_maths import write_formulas
from builder.render.prose.text_context import ClaimMark, Link, TextContext
from builder.render.render_context import RenderContext, View, home_of, root_of, source_slug

ReadFile = Callable[[str], bytes]
DrawFigure = Callable[[View], str]  # the partial of a figure


@dataclass(frozen=True, slots=True)
class SiteResources:
    """The data that all pages of a site share: records, macros, figure partial and source links."""

    context: RenderContext
    macros: Macros
    draw_figure: DrawFigure
    read: ReadFile
    links: Callable[[str], Mapping[str, Link]]  # root of a page -> its links to sources


def link_sources(context: RenderContext, root: str) -> dict[str, Link]:
    """Return the links to every source, from a page with this root."""
    return {
        key: Link(f"{root}sources/{source_slug(key)}/", label)
        for key, label in context.labels.items()
    }


class _ConceptLinks(Mapping[str, Link]):
    """Links to every concept with a page, from a page with this root; computed on access."""

    def __init__(self, context: RenderContext, root: str) -> None:
        self._context, self._root = context, root

    def __getitem__(self, concept_id: str) -> Link:
        concept = self._context.summaries[concept_id]
        if not self._context.is_shown(concept):
            raise KeyError(concept_id)
        return Link(f"{self._root}{concept_id}/", plain_text(concept.title))

    def __iter__(self) -> Iterator[str]:
        for concept_id, concept in self._context.summaries.items():
            if self._context.is_shown(concept):
                yield concept_id

    def __len__(self) -> int:
        return sum(1 for _ in self)


class Typesetter:
    """Renders the texts of one page as HTML and collects their problems in `problems`.

    The page of a concept resolves that concept's own objects. Any other page only links to
    concepts and sources.
    """

    def __init__(self, resources: SiteResources, path: str, concept: Concept | None = None) -> None:
        self._resources = resources
        self._texts = 0
        self.problems: list[Problem] = []
        self.data: dict[str, bytes] = {}  # address from the page -> data file
        self._path = path
        root = root_of(path)
        self._text_context = TextContext(
            concepts=_ConceptLinks(resources.context, root),
            sources=resources.links(root),
            macros=resources.macros,
            heading_shift=0,
        )
        self._figures: dict[str, View] = {}
        if concept is not None:
            self._concept = concept
            self._text_context = self._make_own_context(concept)

    def inline(self, text: Text) -> Markup:
        """Return an inline text as HTML."""
        return self.block(text)

    def optional(self, text: Text | None) -> Markup | str:
        """Return the text as HTML, empty if there is no text."""
        return self.block(text) if text is not None else ""

    def plain(self, text: Text) -> str:
        """Return the text's words without markup."""
        return plain_text(text)

    def block(self, text: Text) -> Markup:
        """Return a text as HTML whose ids are unique on the page."""
        return self._render(text, self._text_context)

    def quote(self, concept: ConceptRecord) -> Callable[[Text], Markup]:
        """Return a function that renders a concept's texts on another page.

        References in these texts link to the concept's own page.
        """
        text_context = self._make_context(concept, f"{root_of(self._path)}{concept.id}/")
        return lambda text: self._render(text, text_context)

    def blocks(self, section: Section) -> tuple[Block, ...]:
        """Return the blocks of a section of the page's content."""
        assert self._concept.content is not None
        blocks, problems = render_blocks(self._concept.content, section, self._text_context)
        self.problems += problems
        return blocks

    def formula(self, tex: str) -> Markup:
        """Return an inline formula; its faults were reported when its record was read."""
        return Markup(typeset_tex(tex, display=False, macros=self._resources.macros).mathml)

    def plain_formula(self, tex: str) -> str:
        """Return a formula as plain text."""
        return write_formulas(self._resources.macros)(tex)

    def figure(self, figure_id: str) -> View | None:
        """Return the figure's view, or nothing if it could not be drawn."""
        return self._figures.get(figure_id)

    def _render(self, text: Text, text_context: TextContext) -> Markup:
        self._texts += 1
        home = home_of(text.place.path)
        page = f"{root_of(self._path)}{home}" if home and f"{home}index.html" != self._path else ""
        own = replace(text_context, page=page, id_prefix=f"t{self._texts}-", heading_shift=2)
        html, problems = render_text(text, own)
        self.problems += problems
        return Markup(html)

    def _make_context(self, concept: ConceptRecord, page: str) -> TextContext:
        """Return the context of the concept's texts, where `page` is the address of its page."""
        evidence = self._resources.context.evidence[concept.id]
        levels = {claim.claim: str(claim.level) for claim in evidence.claims}
        equations = concept.content.equations if concept.content else ()
        checks = evidence.checks if evidence.is_checked else ()
        answers = evidence.answers if evidence.is_checked else ()
        return replace(
            self._text_context,
            page=page,
            claims={
                claim.id: ClaimMark(number, levels.get(claim.id, "unbacked"))
                for number, claim in enumerate(concept.claims, start=1)
            },
            equations={equation.label: equation.number for equation in equations},
            figures={
                figure_id: Link(f"{page}#figure-{figure_id}", f"Figure {number}")
                for figure_id, number in _number_figures(concept).items()
            },
            checks={check.id: Link(f"{page}#check-{check.id}", check.id) for check in checks},
            answers={
                answer.id.removeprefix("value:"): answer
                for answer in answers
                if answer.id.startswith("value:")
            },
            assets={name: f"{page}{name}" for name in concept.files},
        )

    def _make_own_context(self, concept: Concept) -> TextContext:
        """Return the context of the concept's own page, with its figures drawn."""
        numbers = _number_figures(concept)
        text_context = self._make_context(concept, "")
        self._text_context = text_context
        for figure in concept.figures:
            self._render_figure(figure, numbers.get(figure.id, 0))
        return replace(text_context, pictures=dict(self._place_figures(concept)))

    def _render_figure(self, figure: Figure, number: int) -> None:
        """Render the figure and store its view and its data."""
        drawings = self._resources.context.evidence[self._concept.id].figures
        undrawn = FigureDrawing(figure.id, "")
        drawing = next((one for one in drawings if one.id == figure.id), undrawn)
        source = self._find_source(figure, drawing)
        html, problems = render_figure(source)
        self.problems += problems
        if not html:
            return
        narrow = render_narrow(source)
        plotted = plain_names(drawing.plotted, self.plain_formula)
        if plotted.series:
            self.data[name_file(figure.id)] = write_csv(plotted)
        label = self._resources.context.labels.get(figure.source.id, "") if figure.source else ""
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
            "credit": " ".join(part for part in (label, figure.licence) if part),
        }

    def _find_source(self, figure: Figure, drawing: FigureDrawing) -> FigureSource:
        """Return what the figure is rendered from: its drawing by the run, or else its file."""
        name, content = figure.file.id if figure.file else "", b""
        if name in self._concept.files:
            content = self._resources.read(f"{self._concept.folder}/{name}")
        return FigureSource(
            id=figure.id,
            title=plain_text(figure.title) if figure.title else figure.id,
            description=figure.alt,
            place=figure.file.place if figure.file and not drawing.svg else figure.place,
            svg=drawing.svg,
            narrow=drawing.narrow,
            file=content,
            name=name,
        )

    def _place_figures(self, concept: Concept) -> Iterator[tuple[str, str]]:
        """Yield the id and the HTML of each figure that the prose places.

        The hero stands at the head of the page, so its place in the prose links there.
        """
        placed = {mark.target for mark in concept.content.placements} if concept.content else set()
        for figure in concept.figures:
            view = self._figures.get(figure.id)
            if view is None:
                continue
            if not figure.hero:
                yield figure.id, self._resources.draw_figure(view)
            elif figure.id in placed:
                link = f'<a href="#figure-{figure.id}">Figure {view["number"]}</a>'
                yield figure.id, f'<p class="figure-above">{link}, at the head</p>\n'


def _number_figures(concept: ConceptRecord) -> dict[str, int]:
    """Return the number of each figure, from 1: the hero, those in the prose, then the rest."""
    heroes = [figure.id for figure in concept.figures if figure.hero]
    listed = [figure.id for figure in concept.figures]
    mentioned = concept.content.figures if concept.content is not None else ()
    placed = [figure_id for figure_id in mentioned if figure_id in listed]
    order = dict.fromkeys((*heroes, *placed, *listed))
    return {figure_id: number for number, figure_id in enumerate(order, start=1)}
