"""The evidence for the claims of a concept, as text, as plain data and as rows of a table."""

from collections.abc import Iterable, Iterator, Set

from builder.records.concept import Claim, Concept
from builder.records.evidence import CheckResult, ClaimEvidence, Evidence, SeedTally
from builder.records.ledger import LevelCounts, Row, list_claims, list_states, make_row, name_level
from builder.report.lines import align_columns
from builder.report.summary import format_checks

ANY: Set[str] = frozenset()


def format_audit(concept: Concept, evidence: Evidence) -> str:
    """Return the concept's claims with level, kind and reasons, then its checks with values."""
    lines = [f"  {line}" for line in format_checks(evidence.checks).splitlines()]
    if evidence.has_witness and not evidence.is_checked:
        lines.append("  its witness is not checked: see the problems")
    if evidence.weakest_link is not None:
        weakest, level = evidence.weakest_link
        lines.append(
            f"  weakest link: {'this page' if weakest == concept.id else weakest}, {level}"
        )
    return format_claims(concept, evidence) + "".join(f"{line}\n" for line in lines)


def format_claims(concept: Concept, evidence: Evidence, states: Set[str] = ANY) -> str:
    """Return the claims in one of `states`, with level, kind and reasons; all for no states."""
    rows = [
        (name_level(evidence, found), claim.kind, claim.id, "; ".join(_list_reasons(found)))
        for claim, found in _select_claims(concept, evidence, states)
    ]
    lines = [f"{concept.id}  ({concept.status})", *(f"  {line}" for line in align_columns(rows))]
    return "".join(f"{line}\n" for line in lines)


def audit_as_data(
    concept: Concept, evidence: Evidence, states: Set[str] = ANY
) -> dict[str, object]:
    """Return the audit of a concept as plain data; `states` selects claims."""
    weakest = evidence.weakest_link
    return {
        "concept": concept.id,
        "status": concept.status,
        "checked": evidence.is_checked,
        "weakest_link": {"concept": weakest[0], "level": str(weakest[1])} if weakest else None,
        "claims": list(list_rows(concept, evidence, states)),
        "checks": [_check_as_data(check) for check in evidence.checks],
    }


def list_rows(concept: Concept, evidence: Evidence, states: Set[str] = ANY) -> Iterator[Row]:
    """Yield a table row for each claim of the concept in one of `states`."""
    for claim, found in _select_claims(concept, evidence, states):
        yield make_row(concept, claim, found) | {"level": name_level(evidence, found)}


def count_wanted(concept: Concept, evidence: Evidence, states: Set[str]) -> int:
    """Count the claims of the concept in one of `states`."""
    return len(_select_claims(concept, evidence, states))


def format_tallies(title: str, tallies: Iterable[LevelCounts]) -> str:
    """Return a heading and, for each domain or source, a line with the counts of its claims."""
    rows = [
        (tally.name, ", ".join(f"{number} {word}" for number, word in tally.list_numbers()))
        for tally in tallies
    ]
    if not rows:
        return ""
    return "\n".join([title, *(f"  {line}" for line in align_columns(rows)), "", ""])


def _select_claims(
    concept: Concept, evidence: Evidence, states: Set[str]
) -> list[tuple[Claim, ClaimEvidence]]:
    return [
        (claim, found)
        for claim, found in list_claims(concept, evidence)
        if not states or (evidence.is_run and not states.isdisjoint(list_states(found)))
    ]


def _list_reasons(found: ClaimEvidence) -> list[str]:
    marks = [
        (f"stale: {', '.join(state.name for state in found.moved)}", found.stale),
        ("contested by a source", found.contradicted),
        ("not supported by its review", found.opposed),
        ("qualified by a source", found.qualified),
    ]
    return [*found.reasons, *(text for text, applies in marks if applies)]


def _tally_as_data(tally: SeedTally | None) -> dict[str, object] | None:
    if tally is None:
        return None
    return {
        "passed": tally.passed,
        "total": tally.total,
        "smallest_margin": tally.smallest_margin,
        "interval": list(tally.interval),
    }


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
        "seeds": _tally_as_data(check.seeds),
        "held": _tally_as_data(check.held),
        "held_seeds": check.held_seeds,
        "counterconditions": [
            {
                "settings": counter.settings,
                "must_fail": counter.must_fail,
                "failed": counter.failed,
                "measured": counter.measured,
            }
            for counter in check.counters
        ],
        "rivals": [
            {"id": rival.id, "refused": rival.refused, "measured": rival.measured}
            for rival in check.rivals
        ],
    }
