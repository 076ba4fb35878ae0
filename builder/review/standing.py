"""How the reviews of a claim stand to what is there now: which component is current, which has moved since, which nobody read."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from builder.records.review import Component, ComponentState, Piece, Review, Snapshot
from builder.records.verdict import OPPOSING, SUPPORTING
from builder.review.compare import compare_words

_COUNTED = (*SUPPORTING, OPPOSING)  # verdicts of somebody who could check


def judge_components(
    components: Sequence[Component], reviews: Sequence[Review], snapshots: Iterable[Snapshot]
) -> tuple[ComponentState, ...]:
    """The state of each component by the last of the claim's `reviews` that read it; a review that could not check has read nothing."""
    kept = {snapshot.digest: snapshot for snapshot in snapshots}
    return tuple(_judge(component, reviews, kept) for component in components)


def is_opposed(states: Sequence[ComponentState], reviews: Sequence[Review]) -> bool:
    """Whether the last verdict on the claim is against it, and none of what that review read has moved since."""
    return _last_verdict(reviews) == OPPOSING and not any(
        state.state == "moved" for state in states
    )


def is_reviewed(states: Sequence[ComponentState], reviews: Sequence[Review]) -> bool:
    """Whether every component is as it was read, and the last verdict supports the claim."""
    return (
        bool(states)
        and all(state.state == "current" for state in states)
        and _last_verdict(reviews) in SUPPORTING
    )


def _last_verdict(reviews: Sequence[Review]) -> str:
    return next((review.verdict for review in reversed(reviews) if review.verdict in _COUNTED), "")


def _judge(
    component: Component, reviews: Sequence[Review], kept: Mapping[str, Snapshot]
) -> ComponentState:
    now = ComponentState(component.name, component.digest, text=component.text)
    for review in reversed(reviews):
        read = dict(review.digests).get(component.name)
        if review.verdict not in _COUNTED or read is None:
            continue
        if read == component.digest:
            return replace(now, state="current", review=review.id)
        return replace(
            now, state="moved", review=review.id, changes=_compare(component, kept.get(str(read)))
        )
    return now


def _compare(component: Component, snapshot: Snapshot | None) -> tuple[Piece, ...]:
    return (
        compare_words(snapshot.text, component.text)
        if snapshot is not None and snapshot.component == component.name
        else ()
    )
