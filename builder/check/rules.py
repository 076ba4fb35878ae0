"""The one ordered table of rules, in five parts: what they look at decides when they are asked."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace

from builder.check import (
    completeness,
    neighbours,
    references,
    rendered_pages,
    snapshots,
    written_links,
)
from builder.check.rendered_pages import Addresses, check_links, drop_shown_again
from builder.check.rule_context import (
    PageContext,
    RuleContext,
    make_page_context,
    summarize_concept,
)
from builder.records.atlas import Atlas
from builder.records.concept import Concept
from builder.records.evidence import Evidence
from builder.records.graph import Graph
from builder.records.outline import Outline
from builder.records.page_links import PageMarkup
from builder.records.problem import Problem, Problems
from builder.records.rendered import PageOutput
from builder.records.summary import ConceptSummary

AtlasRule = Callable[[RuleContext], Iterator[Problem]]
NameRule = Callable[[RuleContext, ConceptSummary], Iterator[Problem]]
PageRule = Callable[[PageContext], Iterator[Problem]]
EvidenceRule = Callable[[Concept, Evidence], Iterator[Problem]]
HtmlRule = Callable[[PageMarkup], Iterator[Problem]]

ATLAS_RULES: tuple[tuple[str, AtlasRule], ...] = (
    ("domain-exists", neighbours.check_domain_exists),
    ("prerequisite-exists", neighbours.check_prerequisite_exists),
    ("prerequisite-unique", neighbours.check_prerequisite_unique),
    ("prerequisite-written", neighbours.check_prerequisite_written),
    ("prerequisite-acyclic", neighbours.check_prerequisite_acyclic),
    ("alias-free", neighbours.check_alias_free),
    ("audit-names-source", references.check_audit_names_source),
    ("criterion-known", references.check_criteria),
)

NAME_RULES: tuple[tuple[str, NameRule], ...] = (
    ("neighbour-exists", neighbours.check_neighbour_exists),
    ("citation-resolves", references.check_citation_resolves),
    ("source-declared", references.check_source_declared),
    ("object-exists", references.check_object_exists),
)

PAGE_RULES: tuple[tuple[str, PageRule], ...] = (
    ("check-exists", references.check_check_exists),
    ("equation-exists", references.check_equation_exists),
    ("figure-exists", references.check_figure_exists),
    ("claim-exists", references.check_claim_exists),
    ("claim-fixed", references.check_claim_fixed),
    ("file-exists", references.check_file_exists),
    ("invariant-present", completeness.check_invariant_present),
    ("sections-present", completeness.check_sections_present),
    ("hero-present", completeness.check_hero_present),
    ("claims-present", completeness.check_claims_present),
    ("caveat-present", completeness.check_caveat_present),
    ("claim-marked", completeness.check_claim_marked),
    ("countercondition-present", completeness.check_countercondition_present),
    ("demo-present", completeness.check_demo_present),
    ("symbols-present", completeness.check_symbols_present),
    ("practice-present", completeness.check_practice_present),
    ("storyboard-sized", completeness.check_storyboard_sized),
    ("reason-present", completeness.check_reason_present),
)

EVIDENCE_RULES: tuple[tuple[str, EvidenceRule], ...] = (
    ("claim-backed", completeness.check_claim_backed),
    ("snapshot-kept", snapshots.check_snapshot_kept),
)

HTML_RULES: tuple[tuple[str, HtmlRule], ...] = (
    ("anchor-unique", rendered_pages.check_id_unique_on_page),
    ("image-described", rendered_pages.check_image_described),
    ("heading-steps", rendered_pages.check_heading_steps),
)


def check_atlas(context: RuleContext) -> Problems:
    """Return what the rules find on summaries: on the whole atlas, and on what each page names."""
    of_all = [problem for _, rule in ATLAS_RULES for problem in rule(context)]
    of_each = [
        problem
        for concept in context.atlas.concepts
        for _, rule in NAME_RULES
        for problem in rule(context, concept)
    ]
    return (*of_all, *of_each)


def check_concept(page: PageContext) -> Problems:
    """Return what the rules find on one page, whatever stands on the others."""
    return tuple(problem for _, rule in PAGE_RULES for problem in rule(page))


def check_whole(
    atlas: Atlas[Concept],
    graph: Graph,
    outlines: Mapping[str, Outline],
    drafts: frozenset[str] = frozenset(),
) -> Problems:
    """Return what the rules find on an atlas that was read in full, before anything runs."""
    owns = [make_page_context(one, outlines.get(one.id, Outline(one.id))) for one in atlas.concepts]
    summaries = atlas.with_concepts(map(summarize_concept, owns))
    found = (problem for page in owns for problem in check_concept(page))
    return (*check_atlas(RuleContext(summaries, graph, drafts)), *found)


def check_evidence(concept: Concept, evidence: Evidence) -> Problems:
    """Return what the rules find on the evidence of one concept, after the run."""
    return tuple(problem for _, rule in EVIDENCE_RULES for problem in rule(concept, evidence))


def check_readings(readings: Iterable[PageMarkup]) -> Problems:
    """Return what the rules find on pages, each by itself."""
    return tuple(problem for page in readings for _, rule in HTML_RULES for problem in rule(page))


def check_pages(
    atlas: Atlas[ConceptSummary], outputs: Sequence[PageOutput], paths: Set[str]
) -> Problems:
    """Return what is wrong with the pages of the atlas, and with links in its texts.

    `paths` are those of all the site's files.
    """
    anchors = {path: names for output in outputs for path, names in output.anchors.items()}
    known = Addresses(frozenset(paths), anchors)
    written, told = written_links.check_written_links(atlas, known)
    addresses = replace(known, told=told)
    found = [
        problem
        for output in outputs
        for problem in (*check_links(output.links, addresses), *output.faults)
    ]
    return (*written, *drop_shown_again(tuple(found)))
