"""`builder review`: what to review next, all that bears on a claim, what has moved since, and the record of a review."""

import difflib
import json
import os
import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager

from builder.check import find_faulty
from builder.commands import UsageError, find_atlas
from builder.commands.atlas import line_reader, open_world, require_concepts
from builder.commands.record import ask_review, collect_records, write_records
from builder.effects.world import World
from builder.pipeline import assess_site, settle
from builder.records.concept import Claim, Concept
from builder.records.problem import Severity
from builder.report.problems import format_problems
from builder.report.progress import show_progress
from builder.report.review import format_changes, format_claim, format_queue
from builder.review import rank_claims
from builder.stages import Assessed, Options


def show_next(arguments: Namespace) -> int:
    """Prints the queue of claims that want a review, the most pressing first."""
    with _open(arguments) as world:
        found = assess_site(world, Options())
        atlas, evidence = found.loaded.read_atlas(), found.read_all_evidence()
    queue = rank_claims(atlas, found.loaded.graph, evidence)
    if arguments.format == "json":
        print(json.dumps([item.as_data() for item in queue], indent=1, ensure_ascii=False))
    else:
        print(format_queue(queue, arguments.most), end="")
    return 0


def show_claim(arguments: Namespace) -> int:
    """Prints all that a reviewer of the claim needs, on one screen."""
    with _open(arguments) as world:
        found, concept, claim = _find_claim(world, arguments.claim)
        _print_problems(world, found, concept)
        evidence = found.read_evidence(concept.id)
    print(format_claim(found.loaded.atlas, concept, claim, evidence), end="")
    return 0


def show_changes(arguments: Namespace) -> int:
    """Prints what has moved since the claim was reviewed, word by word; 1 where something has."""
    with _open(arguments) as world:
        found, concept, claim = _find_claim(world, arguments.claim)
        own = found.read_evidence(concept.id).claim(claim.id)
    assert own is not None
    is_coloured = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    print(format_changes(arguments.claim, own, is_coloured=is_coloured), end="")
    return 1 if own.moved else 0


def record_review(arguments: Namespace) -> int:
    """Appends a review record and what it read, after showing it."""
    root = find_atlas(arguments.root)
    with _open(arguments) as world:
        found, concept, claim = _find_claim(world, arguments.claim)
        if concept.folder in find_faulty(found.problems):
            _print_problems(world, found, concept)
            raise UsageError(
                f"'{concept.id}' has problems that stop a build: mend them, then review what there is"
            )
        evidence = found.read_evidence(concept.id)
        review = ask_review(arguments, concept, claim, evidence, world.read_latest_date())
        records = collect_records(concept, evidence, review)
        return write_records(world, root, concept, records, is_sure=arguments.yes)


def keep_snapshots(arguments: Namespace) -> int:
    """Keeps what reviews read and what still stands, for records that were written by hand."""
    root = find_atlas(arguments.root)
    with _open(arguments) as world:
        (id,) = require_concepts(world, [arguments.id])
        found = assess_site(world, Options(drafts=True, only=(id,)))
        concept = found.loaded.read_concept(id)
        records = collect_records(concept, found.read_evidence(id), None)
        return write_records(world, root, concept, records, is_sure=True)


@contextmanager
def _open(arguments: Namespace) -> Iterator[World]:
    root = find_atlas(arguments.root)
    with show_progress(sys.stderr) as progress, open_world(arguments, root, progress) as world:
        yield world


def _find_claim(world: World, name: str) -> tuple[Assessed, Concept, Claim]:
    """What is known of the atlas, the concept and the claim that `domain/slug#claim` names."""
    id, _, claim_id = name.partition("#")
    (id,) = require_concepts(world, [id])
    found = assess_site(world, Options(drafts=True, only=(id,)))
    concept = found.loaded.read_concept(id)
    claims = {claim.id: claim for claim in concept.claims}
    if claim_id not in claims:
        close = difflib.get_close_matches(claim_id, claims, n=1)
        hint = (
            f"did you mean '{id}#{close[0]}'?"
            if close
            else f"it has: {', '.join(claims) or 'none'}"
        )
        raise UsageError(
            f"'{id}' has no claim '{claim_id}'; {hint}"
            if claim_id
            else f"name a claim, '{id}#CLAIM'; {hint}"
        )
    return found, concept, claims[claim_id]


def _print_problems(world: World, found: Assessed, concept: Concept) -> None:
    """The problems of the concept, since a claim of a page at fault is not what its author meant."""
    problems = settle(found.loaded.atlas, found.problems, Options(only=(concept.id,)))
    own = tuple(problem for problem in problems if problem.severity is Severity.ERROR)
    print(
        format_problems(own, line_reader(world.read_tree()), style="text"), file=sys.stderr, end=""
    )
