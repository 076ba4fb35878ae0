"""The page context of a text: the links, values and figures that the text may refer to."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from builder.records.problem import Problem
from builder.records.run import Answer
from builder.records.text import Fence

_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|/")


@dataclass(frozen=True, slots=True)
class Link:
    """An address and its label as plain text."""

    href: str
    words: str


@dataclass(frozen=True, slots=True)
class ClaimMark:
    """The number and level of a claim, shown at the words that link to `#claim-<id>`."""

    number: int
    level: str


@dataclass(frozen=True, slots=True)
class TextContext:
    """The targets of roles, citations, pictures and formulas. A missing target shows its words.

    Addresses are relative to the page that shows the text. Addresses that the author wrote are
    relative to the author's own page. The empty context with `plain` renders CommonMark exactly
    as its specification does.
    """

    # The address of the page that the text belongs to, if that is not the page that shows it.
    page: str = ""
    # claim id -> number and level
    claims: Mapping[str, ClaimMark] = field(default_factory=dict)
    # "scaling/ntk" -> its page and its title
    concepts: Mapping[str, Link] = field(default_factory=dict)
    # label -> number; the anchor is #equation-<label>
    equations: Mapping[str, int] = field(default_factory=dict)
    # figure id -> #figure-<id>, "Figure 2"
    figures: Mapping[str, Link] = field(default_factory=dict)
    # check id -> #check-<id> and its name
    checks: Mapping[str, Link] = field(default_factory=dict)
    # citation key -> the source's page, "Belkin et al. 2019"
    sources: Mapping[str, Link] = field(default_factory=dict)
    # expression of a {value}, as in its mark's target -> answer of the run
    answers: Mapping[str, Answer] = field(default_factory=dict)
    # file name in the concept's folder -> address; None accepts any address
    assets: Mapping[str, str] | None = None
    # figure id -> HTML of the whole figure where it is placed
    pictures: Mapping[str, str] = field(default_factory=dict)
    macros: tuple[tuple[str, str], ...] = ()  # TeX macros of the theme, see `read_macros`
    id_prefix: str = ""  # of headings and footnotes, so that several texts can share a page
    heading_shift: int = 0  # number of levels that headings are moved down
    # Exact CommonMark: code without highlighting, and any address that cannot run code.
    plain: bool = False

    def rebase(self, address: str) -> str:
        """Return an address that the author wrote, relative to the page that shows the text."""
        return address if _ABSOLUTE.match(address) else self.page + address


@dataclass(slots=True)
class Rendering:
    """The input of one rendering and the problems that it found, passed to every rule."""

    context: TextContext
    path: str
    fences: Sequence[Fence] = ()
    placed: frozenset[str] = frozenset()  # figures that a directive places away from their fence
    notes: frozenset[int] = frozenset()  # footnotes that have a body
    problems: list[Problem] = field(default_factory=list)
