"""What the page of one concept may see of all others: their faces. So it need not be rendered again as long as these are the same.

A page is given an atlas in which every other concept is reduced to its face. What is not in a face cannot be read, and so cannot be
missing from the digest that says whether a page is still what it was.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from builder.records.atlas import Atlas
from builder.records.concept import Concept
from builder.records.digest import digest_records
from builder.records.evidence import ClaimEvidence, Evidence
from builder.records.place import Place
from builder.records.text import Content, Text
from builder.render.known import Known

_NOTHING = Text("", Place(""), (), ())
_SHOWN = Content(_NOTHING, (), (), (), ())  # of a concept that has a page


@dataclass(frozen=True, slots=True)
class Faces:
    """The faces of an atlas: its concepts and their evidence, reduced to what other pages show; `digest` is that of all together."""

    known: Known
    concepts: Mapping[str, Concept]
    evidence: Mapping[str, Evidence]
    digest: str

    def look_from(self, concept: Concept) -> Known:
        """All that the page of the concept may know: everything of itself, and the faces of all others."""
        known, id = self.known, concept.id
        concepts = {**self.concepts, id: concept}
        atlas = replace(known.atlas, concepts=tuple(concepts.values()), concept_by_id=concepts)
        return replace(
            known,
            atlas=atlas,
            outlines={id: known.outlines[id]},
            evidence={**self.evidence, id: known.evidence[id]},
            queue=(),
        )

    def digest_page(self, concept: Concept, files: str) -> str:
        """The digest of all that can change what is rendered of the concept; `files` is that of its own files."""
        return digest_records(self.digest, concept.id, files, self.known.evidence[concept.id])


def take_faces(known: Known, *surroundings: object) -> Faces:
    """The faces of everything known; `surroundings` are what else all pages have in common, for the digest."""
    concepts = {concept.id: _take_face(concept) for concept in known.atlas.concepts}
    evidence = {id: _reduce(own) for id, own in known.evidence.items()}
    shared: Atlas = replace(known.atlas, concepts=())
    digest = digest_records(shared, list(concepts.values()), evidence, *surroundings)
    return Faces(known, concepts, evidence, digest)


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


def _reduce(evidence: Evidence) -> Evidence:
    """The levels of the claims, which the map shows."""
    return Evidence(evidence.concept, claims=tuple(ClaimEvidence(claim.claim, claim.level, ()) for claim in evidence.claims))
