"""The one ordered table of rules, in five parts: what they look at decides when they are asked."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace

from builder.check import kept, links, neighbours, owed, pages, references
from builder.check.facts import Facts, Own, look_at_concept, summarize_concept
from builder.check.pages import Addresses, check_links, drop_shown_again
from builder.records.atlas import Atlas
from builder.records.concept import Concept
from builder.records.evidence import Evidence
from builder.records.graph import Graph
from builder.records.outline import Outline
from builder.records.problem import Problem, Problems
from builder.records.reading import Reading
from builder.records.rendered import PageOutput
from builder.records.summary import ConceptSummary

AtlasRule = Callable[[Facts], Iterator[Problem]]
NameRule = Callable[[Facts, ConceptSummary], Iterator[Problem]]
PageRule = Callable[[Own], Iterator[Problem]]
EvidenceRule = Callable[[Concept, Evidence], Iterator[Problem]]
HtmlRule = Callable[[Reading], Iterator[Problem]]

ATLAS_RULES: tuple[tuple[str, AtlasRule], ...] = (
    ("domain-exists", neighbours.check_domain_exists),
    ("prerequisite-exists", neighbours.check_prerequisite_exists),
    ("prerequisite-unique", neighbours.check_prerequisite_unique),
    ("prerequisite-written", neighbours.check_prerequisite_written),
    ("prerequisite-acyclic", neighbours.check_prerequisite_acyclic),
    ("alias-free", neighbours.check_alias_free),
    ("audit-names-source", references.check_audit_names_source),
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
    ("invariant-present", owed.check_invariant_present),
    ("sections-present", owed.check_sections_present),
    ("hero-present", owed.check_hero_present),
    ("claims-present", owed.check_claims_present),
    ("caveat-present", owed.check_caveat_present),
    ("claim-marked", owed.check_claim_marked),
    ("countercondition-present", owed.check_countercondition_present),
    ("demo-present", owed.check_demo_present),
    ("symbols-present", owed.check_symbols_present),
    ("practice-present", owed.check_practice_present),
    ("storyboard-sized", owed.check_storyboard_sized),
    ("reason-present", owed.check_reason_present),
)

EVIDENCE_RULES: tuple[tuple[str, EvidenceRule], ...] = (
    ("claim-backed", owed.check_claim_backed),
    ("snapshot-kept", kept.check_snapshot_kept),
)

HTML_RULES: tuple[tuple[str, HtmlRule], ...] = (
    ("anchor-unique", pages.check_id_unique_on_page),
    ("image-described", pages.check_image_described),
    ("heading-steps", pages.check_heading_steps),
)


def check_atlas(facts: Facts) -> Problems:
    """Return what the rules find on summaries: on the whole atlas, and on what each page names."""
    of_all = [problem for _, rule in ATLAS_RULES for problem in rule(facts)]
    of_each = [
        problem
        for concept in facts.atlas.concepts
        for _, rule in NAME_RULES
        for problem in rule(facts, concept)
    ]
    return (*of_all, *of_each)


def check_concept(own: Own) -> Problems:
    """Return what the rules find on one page, whatever stands on the others."""
    return tuple(problem for _, rule in PAGE_RULES for problem in rule(own))


def check_whole(
    atlas: Atlas[Concept],
    graph: Graph,
    outlines: Mapping[str, Outline],
    drafts: frozenset[str] = frozenset(),
) -> Problems:
    """Return what the rules find on an atlas that was read in full, before anything runs."""
    owns = [look_at_concept(one, outlines.get(one.id, Outline(one.id))) for one in atlas.concepts]
    summaries = atlas.with_concepts(map(summarize_concept, owns))
    found = (problem for own in owns for problem in check_concept(own))
    return (*check_atlas(Facts(summaries, graph, drafts)), *found)


def check_evidence(concept: Concept, evidence: Evidence) -> Problems:
    """Return what the rules find on the evidence of one concept, after the run."""
    return tuple(problem for _, rule in EVIDENCE_RULES for problem in rule(concept, evidence))


def check_readings(readings: Iterable[Reading]) -> Problems:
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
    written, told = links.check_written_links(atlas, known)
    addresses = replace(known, told=told)
    found = [
        problem
        for output in outputs
        for problem in (*check_links(output.links, addresses), *output.faults)
    ]
    return (*written, *drop_shown_again(tuple(found)))
