"""The whole atlas as loaded, its configuration, and the tree of files that it was loaded from."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from builder.records.concept import Concept, Domain, Limits
from builder.records.place import Placed
from builder.records.source import Audit, Source


@dataclass(frozen=True, slots=True)
class Tree:
    """The author's files: sorted paths relative to the atlas's root, bytes on demand.

    `links` names every symbolic link that leaves its concept's folder, and every file that is no regular file, with what is wrong;
    nothing behind them is read. `refused` are the files and folders that the system does not let us read.
    """

    paths: tuple[str, ...]
    read: Callable[[str], bytes] = field(repr=False)
    links: Mapping[str, str] = field(default_factory=dict)
    refused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSetting(Placed):
    """A rule's severity as this atlas sets it, and why."""

    code: str
    severity: str  # "error", "warn" or "off"
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Config(Placed):
    """`[tool.builder]` of the atlas's `pyproject.toml`."""

    title: str
    description: str = ""  # of the atlas, in a sentence
    base_url: str = ""
    language: str = "en"
    repository: str = ""
    content_license: str = ""
    limits: Limits
    cap: int = 4
    allow_imports: tuple[str, ...] = ()
    rules: tuple[RuleSetting, ...] = ()

    @property
    def home(self) -> str:
        """The path of the site's root at its host: `/small/` for `https://example.org/small`, and `/` where no address is known."""
        return f"{urlsplit(self.base_url.rstrip('/')).path}/"


@dataclass(frozen=True, slots=True)
class Atlas:
    """Everything the authors wrote, each collection sorted by id (domains by `order`, then id)."""

    config: Config
    domains: tuple[Domain, ...]
    concepts: tuple[Concept, ...]
    sources: tuple[Source, ...]
    audits: tuple[Audit, ...]
    concept_by_id: Mapping[str, Concept] = field(compare=False, repr=False)
    source_by_key: Mapping[str, Source] = field(compare=False, repr=False)
