"""Hits of an assertion: one evaluation each, and the order by which the tightest one is kept.

Imports no records, since the process that runs witnesses uses this module.
"""

from builder.witness.messages import HitMessage


def make_hit(
    number: int,
    *,
    passed: bool,
    margin: float | None,
    measured: str,
    operands: tuple[tuple[str, str], ...] = (),
    failure: str = "",
) -> HitMessage:
    """Return the message about one evaluation of the assertion with this number.

    `operands` are pairs (source, value). `failure` says why the condition could not be evaluated.
    """
    return {
        "number": number,
        "passed": passed,
        "margin": margin,
        "measured": measured,
        "operands": [[source, value] for source, value in operands],
        "failure": failure,
    }


def rank(margin: float | None, *, passed: bool, crashed: bool = False) -> tuple[int, float]:
    """Return a key that sorts hits, tightest first.

    The order is: crashed, failed without a margin, failed, passed, passed without a margin.
    """
    if crashed:
        return (0, 0.0)
    if not passed:
        return (1, 0.0) if margin is None else (2, margin)
    return (4, 0.0) if margin is None else (3, margin)
