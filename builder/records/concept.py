"""What an author records of a concept and of a domain; the attributes are the keys of the files."""

from dataclasses import dataclass
from datetime import date

from builder.records.instruments import Demo, Inquiry, Practice, StoryboardFrame
from builder.records.literal import Settings
from builder.records.place import Placed, Ref
from builder.records.review import Review, Snapshot
from builder.records.text import Content, ContentOutline, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Author(Placed):
    """Who wrote a page."""

    name: str
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prerequisite(Placed):
    """A concept that must be understood first, and what of it is needed."""

    concept: Ref
    why: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation(Placed):
    """A neighbour that is no prerequisite; `breaks` says where the likeness ends."""

    concept: Ref
    relation: str
    why: Text
    breaks: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceUse(Placed):
    """What one source grounds on this page."""

    key: Ref
    grounds: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Symbol(Placed):
    """A symbol of the page's notation.

    `shape` holds integers and letters, letters are solved from the run.
    """

    tex: str
    meaning: Text
    code: str = ""
    shape: tuple[str | int, ...] | None = None
    role: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation(Placed):
    """How one source bears on one claim."""

    key: Ref
    relation: str
    locator: str = ""
    quote: str = ""
    support: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim(Placed):
    """A sentence that the page asserts, with its kind, its caveat and what backs it."""

    id: str
    text: Text
    kind: str
    caveat: Text | None = None
    stipulated: bool = False
    checks: tuple[Ref, ...] = ()
    equations: tuple[Ref, ...] = ()
    sources: tuple[Citation, ...] = ()
    shows: tuple[Ref, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Misconception(Placed):
    """A wrong belief, why it tempts, and what repairs it."""

    id: str
    wrong: Text
    right: Text
    tempts: Text | None = None
    claim: Ref | None = None
    repair: Ref | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Question(Placed):
    """An open question about one object of the page."""

    object: Ref
    question: Text
    evidence: tuple[Ref, ...] = ()
    resolves: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits(Placed):
    """What one run of a witness may use; `None` leaves the atlas's own limit."""

    time_s: int | None = None
    memory_mib: int | None = None
    threads: int | None = None
    output_kib: int | None = None
    files_mib: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Countercondition(Placed):
    """Parameters under which the named checks must fail, and why."""

    set: Settings
    fails: tuple[Ref, ...]
    because: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rival(Placed):
    """A wrong variant of the witness, which the named checks must refuse.

    `replace` is an expression or a statement of the witness, `instead` what takes its place.
    """

    id: str
    replace: str
    instead: str
    refuted_by: tuple[Ref, ...]
    because: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Seeds(Placed):
    """The values of `seed` that the witness is run for.

    Every build runs the first `shown`, from 0. Under `--strict` it also runs the `held` after them,
    which nobody looked at when the thresholds were chosen.
    """

    shown: int
    held: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class WitnessSpec(Placed):
    """How the witness is run besides once.

    For other values of `seed`, under counterconditions, and with rivals in its place.
    """

    seeds: Seeds | None = None
    holds_at_least: tuple[tuple[str, float], ...] = ()
    limits: Limits | None = None
    counterconditions: tuple[Countercondition, ...] = ()
    rivals: tuple[Rival, ...] = ()

    @property
    def shown(self) -> int:
        """How many values of `seed` every build runs."""
        return self.seeds.shown if self.seeds is not None else 0

    @property
    def held(self) -> int:
        """How many more only a strict build runs."""
        return self.seeds.held if self.seeds is not None else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure(Placed):
    """A figure: drawn by the fence that carries its id, or a picture in `file`."""

    id: str
    alt: str
    caption: Text
    title: Text | None = None
    hero: bool = False
    file: Ref | None = None
    licence: str = ""
    source: Ref | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DataFile(Placed):
    """A file that the witness reads from the concept's folder, and where it comes from."""

    file: Ref
    source: Ref
    licence: str
    locator: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConceptRecord(Placed):
    """One concept without its prose. `id` is its path below `concepts/`."""

    id: str
    title: Text
    summary: Text
    status: str
    invariant: Text | None = None
    importance: str = ""
    difficulty: int = 0
    math_level: str = ""
    tags: tuple[str, ...] = ()
    authors: tuple[Author, ...] = ()
    created: date | None = None
    updated: date | None = None
    aliases: tuple[Ref, ...] = ()
    prerequisites: tuple[Prerequisite, ...] = ()
    related: tuple[Relation, ...] = ()
    sources: tuple[SourceUse, ...] = ()
    symbols: tuple[Symbol, ...] = ()
    claims: tuple[Claim, ...] = ()
    misconceptions: tuple[Misconception, ...] = ()
    questions: tuple[Question, ...] = ()
    witness: WitnessSpec | None = None
    figures: tuple[Figure, ...] = ()
    data: tuple[DataFile, ...] = ()
    demo: Demo | None = None
    storyboard: tuple[StoryboardFrame, ...] = ()
    inquiry: Inquiry | None = None
    practice: tuple[Practice, ...] = ()
    content: ContentOutline | None = None
    reviews: tuple[Review, ...] = ()
    files: tuple[str, ...] = ()  # names of the other files of its folder, sorted: "draws.csv"
    unread: frozenset[str] = (
        frozenset()
    )  # keys of which something could not be read; "content" is the prose, "files" its folder

    @property
    def domain(self) -> str:
        """The id of the concept's domain."""
        return self.id.partition("/")[0]

    @property
    def has_page(self) -> bool:
        """True if the concept has a page: planned ones have none."""
        return self.status != "planned" and self.content is not None

    @property
    def folder(self) -> str:
        """The concept's folder, relative to the atlas's root."""
        return f"concepts/{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Concept(ConceptRecord):
    """One concept in full: its record, its prose, and what its reviews have read."""

    content: Content | None = None
    snapshots: tuple[Snapshot, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Domain(Placed):
    """A shelf of concepts; `colour` is one of the theme's eight, 1 to 8."""

    id: str
    title: Text
    summary: Text
    order: int = 0
    colour: int = 1
