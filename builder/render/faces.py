"""What each page may see of concepts that are not its own. So it need not be rendered again as long as these parts are the same.

The page of one concept sees the *faces* of all others: titles, states, levels. A page that tells of the whole atlas sees the *surfaces*:
all but the prose, the code and the drawings. A page is given an atlas that is reduced so: what it cannot read cannot be missing from the
digest that says whether it is still what it was.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial

from builder.records.codec import Codec
from builder.records.concept import Concept
from builder.records.digest import digest_records
from builder.records.evidence import ClaimEvidence, Evidence
from builder.records.memory import Memory
from builder.records.place import Place
from builder.records.text import Content, make_bare_text
from builder.render.known import Known
from builder.render.words import WORDS_PER_MINUTE, reading_time

_NOTHING = make_bare_text("", Place(""))
_SHOWN = Content(_NOTHING, (), (), (), ())  # of a concept that has a page


@dataclass(frozen=True, slots=True)
class Digests:
    """What a concept and its evidence say, to itself and to others."""

    face: str
    surface: str
    evidence: str  # all of it


_DIGESTS = Codec[Digests](Digests)
_REST = Codec[str](str)


@dataclass(frozen=True, slots=True)
class Faces:
    """The faces of an atlas; `digest` is that of all. `take` gives its concepts and their evidence, reduced to what others show."""

    known: Known
    take: Callable[[], tuple[Mapping[str, Concept], Mapping[str, Evidence]]]
    digest: str
    digests: Mapping[str, Digests]

    def look_from(self, concept: Concept) -> Known:
        """All that the page of the concept may know: everything of itself, and the faces of all others."""
        id = concept.id
        concepts, evidence = self.take()
        own = {**evidence, id: self.known.evidence[id]}
        return replace(_reduce(self.known, {**concepts, id: concept}, own), outlines={id: self.known.outlines[id]})

    def digest_page(self, concept: Concept, files: str) -> str:
        """The digest of all that can change what is rendered of the concept; `files` is that of its own files."""
        return digest_records(self.digest, concept.id, files, self.digests[concept.id].evidence)


def take_faces(known: Known, memory: Memory, surroundings: str) -> Faces:
    """The faces of everything known; `surroundings` is the digest of what else all pages have in common."""
    digests = _digest_all(known, memory)
    take = cache(partial(_reduce_all, known, memory, _take_face, _keep_levels))
    return Faces(known, take, _join(known, memory, surroundings, [own.face for own in digests.values()]), digests)


def take_surfaces(known: Known, memory: Memory, surroundings: str) -> tuple[Callable[[], Known], str]:
    """What gives all that a page of the whole atlas may know, and the digest of it with what else all pages have in common."""

    def take() -> Known:
        return replace(_reduce(known, *_reduce_all(known, memory, _take_surface, _keep_claims)), queue=known.queue)

    return take, _join(known, memory, surroundings, [own.surface for own in _digest_all(known, memory).values()])


def _digest_all(known: Known, memory: Memory) -> dict[str, Digests]:
    pairs = ((concept, known.evidence[concept.id]) for concept in known.atlas.concepts)
    return {pair[0].id: memory.recall("digests", pair, partial(_digest, *pair), _DIGESTS) for pair in pairs}


def _digest(concept: Concept, evidence: Evidence) -> Digests:
    return Digests(
        face=digest_records(_take_face(concept), _keep_levels(evidence)),
        surface=digest_records(_take_surface(concept), _keep_claims(evidence)),
        evidence=digest_records(evidence),
    )


def _join(known: Known, memory: Memory, surroundings: str, digests: Sequence[str]) -> str:
    """The digest of these digests, of everything in the atlas but its concepts, and of the surroundings."""
    atlas = known.atlas
    known_by = (atlas.config, *atlas.domains, atlas.sources, atlas.audits)
    rest = memory.recall("rest", known_by, lambda: digest_records(replace(atlas, concepts=())), _REST)
    return digest_records(digests, rest, surroundings)


def _reduce(known: Known, concepts: Mapping[str, Concept], evidence: Mapping[str, Evidence]) -> Known:
    atlas = replace(known.atlas, concepts=tuple(concepts.values()), concept_by_id=concepts)
    return replace(known, atlas=atlas, outlines={}, evidence=evidence, queue=tuple)


def _reduce_all(
    known: Known, memory: Memory, reduce: Callable[[Concept], Concept], keep: Callable[[Evidence], Evidence]
) -> tuple[dict[str, Concept], dict[str, Evidence]]:
    """The concepts and their evidence, reduced."""
    concepts = {concept.id: memory.of(reduce, concept) for concept in known.atlas.concepts}
    return concepts, {id: memory.of(keep, own) for id, own in known.evidence.items()}


def _take_face(concept: Concept) -> Concept:
    return Concept(
        id=concept.id,
        title=concept.title,
        summary=_NOTHING,
        status=concept.status,
        prerequisites=concept.prerequisites,
        content=_SHOWN if concept.content is not None else None,
        place=concept.place,
    )


def _keep_levels(evidence: Evidence) -> Evidence:
    """The levels of the claims, which the map shows."""
    return Evidence(evidence.concept, claims=tuple(ClaimEvidence(claim.claim, claim.level, ()) for claim in evidence.claims))


def _take_surface(concept: Concept) -> Concept:
    """All but the prose, of whose length whole minutes are shown."""
    content = concept.content
    if content is None:
        return concept
    sections = tuple(replace(section, start=0, stop=0) for section in content.sections)
    words = WORDS_PER_MINUTE * reading_time(content)
    return replace(concept, content=replace(content, text=_NOTHING, sections=sections, fences=(), placements=(), words=words))


def _keep_claims(evidence: Evidence) -> Evidence:
    """All but what was run and drawn, and the texts that reviews are bound to: that they moved is kept, with the words that did."""
    claims = tuple(
        replace(claim, components=tuple(replace(state, digest="", text="") for state in claim.components)) for claim in evidence.claims
    )
    return replace(evidence, outputs=(), figures=(), states=(), run_key="", claims=claims)
