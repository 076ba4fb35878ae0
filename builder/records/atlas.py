"""The whole atlas as loaded, its configuration, and the tree of files that it was loaded from."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar
from urllib.parse import urlsplit

from builder.records.concept import Domain, Limits
from builder.records.criteria import Criteria
from builder.records.place import Placed
from builder.records.source import Audit, Source


class Identified(Protocol):
    """Something that has an id."""

    @property
    def id(self) -> str:
        """The id."""


C = TypeVar("C", bound=Identified, covariant=True)
D = TypeVar("D", bound=Identified)


@dataclass(frozen=True, slots=True)
class Tree:
    """The author's files: sorted paths relative to the atlas's root, bytes on demand.

    `links` names every symbolic link that leaves its concept's folder, and every file that is no
    regular file, with what is wrong; nothing behind them is read. `refused` are the files and
    folders that the system does not let us read.
    """

    paths: tuple[str, ...]
    read: Callable[[str], bytes] = field(repr=False)
    links: Mapping[str, str] = field(default_factory=dict)
    refused: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """True if nothing is there, neither files that are read nor any other."""
        return not (self.paths or self.links or self.refused)


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSetting(Placed):
    """A rule's severity as this atlas sets it, and why."""

    code: str
    severity: str  # "error", "warn" or "off"
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Config(Placed):
    """`[tool.builder]` of the atlas's `pyproject.toml`.

    `theme` is a folder of the atlas, whose files replace those of the packaged theme.
    """

    title: str
    description: str = ""  # of the atlas, in a sentence
    base_url: str = ""
    language: str = "en"
    repository: str = ""
    content_license: str = ""
    theme: str = ""
    limits: Limits
    cap: int = 4
    allow_imports: tuple[str, ...] = ()
    rules: tuple[RuleSetting, ...] = ()

    @property
    def home(self) -> str:
        """The path of the site's root at its host.

        `/small/` for `https://example.org/small`, and `/` where no address is known.
        """
        return f"{urlsplit(self.base_url.rstrip('/')).path}/"


@dataclass(frozen=True, slots=True)
class Atlas(Generic[C]):
    """Everything the authors wrote, each collection sorted by id (domains by `order`, then id).

    Its concepts are read in full, or summaries of them.
    """

    config: Config
    domains: tuple[Domain, ...]
    concepts: tuple[C, ...]
    sources: tuple[Source, ...]
    audits: tuple[Audit, ...]
    criteria: Criteria
    concept_by_id: Mapping[str, C] = field(compare=False, repr=False)
    source_by_key: Mapping[str, Source] = field(compare=False, repr=False)

    def with_concepts(self, concepts: "Iterable[D]") -> "Atlas[D]":
        """Return the atlas with these concepts in place of its own."""
        listed = tuple(concepts)
        return Atlas(
            self.config,
            self.domains,
            listed,
            self.sources,
            self.audits,
            self.criteria,
            {concept.id: concept for concept in listed},
            self.source_by_key,
        )


def make_atlas(
    config: Config,
    domains: Iterable[Domain],
    concepts: Iterable[D],
    sources: tuple[Source, ...],
    audits: tuple[Audit, ...],
    criteria: Criteria | None = None,
) -> Atlas[D]:
    """Return the atlas of these records, each collection sorted."""
    ordered = tuple(sorted(concepts, key=lambda concept: concept.id))
    return Atlas(
        config=config,
        domains=tuple(sorted(domains, key=lambda domain: (domain.order, domain.id))),
        concepts=ordered,
        sources=sources,
        audits=audits,
        criteria=criteria or Criteria(),
        concept_by_id={concept.id: concept for concept in ordered},
        source_by_key={source.key: source for source in sources},
    )
