"""The rule on snapshots of the components that standing reviews have read."""

from collections.abc import Iterator

from builder.records.concept import Concept
from builder.records.evidence import Evidence
from builder.records.problem import Problem, Severity


def check_snapshot_kept(concept: Concept, evidence: Evidence) -> Iterator[Problem]:
    """`snapshot-kept`: each component that a standing review has read has a snapshot.

    The snapshot lets a later change be shown word by word. The rule needs the evidence of a run.
    """
    kept = {snapshot.digest for snapshot in concept.snapshots}
    missing: dict[str, list[str]] = {}
    for claim in evidence.claims:
        for state in claim.components:
            if state.state == "current" and state.digest not in kept:
                missing.setdefault(state.review, []).append(state.name)
    for review in concept.reviews:
        if review.id in missing:
            message = f"what '{review.id}' read is not kept: {', '.join(missing[review.id])}"
            hint = f"run: plumbline review keep {concept.id}"
            place = review.place_of("digests")
            yield Problem("snapshot-kept", message, place, hint, Severity.WARNING)
