"""Review records, the components that they bind to, and the state of each component."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from builder.records.literal import Settings
from builder.records.place import Placed, Ref

COMPONENTS = ("text", "caveat", "sources", "checks", "witness", "equations", "shown")
NONE_BEFORE = "none"  # what the first record of a file names as the one before it


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewer(Placed):
    """Who did a review or an audit; `kind` is `person` or `model`."""

    name: str
    kind: str
    author_of_page: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AlsoReviewed(Placed):
    """A further claim of the page about which a record says the same."""

    claim: Ref
    digests: Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Review(Placed):
    """One append-only review record.

    `digests` holds one digest for each component that was read, as it stood then.
    `also` names the further claims of the page about which the record says the same.
    """

    id: str
    before: str
    claim: Ref
    reviewer: Reviewer
    date: date
    read: str
    criterion: str
    verdict: str
    digests: Settings
    excludes: str = ""
    summary: str = ""
    also: tuple[AlsoReviewed, ...] = ()

    @property
    def claims(self) -> tuple[Ref, ...]:
        """The claims that the record judges, the one under `claim` first."""
        return (self.claim, *(one.claim for one in self.also))

    def list_digests(self) -> tuple[str, ...]:
        """Return the digest of every component that was read, of all claims."""
        every = (self.digests, *(one.digests for one in self.also))
        return tuple(str(digest) for digests in every for _, digest in digests)


def select_reviews(reviews: Iterable[Review], claim: str) -> list[Review]:
    """Return what the records say of one claim, in their order.

    A record of several claims is returned as if it judged this claim alone.
    """
    found = []
    for review in reviews:
        if review.claim.id == claim:
            found.append(replace(review, also=()))
        found += (
            replace(review, place=one.place, claim=one.claim, digests=one.digests, also=())
            for one in review.also
            if one.claim.id == claim
        )
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot(Placed):
    """What a component said when a review read it.

    It is what `digest` is the digest of, or it is not believed.
    """

    digest: str
    component: str
    text: str


@dataclass(frozen=True, slots=True)
class Component:
    """One part of what a review of a claim reads, in normal form.

    One text, whatever the layout of the files.
    """

    name: str  # of `COMPONENTS`
    digest: str  # 32 hexadecimal digits
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class DiffPiece:
    """Words of a comparison: `kept`, `gone` or `new`."""

    kind: str
    words: str


def shorten_pieces(pieces: Sequence[DiffPiece], around: int) -> tuple[DiffPiece, ...]:
    """Return the pieces.

    `…` stands for text further than about `around` characters from a change.
    """
    shown = []
    for index, piece in enumerate(pieces):
        words = piece.words
        if piece.kind == "kept":
            head = words[:around].rpartition(" ")[0] if index else ""
            tail = words[-around:].partition(" ")[2] if index < len(pieces) - 1 else ""
            words = words if len(words) <= 2 * around else f"{head} … {tail}"
        shown.append(DiffPiece(piece.kind, words))
    return tuple(shown)


@dataclass(frozen=True, slots=True)
class ComponentState:
    """A component as it stands to the last record that read it.

    `current`, `moved`, or `unread` where none did.

    `changes` compares what was read with what stands now, word by word; empty where nothing moved
    or the text read then is not kept.
    """

    name: str
    digest: str
    state: str = "unread"
    review: str = ""  # the id of that record
    changes: tuple[DiffPiece, ...] = ()
    text: str = field(default="", repr=False)  # the component as it stands now


@dataclass(frozen=True, slots=True)
class QueuedClaim:
    """A claim that wants a review.

    Why, in words, the heaviest reason first, and how many pages rest on its page.
    """

    concept: str
    claim: str
    level: str
    doubts: tuple[str, ...]
    resting: int

    @property
    def key(self) -> str:
        """`scaling/ntk#infinite-width`, as the command line names it."""
        return f"{self.concept}#{self.claim}"

    def as_data(self) -> dict[str, object]:
        """Return the same as plain data, as the site's files and the terminal give it."""
        return {
            "concept": self.concept,
            "claim": self.claim,
            "level": self.level,
            "why": list(self.doubts),
            "pages_resting": self.resting,
        }
