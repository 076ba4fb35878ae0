"""The one list of page kinds: all of this repository's atlas, and those of the example project, which holds every object there is."""

from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from tests.conftest import TESTS

ROOT = TESTS.parent
SOURCES = {
    "example": TESTS / "sites/example/in",
    "atlas": ROOT,
}  # name of a site -> the project it is built from
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
    "example": {
        "audit": "audit/",
        "domain": "statistics/",
        "concept": "statistics/monte-carlo-error/",
        "source": "sources/owen2013monte/",
    },
    "atlas": {
        **AROUND,
        "domain": "scaling/",
        "concept": "scaling/double-descent/",
        "source": "sources/jacot2018neural/",
    },
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


def at_widths(kinds: Sequence[Kind]) -> list[object]:
    """Every kind at every width, as parameters: `make test` sees each kind once, at the widths by turns, and `make bars` all."""
    pairs = [
        (kind, width, index + turn)
        for index, kind in enumerate(kinds)
        for turn, width in enumerate(WIDTHS)
    ]
    return [
        pytest.param(kind, width, id=f"{kind}-{width}", marks=_leave(number))
        for kind, width, number in pairs
    ]


def by_turns(kinds: Sequence[Kind]) -> list[object]:
    """Every kind, as a parameter: `make test` sees every other, and `make bars` all."""
    return [
        pytest.param(kind, id=str(kind), marks=_leave(number)) for number, kind in enumerate(kinds)
    ]


def _leave(number: int) -> tuple[pytest.MarkDecorator, ...]:
    """Every second one is left to `make bars`."""
    return (pytest.mark.bars,) if number % 2 else ()


SCHEMES = (
    "light",
    pytest.param("dark", marks=pytest.mark.bars),
)  # of one component; test_axe.py sees every kind of page in both
OPEN = """async () => {
  const components = new Set([...document.querySelectorAll(":not(:defined)")].map(element => element.localName));
  await Promise.all([...components].map(name => customElements.whenDefined(name)));
  for (const look of document.querySelectorAll(".commit-ends .button-plain")) look.click();
  for (const details of document.querySelectorAll("details")) details.open = true;
  for (const closed of document.querySelectorAll("[aria-expanded=false]")) closed.click();
  document.body.tabIndex = -1;
  document.body.focus();
  document.body.removeAttribute("tabindex");
}"""
