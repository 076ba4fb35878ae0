"""The ledger of claims as rows: the same on the site, in its files and in the terminal."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from builder.records.concept import Claim, ConceptRecord
from builder.records.evidence import ClaimEvidence, Evidence
from builder.records.level import Level
from builder.records.review import select_reviews

COLUMNS = (
    "concept",
    "claim",
    "kind",
    "level",
    "contested",
    "qualified",
    "stale",
    "reviews",
    "last_reviewed",
    "reasons",
    "text",
)
NOT_RUN = "not run"
Row = dict[str, object]  # by the names of `COLUMNS`


def list_claims(
    concept: ConceptRecord, evidence: Evidence
) -> Iterator[tuple[Claim, ClaimEvidence]]:
    """Every claim of the concept with what backs it, in the page's order."""
    for claim in concept.claims:
        if (found := evidence.claim(claim.id)) is not None:
            yield claim, found


def name_level(evidence: Evidence, found: ClaimEvidence) -> str:
    """Return the level of a claim in words; `not run` if nothing is known of it."""
    return str(found.level) if evidence.is_run else NOT_RUN


def list_states(found: ClaimEvidence) -> tuple[str, ...]:
    """Those of `STATES` of `records/level` that the claim is in.

    `unread` where no review has read anything of it.
    """
    marks = [
        ("stale", found.stale),
        ("contested", found.contested),
        ("unread", len(found.unread) == len(found.components)),
    ]
    return (*(name for name, is_so in marks if is_so), str(found.level))


def make_row(concept: ConceptRecord, claim: Claim, found: ClaimEvidence) -> Row:
    """Return the claim under `COLUMNS`."""
    reviews = select_reviews(concept.reviews, claim.id)
    return {
        "concept": concept.id,
        "claim": claim.id,
        "kind": claim.kind,
        "level": str(found.level),
        "contested": found.contested,
        "qualified": found.qualified,
        "stale": [state.name for state in found.moved],
        "reviews": len(reviews),
        "last_reviewed": max((review.date.isoformat() for review in reviews), default=""),
        "reasons": list(found.reasons),
        "text": " ".join(claim.text.source.split()),
    }


def flatten_row(row: Row) -> list[object]:
    """Return the row for a table of plain cells.

    Lists are joined by `; `, and what a spreadsheet would take for a formula begins with `'`.
    """
    return [
        _guard("; ".join(map(str, cell)) if isinstance(cell, list) else cell)
        for cell in row.values()
    ]


def _guard(cell: object) -> object:
    return (
        f"'{cell}"
        if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@", "\t", "\r"))
        else cell
    )


@dataclass(slots=True)
class LevelCounts:
    """Claims of one domain or of one source counted.

    By level, and those that are stale or contested.
    """

    name: str
    levels: Counter[str] = field(default_factory=Counter)
    stale: int = 0
    contested: int = 0

    def add(self, evidence: Evidence, found: ClaimEvidence) -> None:
        """Count a claim, which the evidence of its concept holds."""
        self.levels[name_level(evidence, found)] += 1
        self.stale += found.stale
        self.contested += found.contested

    def list_numbers(self) -> list[tuple[int, str]]:
        """(how many, of what), the best level first, without what there is none of."""
        counted = [
            *((self.levels[word], word) for word in (*map(str, reversed(Level)), NOT_RUN)),
            (self.stale, "stale"),
            (self.contested, "contested"),
        ]
        return [(number, word) for number, word in counted if number]


def count_by_domain(
    concepts: Iterable[ConceptRecord], evidence: Mapping[str, Evidence]
) -> list[LevelCounts]:
    """Return the claims of each domain, in the order in which the concepts name them."""
    tallies: dict[str, LevelCounts] = {}
    for concept in concepts:
        own = evidence[concept.id]
        for _, found in list_claims(concept, own):
            tallies.setdefault(concept.domain, LevelCounts(concept.domain)).add(own, found)
    return list(tallies.values())


def count_by_source(
    concepts: Iterable[ConceptRecord], evidence: Mapping[str, Evidence]
) -> list[LevelCounts]:
    """Return the claims that cite each source, the most cited first, then by key."""
    tallies: dict[str, LevelCounts] = {}
    for concept in concepts:
        own = evidence[concept.id]
        for claim, found in list_claims(concept, own):
            for key in dict.fromkeys(citation.key.id for citation in claim.sources):
                tallies.setdefault(key, LevelCounts(key)).add(own, found)
    return sorted(tallies.values(), key=lambda tally: (-tally.levels.total(), tally.name))
