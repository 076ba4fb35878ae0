"""The keys of the objects of a page, which `shows`, `object` and `evidence` name."""

from builder.records.concept import Concept
from builder.records.outline import Outline

KINDS = (
    "concept", "section", "claim", "equation", "symbol", "check", "witness", "figure",
    "demo", "source", "misconception", "practice", "review",
)  # fmt: skip


def list_objects(concept: Concept, outline: Outline) -> frozenset[str]:
    """Return the local keys of all objects of the page: `claim:rate`, `demo`, `symbol:X`."""
    keys = {"concept"}
    if concept.content is not None:
        keys |= {f"section:{section.id}" for section in concept.content.sections}
        keys |= {f"equation:{equation.label}" for equation in concept.content.equations}
        if any(fence.kind == "witness" for fence in concept.content.fences):
            keys.add("witness")
    keys |= {f"claim:{claim.id}" for claim in concept.claims}
    keys |= {f"symbol:{symbol.tex}" for symbol in concept.symbols}
    keys |= {f"check:{check_id}" for check_id in outline.check_ids()}
    keys |= {f"figure:{figure.id}" for figure in concept.figures}
    keys |= {f"source:{use.key.id}" for use in concept.sources}
    keys |= {f"misconception:{misconception.id}" for misconception in concept.misconceptions}
    keys |= {f"practice:{practice.id}" for practice in concept.practice}
    keys |= {f"review:{review.id}" for review in concept.reviews}
    if concept.demo is not None:
        keys.add("demo")
    return frozenset(keys)
