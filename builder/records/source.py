"""The registry of sources and the audits of its records."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from builder.records.place import Placed, Ref
from builder.records.review import Reviewer


@dataclass(frozen=True, slots=True)
class Person:
    """A name as BibTeX splits it; a corporate author has only `family`."""

    family: str
    given: str = ""

    def __str__(self) -> str:
        return f"{self.given} {self.family}".strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Source(Placed):
    """One record of the registry, decoded to plain Unicode text.

    `places` holds its fields by their BibTeX names.
    """

    key: str
    type: str  # the BibTeX entry type, lower case: "article", "book", ...
    title: str
    authors: tuple[Person, ...]
    editors: tuple[Person, ...] = ()
    year: str = ""  # four digits, or empty where the record has none
    venue: str = (
        ""  # journal, book title, publisher, school or institution: the first that is there
    )
    doi: str = ""
    arxiv: str = ""  # "1812.11118"
    url: str = ""  # http or https only
    fields: tuple[tuple[str, str], ...] = ()  # every field, decoded, by name
    bibtex: str = ""  # the entry as written, ready to copy


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit(Placed):
    """One append-only record of how a source record was checked.

    `read` says how far the work itself was read.
    """

    key: Ref
    date: date
    by: Reviewer
    against: str
    read: str
    agrees: tuple[str, ...] = ()
    notes: str = ""


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """How one record of the registry stands.

    The pages and the claims that cite it, and its last audit.
    """

    source: Source
    label: str  # "Belkin et al. 2019"
    pages: int
    claims: int
    audit: Audit | None


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts of sources at hand, the number of their files, and of other files beside them."""

    by_key: Mapping[str, str]  # "owen2013monte" -> "1 Introduction\n..."
    used: int = 0
    others: int = 0


@dataclass(frozen=True, slots=True)
class Comparison:
    """The numbers of quotes that were found, that were not, and that have no text at hand."""

    found: int = 0
    missed: int = 0
    without_text: int = 0
