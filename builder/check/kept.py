"""The rule on what reviews read: it is kept, as long as it can be."""

from collections.abc import Iterator

from builder.records.concept import Concept
from builder.records.evidence import Evidence
from builder.records.problem import Problem, Severity


def check_snapshot_kept(concept: Concept, evidence: Evidence) -> Iterator[Problem]:
    """`snapshot-kept`: what a review read is kept while it stands, so that the words can be shown once they move. Asked after the run."""
    kept = {snapshot.digest for snapshot in concept.snapshots}
    missing: dict[str, list[str]] = {}
    for claim in evidence.claims:
        for state in claim.components:
            if state.state == "current" and state.digest not in kept:
                missing.setdefault(state.review, []).append(state.name)
    for review in concept.reviews:
        if review.id in missing:
            message = f"what '{review.id}' read is not kept: {', '.join(missing[review.id])}"
            hint = f"run: python -m builder review keep {concept.id}"
            yield Problem(
                "snapshot-kept", message, review.place_of("digests"), hint, Severity.WARNING
            )
