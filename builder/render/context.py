"""What prose needs to know of the page around it, filled in by whoever builds the page."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from builder.records.run import Answer

_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|/")


@dataclass(frozen=True, slots=True)
class Link:
    """An address and the words that stand for it, plain text."""

    href: str
    words: str


@dataclass(frozen=True, slots=True)
class ClaimMark:
    """What the words that make a claim show: its number on the page and its level. They lead to `#claim-<id>`."""

    number: int
    level: str


@dataclass(frozen=True, slots=True)
class TextContext:
    """Everything that roles, citations, pictures and formulas resolve to. What is missing here shows its words alone.

    Addresses are relative to the page that shows the text; those that its author wrote are relative to the page that it belongs to.
    The empty context with `plain` renders CommonMark as its specification does.
    """

    page: str = ""  # the address of the page that the text belongs to, with its claims and equations, where it is another
    claims: Mapping[str, ClaimMark] = field(default_factory=dict)  # by the claim's id
    concepts: Mapping[str, Link] = field(
        default_factory=dict
    )  # "scaling/ntk" -> its page and its title
    equations: Mapping[str, int] = field(
        default_factory=dict
    )  # label -> number; the anchor is #equation-<label>
    figures: Mapping[str, Link] = field(
        default_factory=dict
    )  # figure's id -> #figure-<id>, "Figure 2"
    checks: Mapping[str, Link] = field(
        default_factory=dict
    )  # check's id -> #check-<id> and its name
    sources: Mapping[str, Link] = field(
        default_factory=dict
    )  # citation key -> the source's page, "Belkin et al. 2019"
    answers: Mapping[str, Answer] = field(
        default_factory=dict
    )  # a {value}'s expression, as in its mark's target -> what the run says
    assets: Mapping[str, str] | None = (
        None  # file name in the concept's folder -> address; None takes any address
    )
    pictures: Mapping[str, str] = field(
        default_factory=dict
    )  # figure's id -> the HTML of the whole figure, where it is placed
    macros: tuple[tuple[str, str], ...] = ()  # TeX macros of the theme, see `read_macros`
    id_prefix: str = (
        ""  # before the ids of headings and footnotes, so that several texts share a page
    )
    heading_shift: int = 0  # levels that headings are moved down
    plain: bool = (
        False  # CommonMark to the letter: code without highlighting, any address that cannot run
    )

    def rebase(self, address: str) -> str:
        """An address that the text's author wrote, as it is from the page that shows the text."""
        return address if _ABSOLUTE.match(address) else self.page + address
