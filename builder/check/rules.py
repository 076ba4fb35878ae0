"""The one ordered table of rules, in five parts: what they look at decides when they are asked."""

from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import replace
from functools import partial

from builder.check import kept, links, neighbours, owed, pages, references
from builder.check.facts import Facts, Own, list_marks
from builder.check.pages import Addresses, Anchors, Seen, drop_shown_again, look_at
from builder.records.atlas import Atlas
from builder.records.codec import Codec
from builder.records.concept import Concept
from builder.records.digest import digest_records
from builder.records.evidence import Evidence
from builder.records.memory import Memory
from builder.records.outline import Outline
from builder.records.problem import Problem, Problems
from builder.records.rendered import Rendered

AtlasRule = Callable[[Facts], Iterator[Problem]]
NameRule = Callable[[Facts, Concept], Iterator[Problem]]
PageRule = Callable[[Own], Iterator[Problem]]
EvidenceRule = Callable[[Concept, Evidence], Iterator[Problem]]
MakeApart = Callable[[Callable[[Concept], object], Sequence[Concept]], None]
_Own = tuple[Problems, tuple[str, ...]]
_OWN = Codec[_Own](_Own)
_FOUND = Codec[Problems](Problems)
HtmlRule = Callable[[Seen], Iterator[Problem]]

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
    ("link-resolves", pages.check_link_resolves),
    ("anchor-unique", pages.check_id_unique_on_page),
    ("image-described", pages.check_image_described),
    ("heading-steps", pages.check_heading_steps),
)


def check_atlas(facts: Facts, make_apart: MakeApart = lambda make, concepts: None) -> Problems:
    """What the rules find on the atlas, before anything runs: on the whole of it, on what each page names, and on each page by itself.

    What they found on a page is remembered while it and its outline are the same; on what it names, while the same can be named.
    `make_apart` may have something made of each concept, to be recalled.
    """
    found = [problem for _, rule in ATLAS_RULES for problem in rule(facts)]
    own = {
        concept.id: check_concept(concept, facts.outline(concept), facts.memory)
        for concept in facts.atlas.concepts
    }
    names = facts.digest_names()
    known_by = {
        concept.id: (concept, facts.outline(concept), names, *facts.list_named(own[concept.id][1]))
        for concept in facts.atlas.concepts
    }

    def check(concept: Concept) -> Problems:
        return facts.memory.recall(
            "check names", known_by[concept.id], partial(_check_names, facts, concept), _FOUND
        )

    concepts, memory = facts.atlas.concepts, facts.memory
    make_apart(
        check,
        [one for one in concepts if memory.find("check names", known_by[one.id], _FOUND) is None],
    )
    return (
        *found,
        *(problem for concept in concepts for problem in (*own[concept.id][0], *check(concept))),
    )


def check_concept(concept: Concept, outline: Outline, memory: Memory) -> _Own:
    """What the rules find on one page, whatever stands on the others, and the ids of concepts whose objects it names."""
    return memory.recall(
        "check", (concept, outline), partial(_check_own, concept, outline, memory), _OWN
    )


def _check_names(facts: Facts, concept: Concept) -> Problems:
    """What the rules find on what one page names: on itself, on others, in the registry."""
    return tuple(problem for _, rule in NAME_RULES for problem in rule(facts, concept))


def _check_own(concept: Concept, outline: Outline, memory: Memory) -> _Own:
    own = Own(concept, outline, list_marks(concept, memory))
    return tuple(
        problem for _, rule in PAGE_RULES for problem in rule(own)
    ), references.list_elsewhere(concept)


def check_evidence(concept: Concept, evidence: Evidence) -> Problems:
    """What the rules find on the evidence of one concept, after the run."""
    return tuple(problem for _, rule in EVIDENCE_RULES for problem in rule(concept, evidence))


def check_pages(
    atlas: Atlas, rendered: Sequence[Rendered], paths: Set[str], memory: Memory
) -> Problems:
    """Return what the rules find on the rendered pages of the atlas, and on links in its texts; `paths` are those of all the site's files.

    As long as the site has the same addresses, the links of pages that stayed lead where they led: what was found is remembered.
    """
    known = Addresses(frozenset(paths), Anchors(rendered))
    written, told = links.check_written_links(atlas, known, memory)
    addresses = replace(known, told=told)
    digest = digest_records(
        tuple(sorted(paths)), [part.anchors for part in rendered], tuple(sorted(told))
    )

    def check(part: Rendered) -> Problems:
        return memory.recall(
            "check pages", (part, digest), partial(_check_pages, part, addresses), _FOUND
        )

    return (
        *written,
        *drop_shown_again(
            tuple(problem for part in rendered if part.anchors for problem in check(part))
        ),
    )


def _check_pages(rendered: Rendered, addresses: Addresses) -> Problems:
    pages = [look_at(reading, addresses) for reading in rendered.readings]
    return tuple(problem for _, rule in HTML_RULES for page in pages for problem in rule(page))
