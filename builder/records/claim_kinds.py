"""The table of claim kinds: what backs a claim of each kind, and the words for it.

To add a kind is to add a row here. The loader, the schema, the levels, the rules, the review queue
and `/method/` read the table.
"""

from collections.abc import Callable
from dataclasses import dataclass

from builder.records.concept import Citation, Claim
from builder.records.evidence import CheckResult


@dataclass(frozen=True, slots=True)
class Backing:
    """What this build has found for a claim.

    `checks` are those that count: all named checks must hold. `located` are the supporting
    citations with a locator.
    """

    claim: Claim
    checks: tuple[CheckResult, ...]
    located: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class ClaimKind:
    """A kind of claim; `is_backed` decides its level, the texts explain it.

    `needs` is the hint of `claim-backed`, `backed_by` and `limits` are the HTML of `/method/`.
    With `is_over_seeds`, a check counts only over shown and held seeds where the witness has a
    seed. With
    `wants_full_text`, the review queue doubts a claim whose sources nobody has read in full.
    """

    is_backed: Callable[[Backing], bool]
    needs: str
    backed_by: str
    limits: str
    is_over_seeds: bool = False
    wants_full_text: bool = False


def _has_source(backing: Backing) -> bool:
    return bool(backing.located)


def _refuses_a_rival(backing: Backing) -> bool:
    return any(check.refuses_a_rival for check in backing.checks)


def _is_checked_equation(backing: Backing) -> bool:
    return bool(backing.claim.equations) and _refuses_a_rival(backing)


# id -> kind, in the order of the documents. Source: the table of kinds in the design.
CLAIM_KINDS: dict[str, ClaimKind] = {
    "definition": ClaimKind(
        is_backed=lambda backing: backing.claim.stipulated or _has_source(backing),
        needs="cite a source with a locator, or say 'stipulated: true'",
        backed_by="A source, or the page’s own word that the term is stipulated here.",
        limits="It does not mean that others use the word so.",
    ),
    "derivation": ClaimKind(
        is_backed=lambda backing: _has_source(backing) or _is_checked_equation(backing),
        needs="name an equation of the page and a check of it that refuses a rival, "
        "or cite a source with a locator",
        backed_by="A source, or a labelled equation of the page together with the claim’s checks, "
        "one of which at least refuses a wrong variant of the code, called a rival.",
        limits="It does not mean that a machine has proved each step: a check tries the equation "
        "on numbers.",
    ),
    "theorem": ClaimKind(
        is_backed=_has_source,
        needs="cite a source with a locator; a check alone illustrates a theorem",
        backed_by="A source. Checks alone illustrate it.",
        limits="It does not mean that the proof is on the page.",
    ),
    "synthetic": ClaimKind(
        is_backed=lambda backing: (
            any(check.must_fail_and_does for check in backing.checks) and _refuses_a_rival(backing)
        ),
        needs="name checks that pass, over shown and held seeds where a generator is used, with a "
        "countercondition and a rival that name one of them",
        backed_by="The claim’s checks, one of which at least is made to fail by every "
        "countercondition that names it, and one of which refuses a wrong variant of the code, "
        "called a rival. Where the witness has a parameter <code>seed</code>, these checks "
        "hold over shown and held seeds.",
        limits="It does not mean that the world does what the page’s model does.",
        is_over_seeds=True,
    ),
    "empirical": ClaimKind(
        is_backed=_has_source,
        needs="cite a source with a locator that supports it; "
        "a toy witness never backs a statement about the world",
        backed_by="A source. A check alone illustrates it, since a toy never backs a statement "
        "about the world.",
        limits="It does not mean that the finding was repeated here.",
        wants_full_text=True,
    ),
}
