"""What each page may see of concepts that are not its own. So it need not be rendered again as long as these parts are the same.

The page of one concept sees the *faces* of others: titles, states, levels. It is noted whose face it looked at, and when none of these has
changed it need not look again. A page that tells of the whole atlas sees the *surfaces*: all but the prose, the code and the drawings.
A page is given an atlas that is reduced so: what it cannot read cannot be missing from the digest that says whether it is as it was.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import TypeVar

from markdown_it.token import Token

from builder.records.codec import Codec
from builder.records.concept import Concept
from builder.records.digest import digest_records
from builder.records.evidence import ClaimEvidence, Evidence
from builder.records.graph import Graph
from builder.records.memory import Memory
from builder.records.place import Place
from builder.records.text import Content, Written, make_bare_text
from builder.render.known import Known
from builder.render.words import WORDS_PER_MINUTE, reading_time

_T = TypeVar("_T")
_NOTHING = make_bare_text("", Place(""))
_SHOWN = Content(_NOTHING, (), (), (), ())  # of a concept that has a page


@dataclass(frozen=True, slots=True)
class Digests:
    """What a concept and its evidence say, to itself and to others."""

    face: str
    surface: str
    evidence: str  # all of it


_Surface = tuple[Concept, Evidence]
_DIGESTS = Codec[Digests](Digests)
_REST = Codec[str](str)
_NEAR = Codec[dict[str, str]](dict[str, str])


class _Watched(Mapping[str, _T]):
    """The values of a mapping, all reduced to what others show of them but one. It notes which keys it was asked for, missing ones too."""

    def __init__(
        self, whole: Mapping[str, _T], reduce: Callable[[_T], _T], own: str, asked: set[str]
    ) -> None:
        self._whole, self._reduce, self._own, self._asked = whole, reduce, own, asked

    def __getitem__(self, key: str) -> _T:
        self._asked.add(key)
        value = self._whole[key]
        return value if key == self._own else self._reduce(value)

    def __iter__(self) -> Iterator[str]:
        self._asked.update(self._whole)
        return iter(self._whole)

    def __len__(self) -> int:
        return len(self._whole)


@dataclass(frozen=True, slots=True)
class Faces:
    """The faces of an atlas: of its concepts and their evidence that which others show. `rest` digests all else that is known."""

    known: Known
    memory: Memory
    rest: str
    digests: Mapping[str, Digests]
    near: Mapping[str, str]  # the digest of what its drawing is made of, by the id of the concept

    def look_from(self, concept: Concept) -> tuple[Known, Set[str]]:
        """All that the page of the concept may know, and the ids of the concepts whose faces it has looked at, which grow as it looks.

        It may know everything of itself, what rests on it, how many concepts it rests on, and any face that it asks for by its id.
        """
        id = concept.id
        asked: set[str] = set()
        concepts = _Watched(
            self.known.atlas.concept_by_id,
            lambda whole: self.memory.of(_take_face, whole),
            id,
            asked,
        )
        evidence = _Watched(
            self.known.evidence, lambda whole: self.memory.of(_keep_levels, whole), id, asked
        )
        atlas = replace(self.known.atlas, concepts=(concept,), concept_by_id=concepts)
        bits = self.known.graph.ancestor_bits
        graph = Graph(
            (),
            {},
            {id: self.known.graph.next[id]},
            {},
            {},
            (),
            {id: bits[id]} if id in bits else {},
        )
        outlines = {id: self.known.outlines[id]}
        return replace(
            self.known, atlas=atlas, graph=graph, outlines=outlines, evidence=evidence
        ), asked

    def digest_own(self, concept: Concept, files: str) -> str:
        """The digest of all that can change what is rendered of the concept but the faces of others; `files` is that of its own files."""
        return _join(
            self.rest, concept.id, files, self.digests[concept.id].evidence, self.near[concept.id]
        )

    def digest_page(self, own: str, asked: Iterable[str]) -> str:
        """The digest of all that can change what is rendered of a concept: of what is its own, and of the faces that its page looks at."""
        faces = (
            part
            for id in sorted(asked)
            for part in (id, self.digests[id].face if id in self.digests else "")
        )
        return _join(own, *faces)


def _join(*names: str) -> str:
    """The digest of ids and digests in this order."""
    return hashlib.sha256("\n".join(names).encode()).hexdigest()


def take_faces(known: Known, memory: Memory, surroundings: str) -> Faces:
    """The faces of everything known; `surroundings` is the digest of what else all pages have in common."""
    atlas = known.atlas
    known_by = (atlas.config, *atlas.domains, atlas.sources, atlas.audits)
    rest = memory.recall(
        "rest", known_by, lambda: digest_records(replace(atlas, concepts=())), _REST
    )
    digests = {concept.id: digest_concept(known, memory, concept) for concept in atlas.concepts}
    return Faces(
        known, memory, digest_records(rest, surroundings), digests, _digest_near(known, memory)
    )


def take_surfaces(faces: Faces) -> tuple[Callable[[], Known], str]:
    """What gives all that a page of the whole atlas may know, and the digest of it with what else all pages have in common."""
    known, memory = faces.known, faces.memory

    @cache
    def take() -> Known:
        found = {
            concept.id: _find_surface(memory, concept, known.evidence[concept.id])
            for concept in known.atlas.concepts
        }
        concepts = {id: concept for id, (concept, _) in found.items()}
        atlas = replace(known.atlas, concepts=tuple(concepts.values()), concept_by_id=concepts)
        evidence = {id: own for id, (_, own) in found.items()}
        queue = cache(partial(known.rank, atlas, known.graph, evidence))
        return replace(known, atlas=atlas, outlines={}, evidence=evidence, queue=queue)

    return take, digest_records(faces.rest, [own.surface for own in faces.digests.values()])


def digest_concept(known: Known, memory: Memory, concept: Concept) -> Digests:
    """The digests of the concept."""
    evidence = known.evidence[concept.id]
    return memory.recall(
        "digests", (concept, evidence), partial(_digest, memory, concept, evidence), _DIGESTS
    )


def find_undigested(known: Known, memory: Memory) -> list[Concept]:
    """The concepts whose digests are not known."""
    return [
        one
        for one in known.atlas.concepts
        if memory.find("digests", (one, known.evidence[one.id]), _DIGESTS) is None
    ]


def _digest_near(known: Known, memory: Memory) -> dict[str, str]:
    """The digest of what its drawing is made of, by the id of every concept."""
    maps, ids = known.maps, known.atlas.concept_by_id
    return memory.recall(
        "near",
        (memory.settle("drawn", maps.drawn_of),),
        lambda: {id: digest_records(maps.near(id)) for id in ids},
        _NEAR,
    )


def _digest(memory: Memory, concept: Concept, evidence: Evidence) -> Digests:
    return Digests(
        face=digest_records(_take_face(concept), _keep_levels(evidence)),
        surface=digest_records(*_find_surface(memory, concept, evidence)),
        evidence=digest_records(evidence),
    )


def _find_surface(memory: Memory, concept: Concept, evidence: Evidence) -> _Surface:
    """What pages of the whole atlas see of the concept. It is kept by itself, as it is half of what there is to read."""
    codec = _make_codec(concept.title.tokens.read)
    return memory.recall(
        "surface",
        (concept, evidence),
        lambda: (_take_surface(concept), _keep_claims(evidence)),
        codec,
    )


@cache
def _make_codec(read_tokens: Callable[[Written], tuple[Token, ...]]) -> Codec[_Surface]:
    """What writes surfaces, and has their texts read as those of concepts are."""
    return Codec[_Surface](_Surface, read_tokens)


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
    return Evidence(
        evidence.concept,
        claims=tuple(ClaimEvidence(claim.claim, claim.level, ()) for claim in evidence.claims),
    )


def _take_surface(concept: Concept) -> Concept:
    """All but the prose, of whose length whole minutes are shown."""
    content = concept.content
    if content is None:
        return concept
    sections = tuple(replace(section, start=0, stop=0) for section in content.sections)
    words = WORDS_PER_MINUTE * reading_time(content)
    return replace(
        concept,
        content=replace(
            content, text=_NOTHING, sections=sections, fences=(), placements=(), words=words
        ),
    )


def _keep_claims(evidence: Evidence) -> Evidence:
    """All but what was run and drawn, and the texts that reviews are bound to: that they moved is kept, with the words that did."""
    claims = tuple(
        replace(
            claim,
            components=tuple(replace(state, digest="", text="") for state in claim.components),
        )
        for claim in evidence.claims
    )
    return replace(evidence, outputs=(), figures=(), states=(), run_key="", claims=claims)
