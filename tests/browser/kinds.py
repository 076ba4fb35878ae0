"""The one list of page kinds: all of this repository's atlas, and those of the example project, which holds every object there is."""

from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from _pytest.mark import ParameterSet

from tests.conftest import TESTS

ROOT = TESTS.parent
SOURCES = {"example": TESTS / "sites/example/in", "atlas": ROOT}  # name of a site -> the project it is built from
WIDTHS = (1280, 390)
AROUND = {  # kind -> path, of the pages that every site has, whatever its author writes
    "home": "",
    "map": "map/",
    "sources": "sources/",
    "audit": "audit/",
    "symbols": "symbols/",
    "practice": "practice/",
    "search": "search/",
    "method": "method/",
    "404": "404.html",
}
OWN = {  # site -> kind -> path
    "example": {"audit": "audit/", "domain": "statistics/", "concept": "statistics/monte-carlo-error/", "source": "sources/owen2013monte/"},
    "atlas": {**AROUND, "domain": "scaling/", "concept": "scaling/double-descent/", "source": "sources/jacot2018neural/"},
}


@dataclass(frozen=True, slots=True)
class Kind:
    """A page of one site that stands for all of its kind."""

    site: str
    name: str
    path: str

    def __str__(self) -> str:
        return f"{self.site}-{self.name}"


KINDS = tuple(Kind(site, name, path) for site, own in OWN.items() for name, path in own.items())
CONCEPTS = tuple(  # every concept page of the atlas
    Kind("atlas", path.parent.name, f"{path.parent.relative_to(ROOT / 'concepts').as_posix()}/")
    for path in sorted((ROOT / "concepts").glob("*/*/content.md"))
)
EVERY = (*KINDS, *(concept for concept in CONCEPTS if concept.path != OWN["atlas"]["concept"]))


def at_widths(kinds: Sequence[Kind]) -> list[ParameterSet]:
    """Every kind at every width; what `make test` leaves to `make bars` is marked: it sees each kind once, at the widths by turns."""
    return [
        pytest.param(kind, width, id=f"{kind}-{width}", marks=() if (index + turn) % len(WIDTHS) == 0 else pytest.mark.bars)
        for index, kind in enumerate(kinds)
        for turn, width in enumerate(WIDTHS)
    ]


def by_turns(kinds: Sequence[Kind]) -> list[ParameterSet]:
    """Every kind, of which `make test` sees every other."""
    return [pytest.param(kind, id=str(kind), marks=() if index % 2 == 0 else pytest.mark.bars) for index, kind in enumerate(kinds)]


OPEN = """() => {
  for (const details of document.querySelectorAll("details")) details.open = true;
  for (const closed of document.querySelectorAll("[aria-expanded=false]")) closed.click();
}"""
