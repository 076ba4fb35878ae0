"""Compares reviews with the present components: current, moved since the review, or never read."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from builder.records.review import Component, ComponentState, DiffPiece, Review, Snapshot
from builder.records.verdict import COUNTED, OPPOSING, SUPPORTING
from builder.review.compare import compare_words


def judge_components(
    components: Sequence[Component], reviews: Sequence[Review], snapshots: Iterable[Snapshot]
) -> tuple[ComponentState, ...]:
    """Return the state of each component by the last review that read it.

    A review that could not check has read nothing.
    """
    kept = {snapshot.digest: snapshot for snapshot in snapshots}
    return tuple(_judge(component, reviews, kept) for component in components)


def is_opposed(states: Sequence[ComponentState], reviews: Sequence[Review]) -> bool:
    """Return true if the last verdict is against the claim, and no component has moved since."""
    has_moved = any(state.state == "moved" for state in states)
    return _last_verdict(reviews) == OPPOSING and not has_moved


def is_reviewed(states: Sequence[ComponentState], reviews: Sequence[Review]) -> bool:
    """Return true if every component is current, and the last verdict supports the claim."""
    is_current = bool(states) and all(state.state == "current" for state in states)
    return is_current and _last_verdict(reviews) in SUPPORTING


def list_standing(states: Sequence[ComponentState], reviews: Sequence[Review]) -> list[Review]:
    """Return the reviews that support the claim and of which no component has moved."""
    now = {state.name: state.digest for state in states}
    return [
        review
        for review in reviews
        if review.verdict in SUPPORTING
        and all(now.get(name, digest) == digest for name, digest in review.digests)
    ]


def _last_verdict(reviews: Sequence[Review]) -> str:
    return next((review.verdict for review in reversed(reviews) if review.verdict in COUNTED), "")


def _judge(
    component: Component, reviews: Sequence[Review], kept: Mapping[str, Snapshot]
) -> ComponentState:
    now = ComponentState(component.name, component.digest, text=component.text)
    for review in reversed(reviews):
        read = dict(review.digests).get(component.name)
        if review.verdict not in COUNTED or read is None:
            continue
        if read == component.digest:
            return replace(now, state="current", review=review.id)
        changes = _compare(component, kept.get(str(read)))
        return replace(now, state="moved", review=review.id, changes=changes)
    return now


def _compare(component: Component, snapshot: Snapshot | None) -> tuple[DiffPiece, ...]:
    if snapshot is None or snapshot.component != component.name:
        return ()
    return compare_words(snapshot.text, component.text)
