"""The one ordered table of rules, in four parts: what they look at decides when they are asked."""

from collections.abc import Callable, Iterator, Sequence, Set
from functools import partial

from builder.check import kept, neighbours, owed, pages, references
from builder.check.facts import Facts, Own
from builder.check.pages import PageSet, collect_pages
from builder.records.codec import Codec
from builder.records.concept import Concept
from builder.records.memory import Memory
from builder.records.problem import Problem, Problems
from builder.records.reading import Reading

AtlasRule = Callable[[Facts], Iterator[Problem]]
PageRule = Callable[[Own], Iterator[Problem]]
HtmlRule = Callable[[PageSet], Iterator[Problem]]

ATLAS_RULES: tuple[tuple[str, AtlasRule], ...] = (
    ("domain-exists", neighbours.check_domain_exists),
    ("prerequisite-exists", neighbours.check_prerequisite_exists),
    ("prerequisite-unique", neighbours.check_prerequisite_unique),
    ("prerequisite-written", neighbours.check_prerequisite_written),
    ("prerequisite-acyclic", neighbours.check_prerequisite_acyclic),
    ("neighbour-exists", neighbours.check_neighbour_exists),
    ("alias-free", neighbours.check_alias_free),
    ("citation-resolves", references.check_citation_resolves),
    ("source-declared", references.check_source_declared),
    ("audit-names-source", references.check_audit_names_source),
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

EVIDENCE_RULES: tuple[tuple[str, AtlasRule], ...] = (
    ("claim-backed", owed.check_claim_backed),
    ("snapshot-kept", kept.check_snapshot_kept),
)

HTML_RULES: tuple[tuple[str, HtmlRule], ...] = (
    ("link-resolves", pages.check_link_resolves),
    ("anchor-unique", pages.check_id_unique_on_page),
    ("image-described", pages.check_image_described),
    ("heading-steps", pages.check_heading_steps),
)


def check_atlas(facts: Facts) -> Problems:
    """What the rules find on the atlas, before anything runs: those on the whole of it, and those on each page by itself."""
    found = [problem for _, rule in ATLAS_RULES for problem in rule(facts)]
    for concept in facts.atlas.concepts:
        check: Callable[[], Problems] = partial(_check_own, facts, concept)
        own: Problems = facts.memory.recall("check", (concept, facts.outline(concept)), check, _FOUND)
        found += own
    return tuple(found)


_FOUND = Codec[Problems](Problems)


def _check_own(facts: Facts, concept: Concept) -> Problems:
    """What the rules find on one page, whatever stands on the others."""
    own = Own(concept, facts.outline(concept), facts.marks(concept))
    return tuple(problem for _, rule in PAGE_RULES for problem in rule(own))


def check_evidence(facts: Facts) -> Problems:
    """What the rules find on the evidence of the run."""
    return tuple(problem for _, rule in EVIDENCE_RULES for problem in rule(facts))


def check_pages(readings: Sequence[Reading], paths: Set[str], memory: Memory) -> Problems:
    """What the rules find on the rendered pages; `paths` are those of all files of the site, `memory` is of the links looked at before."""
    site = collect_pages(readings, paths, memory)
    return tuple(problem for _, rule in HTML_RULES for problem in rule(site))
