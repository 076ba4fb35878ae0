"""What an atlas demands of its reviews: criteria by name, and a review of every claim."""

from collections.abc import Iterator

from builder.records.concept import Concept
from builder.records.criteria import Criteria
from builder.records.evidence import ClaimEvidence, Evidence
from builder.records.problem import Problem, Severity
from builder.records.review import select_reviews
from builder.records.verdict import COUNTED

_SEVERITIES = {"warning": Severity.WARNING, "error": Severity.ERROR}


def check_demands(concept: Concept, evidence: Evidence, criteria: Criteria) -> Iterator[Problem]:
    """Yield the reviews under an unknown criterion, and the claims without a demanded review."""
    for review in concept.reviews:
        if why := explain_criterion(review.criterion, criteria):
            hint = "put it into sources/criteria.yaml again: records of reviews stay as they are"
            place = review.place_of("criterion")
            yield Problem("criterion-known", f"the review '{review.id}': {why}", place, hint)
    severity = _SEVERITIES.get(str(dict(criteria.demanded).get(concept.status)))
    exempt = {exemption.claim.id for exemption in criteria.exemptions}
    for claim in concept.claims if severity is not None and evidence.is_run else ():
        found, key = evidence.claim(claim.id), f"{concept.id}#{claim.id}"
        if found is not None and key not in exempt and not has_review(concept, found):
            message = f"no review of the claim '{claim.id}' stands"
            hint = f"plumbline review record {key}, or an exemption in sources/criteria.yaml"
            place = claim.place_of("id")
            yield Problem("review-present", message, place, hint, severity or Severity.ERROR)


def explain_criterion(criterion: str, criteria: Criteria) -> str:
    """Return why a review may not have this criterion, or an empty text if it may."""
    if not criteria.names or criterion in criteria.names:
        return ""
    return f"no criterion is named '{criterion}'; there are: {', '.join(criteria.names)}"


def has_review(concept: Concept, found: ClaimEvidence) -> bool:
    """Return true if somebody judged the claim, for or against it, and nothing moved since."""
    is_judged = any(
        review.verdict in COUNTED for review in select_reviews(concept.reviews, found.claim)
    )
    return is_judged and not found.stale
