"""The view of `method.html`: every mark of the site, with the numbers of this build."""

from collections.abc import Iterable, Mapping, Sequence

from markupsafe import Markup

from builder.records.claim_kinds import CLAIM_KINDS
from builder.records.concept import ConceptRecord
from builder.records.evidence import CheckResult
from builder.records.level import Level
from builder.records.verdict import READ_OF_SOURCES
from builder.render.prose.margin_notes import describe_seeds
from builder.render.prose.typeset import Typesetter
from builder.render.render_context import RenderContext, View, page_frame
from builder.render.words import WORDS_PER_MINUTE, count, list_words

PARTS = (  # (anchor, title), in the page's order
    ("levels", "Levels of a claim"),
    ("kinds", "What backs each kind of claim"),
    ("checks", "Checks and runs"),
    ("sources", "Sources and their records"),
    ("reviews", "Reviews"),
    ("pages", "Pages"),
)
LIMITS = (  # (name in the record, unit), as `limits` of the atlas has them
    ("time_s", "s of time"),
    ("memory_mib", "MiB of memory"),
    ("threads", "threads"),
    ("output_kib", "KiB of output"),
    ("files_mib", "MiB of files"),
)
RELATIONS = ("supports", "qualifies", "contradicts", "background")
STATUSES = ("published", "review", "draft", "planned")


def view_method(context: RenderContext, _: Typesetter) -> View:
    """How to read the marks of this site, with how often each stands in this build."""
    shown = [concept for concept in context.atlas.concepts if context.is_shown(concept)]
    checks = [
        check
        for concept in shown
        for check in context.evidence[concept.id].checks
        if context.evidence[concept.id].is_checked
    ]
    cited = [
        citation.relation
        for concept in shown
        for claim in concept.claims
        for citation in claim.sources
    ]
    summary = "What every mark on these pages means, and what it does not mean."
    return {
        **page_frame(context, "method/index.html", "Method", summary),
        "summary": summary,
        "contents": tuple(
            {"anchor": anchor, "text": title, "children": ()} for anchor, title in PARTS
        ),
        "claims": _count_claims(context, shown),
        "kinds": tuple(
            {"id": name, "backed_by": Markup(kind.backed_by), "limits": Markup(kind.limits)}
            for name, kind in CLAIM_KINDS.items()
        ),
        "checks": _count_checks(checks),
        "example": next((check.measured for check in checks if check.measured), ""),
        "seeds_example": next((told for check in checks if (told := describe_seeds(check))), ""),
        "citations": _count_words("citation", RELATIONS, cited),
        "audits": _count_words(
            "audit", READ_OF_SOURCES, (audit.read for audit in context.atlas.audits)
        ),
        "reviews": count(sum(len(concept.reviews) for concept in shown), "review"),
        "pages": _count_words(
            "concept", STATUSES, (concept.status for concept in context.atlas.concepts)
        ),
        "limits": list_words(_describe_limits(context)),
        "cap": context.atlas.config.cap,
        "imports": context.atlas.config.allow_imports,
        "words_per_minute": WORDS_PER_MINUTE,
    }


def _count_claims(context: RenderContext, shown: list[ConceptRecord]) -> Mapping[str, str]:
    """How many claims stand at each level, and how many are contested and qualified.

    `30 claims`.
    """
    claims = [claim for concept in shown for claim in context.evidence[concept.id].claims]
    numbers = {str(level): sum(claim.level is level for claim in claims) for level in Level}
    marks = ("stale", "contested", "qualified")
    numbers |= {mark: sum(getattr(claim, mark) for claim in claims) for mark in marks}
    return {word: count(number, "claim") for word, number in numbers.items()}


def _count_checks(checks: list[CheckResult]) -> Mapping[str, str]:
    """Return the numbers of checks, of their seeds, of those that can fail, and of pins."""
    totals = sorted({check.seeds.total for check in checks if check.seeds is not None})
    return {
        "all": count(len(checks), "check"),
        "margin": count(sum(check.margin is not None for check in checks), "check"),
        "seeds": list_words([count(total, "seed") for total in totals]),
        "countercondition": count(sum(check.must_fail_and_does for check in checks), "check"),
        "rival": count(sum(rival.refused for check in checks for rival in check.rivals), "rival"),
        "pin": count(sum(check.declared.is_pin for check in checks), "check"),
    }


def _count_words(noun: str, choices: Sequence[str], words: Iterable[str]) -> Mapping[str, str]:
    """How often each of the choices stands in a field of the records: `12 citations`."""
    found = list(words)
    return {choice: count(found.count(choice), noun) for choice in choices}


def _describe_limits(context: RenderContext) -> list[str]:
    """Return the limits of one run as this atlas sets them: `20 s of time`."""
    limits = context.atlas.config.limits
    values = {name: getattr(limits, name) for name, _ in LIMITS}
    return [f"{values[name]} {unit}" for name, unit in LIMITS if values[name] is not None]
