"""Write `evidence.json` beside a concept page: what the runs measured, and what backs each claim.

The file holds no time and no duration, so equal runs give equal bytes.
"""

import hashlib
import json
from collections.abc import Callable, Iterator

from builder import __version__
from builder.records.concept import Concept
from builder.records.evidence import CheckResult, CounterResult, Evidence, RivalResult, SeedTally
from builder.records.review import Review
from builder.records.text import Fence
from builder.render.exports.keys import write_key
from builder.render.exports.plain import (
    DIGITS,
    Json,
    list_fields,
    round_numbers,
    round_text,
    write_json,
)
from builder.render.exports.record import Anchors, describe_weakest
from builder.render.render_context import RenderContext

SCHEMA = "plumbline-evidence/1"

# Kinds of expressions whose values are written here. The shapes of symbols stand in `index.json`,
# and a demo's first state stands on the page.
_WRITTEN_KINDS = ("value", "when", "cue")


def write_evidence(
    concept: Concept, context: RenderContext, anchors: Anchors, read: Callable[[str], bytes]
) -> bytes:
    """Return the content of `evidence.json`.

    Without a complete record of the witness it holds no checks, no outputs and no values.
    """
    evidence = context.evidence[concept.id]
    checked = evidence.is_checked
    run = {"key": evidence.run_key, "packages": dict(evidence.packages)}
    checks = [_describe_check(check, concept, anchors) for check in evidence.checks]
    outputs = [{"fence": index, "text": text} for index, text in evidence.outputs if text]
    return write_json(
        {
            "schema": SCHEMA,
            "plumbline": __version__,
            "concept": concept.id,
            "record": "index.json",
            "digits": DIGITS,
            "checked": checked,
            "run": run if checked else None,
            "inputs": {
                name: hashlib.sha256(read(f"{concept.folder}/{name}")).hexdigest()
                for name in _list_inputs(concept)
            },
            "checks": checks if checked else [],
            "claims": list(_list_claims(concept, evidence)),
            "weakest_link": describe_weakest(evidence),
            "reviews": [
                {
                    "key": write_key(concept.id, f"review:{review.id}"),
                    **list_fields(review),
                    "claim": write_key(concept.id, f"claim:{review.claim}"),
                    **_list_also(concept, review),
                }
                for review in concept.reviews
            ],
            "last_review": evidence.last_review,
            "outputs": outputs if checked else [],
            "answers": list(_list_answers(evidence)) if checked else [],
        }
    )


def _list_also(concept: Concept, review: Review) -> dict[str, Json]:
    """Return the further claims of a record, each with its digests; nothing if it has one claim."""
    also: list[Json] = [
        {"claim": write_key(concept.id, f"claim:{one.claim}"), "digests": dict(one.digests)}
        for one in review.also
    ]
    return {"also": also} if also else {}


def _list_inputs(concept: Concept) -> tuple[str, ...]:
    """Return the names of the source files of the page, all in its folder."""
    records = {"reviews.yaml": concept.reviews, "snapshots.yaml": concept.snapshots}
    kept = (name for name, entries in records.items() if entries)
    return tuple(sorted(("concept.yaml", "content.md", *kept, *concept.files)))


def _describe_check(check: CheckResult, concept: Concept, anchors: Anchors) -> Json:
    fences = concept.content.fences if concept.content is not None else ()
    fence = next((fence for fence in fences if check.declared.place.line in _lines_of(fence)), None)
    return {
        "key": write_key(concept.id, f"check:{check.id}"),
        "anchor": anchors.get(f"check:{check.id}"),
        "id": check.id,
        "sentence": check.declared.sentence,
        "code": check.declared.code,
        "fence": fence.index if fence is not None else None,
        "line": check.declared.place.line - fence.place.line + 1 if fence is not None else None,
        "passed": check.passed,
        "measured": check.measured,
        "operands": [
            {"source": source, "value": round_text(value)} for source, value in check.operands
        ],
        "margin": round_numbers(check.margin),
        "hits": check.hits,
        "seeds": _describe_seeds(check.seeds),
        "held": _describe_seeds(check.held),
        "held_seeds": check.held_seeds,
        "holds_at_least": check.holds_at_least,
        "counterconditions": [_describe_counter(counter) for counter in check.counters],
        "rivals": [_describe_rival(rival) for rival in check.rivals],
    }


def _describe_seeds(seeds: SeedTally | None) -> Json:
    if seeds is None:
        return None
    return {
        "passed": seeds.passed,
        "total": seeds.total,
        "smallest_margin": round_numbers(seeds.smallest_margin),
        "interval": round_numbers(list(seeds.interval)),
    }


def _lines_of(fence: Fence) -> range:
    return range(fence.place.line, fence.place.line + fence.code.count("\n") + 1)


def _describe_counter(counter: CounterResult) -> Json:
    return {
        "set": counter.settings,
        "must_fail": counter.must_fail,
        "failed": counter.failed,
        "measured": counter.measured,
        "because": counter.because or None,
    }


def _describe_rival(rival: RivalResult) -> Json:
    return {
        "id": rival.id,
        "replace": rival.before,
        "with": rival.after,
        "refused": rival.refused,
        "measured": rival.measured,
        "margin": round_numbers(rival.margin),
        "because": rival.because or None,
    }


def _list_claims(concept: Concept, evidence: Evidence) -> Iterator[Json]:
    for claim in concept.claims:
        found = evidence.claim(claim.id)
        if found is None:
            continue
        sources = dict.fromkeys(citation.key for citation in claim.sources)
        yield {
            "key": write_key(concept.id, f"claim:{claim.id}"),
            "kind": claim.kind,
            "level": str(found.level),
            "reasons": list(found.reasons),
            "contested": found.contested,
            "qualified": found.qualified,
            "stale": found.stale,
            "components": [
                {
                    "name": state.name,
                    "digest": state.digest,
                    "state": state.state,
                    "review": state.review or None,
                }
                for state in found.components
            ],
            "checks": [write_key(concept.id, f"check:{ref}") for ref in claim.checks],
            "equations": [write_key(concept.id, f"equation:{ref}") for ref in claim.equations],
            "sources": [write_key(concept.id, f"source:{key}") for key in sources],
        }


def _list_answers(evidence: Evidence) -> Iterator[Json]:
    """Yield the value of each expression of the page.

    `asked` is the expression itself for a value, else the id of the object that uses it.
    """
    for answer in evidence.answers:
        kind, _, asked = answer.id.partition(":")
        if kind in _WRITTEN_KINDS and not answer.failed:
            yield {
                "kind": kind,
                "asked": asked,
                "value": round_numbers(json.loads(answer.data)),
                "text": round_text(answer.text),
            }
