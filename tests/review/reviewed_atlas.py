"""A small atlas with one reviewed page, as files in memory, for tests of stale reviews."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from builder.load import load_atlas
from builder.records.atlas import Atlas, Tree
from builder.records.concept import Concept
from builder.records.evidence import ClaimEvidence, Evidence, FigureDrawing
from builder.records.place import Place, Ref
from builder.records.plotted import Column, Plotted, Series
from builder.records.review import Review, Reviewer, Snapshot
from builder.review import ReviewContext, assess_claims
from builder.review.components import compose_components
from builder.witness import outline_witness

ID = "numbers/halves"
FOLDER = f"concepts/{ID}"
PLACE = Place("reviews.yaml")
PLOTTED = Plotted(
    (
        Series(
            "",
            "share",
            "bars",
            3,
            1,
            (Column("step", (0, 1, 2)), Column("share", (0.5, 0.25, 0.125))),
        ),
    )
)
DRAWN = Evidence(ID, figures=(FigureDrawing("halves", "<svg/>", plotted=PLOTTED),))
MACROS = {r"\E": r"\mathbb{E}"}

RECORD = """title: Halves
summary: The sum of halves.
status: published
authors:
  - {name: Ada}
claims:
  - id: below-one
    text: The sum of the first $n$ halves is below one.
    kind: theorem
    caveat: Only for finitely many terms.
    checks: [stays-below]
    equations: [sum]
    shows: ["figure:halves"]
    sources:
      - key: euclid
        locator: IX.35
        relation: supports
        quote: as the excess of the second
        support: The proposition sums a geometric progression.
  - id: never-reached
    text: It never reaches one.
    kind: theorem
    caveat: In exact arithmetic, where $\\E[x] = x$.
    sources:
      - {key: euclid, locator: IX.35, relation: supports}
witness:
  seeds: 0
  counterconditions:
    - set: {ratio: 0.6}
      fails: [stays-below]
      because: the terms are too large
figures:
  - {id: halves, alt: Bars that halve., caption: Each bar is half the one before.}
"""
CONTENT = """## Intuition

Half of what is missing is added; {claim}`the sum stays below one <below-one>`,
and {claim}`never gets there <never-reached>`.

## Math

$$
S_n = \\sum_{k=1}^{n} 2^{-k} < 1
$$ (sum)

## Code

```python
ratio = 0.5


def add(n):
    total = 0.0
    for k in range(1, n + 1):
        total += ratio ** k
    return total


total = add(10)
assert total < 1, "stays-below: ten halves are less than one"
assert add(1) == ratio, "first: the first is the ratio"
```

```python
#| figure: halves
import matplotlib.pyplot as plt

fig, ax = plt.subplots()
ax.bar(range(3), [0.5, 0.25, 0.125], color="C0")
```
"""
BIB = """@book{euclid,
  author = {Euclid},
  title = {The Elements},
  year = {1908},
}
@book{other,
  author = {Proclus},
  title = {A Commentary},
  year = {1970},
}
"""
FILES = {
    f"{FOLDER}/concept.yaml": RECORD,
    f"{FOLDER}/content.md": CONTENT,
    "concepts/numbers/domain.yaml": "title: Numbers\nsummary: About numbers.\n",
    "sources/all.bib": BIB,
    "pyproject.toml": '[tool.builder]\ntitle = "Test"\n',
}


def load(files: Mapping[str, str | bytes]) -> tuple[Atlas, Concept]:
    """Return the atlas of the files, and its page."""
    raw = _encode(files)
    atlas, _ = load_atlas(Tree(tuple(sorted(raw)), raw.__getitem__))
    return atlas, atlas.concept_by_id[ID]


def survey(files: Mapping[str, str | bytes], macros: Mapping[str, str] = MACROS) -> ReviewContext:
    """Return the surroundings of the page."""
    return ReviewContext(load(files)[0].source_by_key, macros, _encode(files).__getitem__)


def _encode(files: Mapping[str, str | bytes]) -> dict[str, bytes]:
    return {
        path: content.encode() if isinstance(content, str) else content
        for path, content in files.items()
    }


def compose(
    files: Mapping[str, str | bytes],
    macros: Mapping[str, str] = MACROS,
    evidence: Evidence = DRAWN,
) -> dict[str, dict[str, tuple[str, str]]]:
    """Return the digest and the text of every component, by claim and component."""
    atlas, concept = load(files)
    outline, _ = outline_witness(concept, atlas.config)
    composed = compose_components(concept, outline, evidence, survey(files, macros))
    return {
        claim: {component.name: (component.digest, component.text) for component in parts}
        for claim, parts in composed.items()
    }


def make_review(claim: str, digests: Mapping[str, str], **changes: object) -> Review:
    """Return a review that supports the claim."""
    keys: dict[str, object] = {
        "id": "2026-11-01-1",
        "before": "none",
        "claim": Ref(claim, PLACE),
        "reviewer": Reviewer(place=PLACE, name="Emmy", kind="person"),
        "date": date(2026, 11, 1),
        "read": "full text",
        "criterion": "the proposition says it",
        "verdict": "supports",
        "digests": tuple(digests.items()),
    }
    return Review(place=PLACE, **{**keys, **changes})  # type: ignore[arg-type]


def review_now(
    files: Mapping[str, str | bytes], claim: str = "below-one", **changes: object
) -> tuple[Review, tuple[Snapshot, ...]]:
    """Return a review of all present components of the claim, and their snapshots."""
    parts = compose(files)[claim]
    snapshots = tuple(
        Snapshot(place=PLACE, digest=digest, component=name, text=text)
        for name, (digest, text) in parts.items()
    )
    digests = {name: digest for name, (digest, _) in parts.items()}
    return make_review(claim, digests, **changes), snapshots


def assess(
    files: Mapping[str, str | bytes],
    reviews: tuple[Review, ...],
    snapshots: tuple[Snapshot, ...],
    macros: Mapping[str, str] = MACROS,
    evidence: Evidence = DRAWN,
) -> dict[str, ClaimEvidence]:
    """Assess the claims under these reviews, by default with no more than a figure."""
    atlas, concept = load(files)
    outline, _ = outline_witness(concept, atlas.config)
    around = survey(files, macros)
    concept = replace(concept, reviews=reviews, snapshots=snapshots)
    found = assess_claims(concept, outline, evidence, around)
    return {claim.claim: claim for claim in found.claims}
