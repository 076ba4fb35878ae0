"""What backs the claims of a concept: as text, as plain data and as rows of a table."""

from collections.abc import Iterator

from builder.records.concept import Concept
from builder.records.evidence import CheckResult, ClaimEvidence, Evidence
from builder.report.summary import format_checks

COLUMNS = ("concept", "claim", "kind", "level", "contested", "qualified", "reasons")


def format_audit(concept: Concept, evidence: Evidence) -> str:
    """The concept's claims with level, kind and reasons, then its checks with values."""
    lines = [f"{concept.id}  ({concept.status})"]
    claims = _list_claims(concept, evidence)
    rows = [(str(found.level), kind, found.claim) for kind, found in claims]
    widths = [max((len(row[column]) for row in rows), default=0) for column in range(3)]
    for row, (_, found) in zip(rows, claims, strict=True):
        cells = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        lines.append(f"  {cells}  {'; '.join(_list_reasons(found))}".rstrip())
    lines += [f"  {line}" for line in format_checks(evidence.checks).splitlines()]
    if evidence.has_witness and not evidence.is_checked:
        lines.append("  its witness is not checked: see the problems")
    return "\n".join(lines) + "\n"


def audit_as_data(concept: Concept, evidence: Evidence) -> dict[str, object]:
    """The same as plain data."""
    return {
        "concept": concept.id,
        "status": concept.status,
        "checked": evidence.is_checked,
        "claims": [
            {
                "claim": found.claim,
                "kind": kind,
                "level": str(found.level),
                "contested": found.contested,
                "qualified": found.qualified,
                "reasons": list(found.reasons),
            }
            for kind, found in _list_claims(concept, evidence)
        ],
        "checks": [_check_as_data(check) for check in evidence.checks],
    }


def list_claim_rows(concept: Concept, evidence: Evidence) -> Iterator[tuple[object, ...]]:
    """One row per claim under `COLUMNS`."""
    for kind, found in _list_claims(concept, evidence):
        yield concept.id, found.claim, kind, str(found.level), found.contested, found.qualified, "; ".join(found.reasons)


def _list_claims(concept: Concept, evidence: Evidence) -> list[tuple[str, ClaimEvidence]]:
    """(kind, what backs it) of every claim, in the page's order."""
    return [(claim.kind, found) for claim in concept.claims if (found := evidence.claim(claim.id)) is not None]


def _list_reasons(found: ClaimEvidence) -> list[str]:
    marks = [("contested by a source", found.contested), ("qualified by a source", found.qualified)]
    return [*found.reasons, *(text for text, is_so in marks if is_so)]


def _check_as_data(check: CheckResult) -> dict[str, object]:
    return {
        "check": check.id,
        "sentence": check.declared.sentence,
        "line": check.declared.place.line,
        "pin": check.declared.is_pin,
        "passed": check.passed,
        "measured": check.measured,
        "margin": check.margin,
        "hits": check.hits,
        "seeds": {"passed": check.seeds.passed, "total": check.seeds.total, "smallest_margin": check.seeds.smallest_margin}
        if check.seeds is not None
        else None,
        "counterconditions": [
            {"settings": counter.settings, "must_fail": counter.must_fail, "failed": counter.failed, "measured": counter.measured}
            for counter in check.counters
        ],
    }
