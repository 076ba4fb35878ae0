"""Reviews: the level of each claim, its components, the chain of records, the queue."""

from builder.review.chain import check_reviews, digest_review
from builder.review.components import ReviewContext
from builder.review.demands import check_demands, explain_criterion
from builder.review.history import compare_history
from builder.review.levels import assess_claims, find_weakest
from builder.review.queue import rank_claims
from builder.review.reading import check_reading, explain_reading, list_read

__all__ = [
    "ReviewContext",
    "assess_claims",
    "check_demands",
    "check_reading",
    "check_reviews",
    "compare_history",
    "digest_review",
    "explain_criterion",
    "explain_reading",
    "find_weakest",
    "list_read",
    "rank_claims",
]
