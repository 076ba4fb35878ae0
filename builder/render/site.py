"""Pages and what each of them depends on.

A concept's page, the pages of the whole atlas, the site of all.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from typing import TypeVar

from builder import __version__
from builder.records.atlas import Atlas
from builder.records.concept import Concept
from builder.records.evidence import Evidence
from builder.records.graph import Graph
from builder.records.layout import Maps
from builder.records.level import Level
from builder.records.manifest import MANIFEST, make_manifest
from builder.records.outline import Outline
from builder.records.page import Gathered, Site, digest_files
from builder.records.problem import Problem, Problems
from builder.records.rendered import PageOutput, Rendered
from builder.records.step import Results
from builder.records.summary import ConceptSummary
from builder.records.text import Text
from builder.render.render_context import RenderContext
from builder.render.renderer import Renderer
from builder.render.rendering import print_sitemap, render_concept_files
from builder.render.templates.environment import find_template_faults
from builder.render.templates.theme import list_assets
from builder.render.words import label_sources

_T = TypeVar("_T")


def make_render_context(
    atlas: Atlas[ConceptSummary], graph: Graph, levels: Mapping[str, tuple[Level, ...]], maps: Maps
) -> RenderContext:
    """Return what is known of the atlas without reading any concept in full."""
    return RenderContext(
        atlas=atlas.with_concepts(()),
        summaries=atlas.concept_by_id,
        levels=levels,
        graph=graph,
        outlines={},
        evidence={},
        labels=label_sources(atlas.sources),
        maps=maps,
    )


def list_referred(context: RenderContext, concept_id: str, weakest: str) -> list[str]:
    """Return the ids of the other concepts whose summaries the concept's page reads, sorted."""
    page = context.summaries[concept_id]
    dependants = context.graph.next.get(concept_id, ())
    whys = [
        prerequisite.why
        for other in dependants
        for prerequisite in context.summaries[other].prerequisites
        if prerequisite.concept.id == concept_id and prerequisite.why is not None
    ]
    named = {
        weakest,
        *dependants,
        *(prerequisite.concept.id for prerequisite in page.prerequisites),
        *(ref.id for ref in (*page.related, *page.named)),
        *(ref.id.partition(":")[2].partition("#")[0] for ref in page.shown),
        *context.maps.members(concept_id),
        *(other for why in whys for other in _list_links(why)),
    }
    found = {other for other in named if other in context.summaries}
    found |= {link for other in found for link in _list_links(context.summaries[other].title)}
    return sorted(other for other in found if other in context.summaries and other != concept_id)


def narrow_context(
    context: RenderContext,
    concept: Concept,
    outline: Outline,
    evidence: Evidence,
    others: Sequence[str],
) -> RenderContext:
    """Return what the page of one concept may know: itself, and the summaries of these others."""
    own = concept.id
    allowed = {own, *others}
    graph, bits = context.graph, context.graph.ancestor_bits
    return replace(
        context,
        atlas=context.atlas.with_concepts((concept,)),
        summaries=_Allowed(context.summaries, allowed),
        levels=_Allowed(context.levels, allowed),
        graph=Graph(
            (), {}, {own: graph.next[own]}, {}, {}, (), {own: bits[own]} if own in bits else {}
        ),
        outlines={own: outline},
        evidence={own: evidence},
    )


def list_named(context: RenderContext, concepts: Iterable[str]) -> list[str]:
    """Return these concepts and all that their texts name, sorted.

    What a page that quotes them may link to.
    """
    named = set(concepts)
    named |= {ref.id for concept in tuple(named) for ref in context.summaries[concept].named}
    named &= context.summaries.keys()
    named |= {link for one in tuple(named) for link in _list_links(context.summaries[one].title)}
    return sorted(named & context.summaries.keys())


def narrow_entries(context: RenderContext, concepts: Set[str]) -> RenderContext:
    """Return what a page that is made of these concepts may know."""
    allowed = set(list_named(context, concepts))
    return replace(
        context,
        atlas=context.atlas.with_concepts(
            one for one in context.atlas.concepts if one.id in concepts
        ),
        summaries=_Allowed(context.summaries, allowed),
        levels=_Allowed(context.levels, allowed),
        evidence={concept: context.evidence[concept] for concept in concepts},
        queue=(),
    )


class _Allowed(Mapping[str, _T]):
    """The values of some keys of a mapping.

    Asking for another that is there is a bug: the page's key would not hold it.
    """

    def __init__(self, whole: Mapping[str, _T], keys: Set[str]) -> None:
        self._whole, self._keys = whole, keys

    def __getitem__(self, key: str) -> _T:
        value = self._whole[key]
        if key not in self._keys:
            raise LookupError(f"a page reads '{key}', which it does not declare")
        return value

    def __iter__(self) -> Iterator[str]:
        return (key for key in self._whole if key in self._keys)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def render_page(
    renderer: Renderer, concept: Concept, context: RenderContext
) -> tuple[Rendered, Problems]:
    """Render the page of a concept with its files; return the faults of the theme as well."""
    return _render(renderer, lambda: render_concept_files(renderer, concept, context))


def render_site_page(
    renderer: Renderer,
    context: RenderContext,
    make: Callable[[Renderer, RenderContext], Rendered],
) -> tuple[Rendered, Problems]:
    """Render a page of the whole atlas; return the faults of the theme as well."""
    return _render(renderer, lambda: make(renderer, context))


def _render(renderer: Renderer, make: Callable[[], Rendered]) -> tuple[Rendered, Problems]:
    renderer.faults.clear()
    rendered = make()
    return rendered, tuple(renderer.faults)


def join_site(
    context: RenderContext,
    theme: Mapping[str, bytes],
    pages: Iterable[Results[PageOutput, Mapping[str, bytes]]],
) -> Site:
    """Return the site of all pages, the list of them, the theme's files and the manifest."""
    parts: list[tuple[Mapping[str, bytes], Mapping[str, str]]] = [
        (_Files(results, item, output.digests), output.digests)
        for results in pages
        for item, output in results.items()
    ]
    paths = [path for results in pages for output in results.values() for path in output.anchors]
    others = list_assets(theme) | {".nojekyll": b""} | print_sitemap(context, paths)
    parts.append((others, digest_files(others)))
    digests = {path: digest for _, page in parts for path, digest in page.items()}
    manifest = {MANIFEST: make_manifest(digests, __version__).write()}
    digests |= digest_files(manifest)
    files = Gathered([*(files for files, _ in parts), manifest])
    return Site(files, {path: digests[path] for path in files})


def list_theme_faults(theme: Mapping[str, bytes], met: Sequence[Problem]) -> Problems:
    """Return what is wrong with the templates, of which some faults were met."""
    return find_template_faults(theme, met=list(met))


class _Files(Mapping[str, bytes]):
    """The files of one output, read when they are asked for."""

    def __init__(
        self,
        results: Results[PageOutput, Mapping[str, bytes]],
        item: str,
        paths: Mapping[str, str],
    ) -> None:
        self._results, self._item, self._paths = results, item, paths

    def __getitem__(self, path: str) -> bytes:
        return self._results.body(self._item)[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)


def _list_links(text: Text) -> Iterator[str]:
    return (mark.target for mark in text.marks if mark.kind == "concept")
