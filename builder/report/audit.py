"""What backs the claims of a concept: as text, as plain data and as rows of a table."""

from collections.abc import Iterable, Iterator, Set

from builder.records.concept import Claim, Concept
from builder.records.evidence import CheckResult, ClaimEvidence, Evidence
from builder.records.ledger import Row, Tally, list_claims, list_states, make_row
from builder.report.summary import format_checks

ANY: Set[str] = frozenset()


def format_audit(concept: Concept, evidence: Evidence) -> str:
    """The concept's claims with level, kind and reasons, then its checks with values."""
    lines = [f"  {line}" for line in format_checks(evidence.checks).splitlines()]
    if evidence.has_witness and not evidence.is_checked:
        lines.append("  its witness is not checked: see the problems")
    if evidence.weakest_link is not None:
        where, level = evidence.weakest_link
        lines.append(f"  weakest link: {'this page' if where == concept.id else where}, {level}")
    return format_claims(concept, evidence) + "".join(f"{line}\n" for line in lines)


def format_claims(concept: Concept, evidence: Evidence, states: Set[str] = ANY) -> str:
    """The concept's claims that are in one of the states, with level, kind and reasons."""
    claims = _list_wanted(concept, evidence, states)
    rows = [(str(found.level), claim.kind, claim.id) for claim, found in claims]
    widths = [max((len(row[column]) for row in rows), default=0) for column in range(3)]
    lines = [f"{concept.id}  ({concept.status})"]
    for row, (_, found) in zip(rows, claims, strict=True):
        cells = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        lines.append(f"  {cells}  {'; '.join(_list_reasons(found))}".rstrip())
    return "".join(f"{line}\n" for line in lines)


def audit_as_data(
    concept: Concept, evidence: Evidence, states: Set[str] = ANY
) -> dict[str, object]:
    """The same as plain data."""
    return {
        "concept": concept.id,
        "status": concept.status,
        "checked": evidence.is_checked,
        "weakest_link": {
            "concept": evidence.weakest_link[0],
            "level": str(evidence.weakest_link[1]),
        }
        if evidence.weakest_link
        else None,
        "claims": list(list_rows(concept, evidence, states)),
        "checks": [_check_as_data(check) for check in evidence.checks],
    }


def list_rows(concept: Concept, evidence: Evidence, states: Set[str] = ANY) -> Iterator[Row]:
    """A row for each claim of the concept that is in one of the states."""
    yield from (
        make_row(concept, claim, found) for claim, found in _list_wanted(concept, evidence, states)
    )


def count_wanted(concept: Concept, evidence: Evidence, states: Set[str]) -> int:
    """How many claims of the concept are in one of the states."""
    return len(_list_wanted(concept, evidence, states))


def format_tallies(title: str, tallies: Iterable[Tally]) -> str:
    """A heading, and a line for each domain or source with its claims counted."""
    rows = [
        (tally.name, ", ".join(f"{number} {word}" for number, word in tally.list_numbers()))
        for tally in tallies
    ]
    width = max((len(name) for name, _ in rows), default=0)
    return (
        "".join(
            [f"{title}\n", *(f"  {name.ljust(width)}  {numbers}\n" for name, numbers in rows), "\n"]
        )
        if rows
        else ""
    )


def _list_wanted(
    concept: Concept, evidence: Evidence, states: Set[str]
) -> list[tuple[Claim, ClaimEvidence]]:
    return [
        (claim, found)
        for claim, found in list_claims(concept, evidence)
        if not states or not states.isdisjoint(list_states(found))
    ]


def _list_reasons(found: ClaimEvidence) -> list[str]:
    marks = [
        (f"stale: {', '.join(state.name for state in found.moved)}", found.stale),
        ("contested by a source", found.contradicted),
        ("not supported by its review", found.opposed),
        ("qualified by a source", found.qualified),
    ]
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
        "seeds": {
            "passed": check.seeds.passed,
            "total": check.seeds.total,
            "smallest_margin": check.seeds.smallest_margin,
        }
        if check.seeds is not None
        else None,
        "counterconditions": [
            {
                "settings": counter.settings,
                "must_fail": counter.must_fail,
                "failed": counter.failed,
                "measured": counter.measured,
            }
            for counter in check.counters
        ],
    }
