"""An atlas of two pages without code: symbols that mean several things, and texts that would do something if they were not text."""

from pathlib import Path

from tests.conftest import build_files

LIVE = "<img src=x onerror=document.title='live'>"

_DOMAIN = "title: Spirals\nsummary: Curves that turn.\norder: 1\n"
_CONTENT = r"""## Intuition

It turns.

## Math

The angle is $\theta$.

### The limit $n \to \infty$

It stays.
"""
_ARMS = rf"""title: Arms of {{{{ 7 * 7 }}}} spirals
summary: |-
  `{LIVE}` How an arm winds; 4,000 turns in Ångström units.
status: review
tags: [logarithmic]
aliases: [spirals/limbs]
prerequisites:
  - {{concept: spirals/turns, why: an arm turns}}
symbols:
  - {{tex: \theta, meaning: angle of the arm}}
  - {{tex: r, meaning: distance from the middle}}
  - tex: '\hat{{r}}'
    meaning: |-
      `{LIVE}` guessed
claims:
  - id: grows
    text: |-
      `{LIVE}` The radius grows like $e^{{\theta/2}}$.
    kind: definition
    stipulated: true
    caveat: In the plane.
"""
_TURNS = r"""title: Turns
summary: How often it goes round.
status: review
symbols:
  - {tex: '\theta', meaning: number of turns}
  - {tex: \theta_0, meaning: angle at the start}
claims:
  - {id: whole, text: A turn is whole., kind: definition, stipulated: true, caveat: Here.}
"""
_PLANNED = "title: Galaxies\nsummary: Where arms are seen.\nstatus: planned\n"
_SOURCE = """@book{fermat1636spirals,
  author = {Fermat, Pierre de},
  title = {Of <b>spirals</b> and their arms},
  year = {1636},
}
"""


def build_atlas(root: Path) -> Path:
    """Write the atlas below `root` and builds it; the folder of the site."""
    files = {
        "pyproject.toml": "[tool.builder]\ntitle = 'Spirals'\n[tool.builder.limits]\ntime_s = 7\ncap = 3\n",
        "concepts/spirals/domain.yaml": _DOMAIN,
        "concepts/spirals/arms/concept.yaml": _ARMS,
        "concepts/spirals/arms/content.md": _CONTENT,
        "concepts/spirals/turns/concept.yaml": _TURNS,
        "concepts/spirals/turns/content.md": "## Intuition\n\nRound.\n",
        "concepts/spirals/galaxies/concept.yaml": _PLANNED,
        "sources/atlas.bib": _SOURCE,
    }
    return build_files(root, files)
