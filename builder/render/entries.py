"""What one concept gives to the pages of the whole atlas."""

from dataclasses import replace

from builder.records.concept import Concept
from builder.records.evidence import ClaimEvidence, Evidence
from builder.records.place import Place
from builder.records.summary import ConceptEntry
from builder.records.text import make_bare_text
from builder.render.words import WORDS_PER_MINUTE, reading_time

_NOTHING = make_bare_text("", Place(""))


def make_entry(concept: Concept, evidence: Evidence) -> ConceptEntry:
    """Return the entry of a concept: its record without prose and code, its evidence without outputs and drawings."""
    claims = tuple(map(_drop_texts, evidence.claims))
    bare = replace(evidence, outputs=(), figures=(), states=(), run_key="", claims=claims)
    return ConceptEntry(_drop_prose(concept), bare)


def _drop_prose(concept: Concept) -> Concept:
    """Return the concept without its prose, of whose length the whole minutes are kept."""
    content = concept.content
    if content is None:
        return concept
    sections = tuple(replace(section, start=0, stop=0) for section in content.sections)
    bare = replace(
        content,
        text=_NOTHING,
        sections=sections,
        fences=(),
        placements=(),
        words=WORDS_PER_MINUTE * reading_time(content),
    )
    return replace(concept, content=bare, snapshots=())


def _drop_texts(claim: ClaimEvidence) -> ClaimEvidence:
    """Return the evidence of a claim without the texts that reviews are bound to; the words that moved are kept."""
    states = tuple(replace(state, digest="", text="") for state in claim.components)
    return replace(claim, components=states)
