"""`plumbline review`: the queue, all that bears on a claim, its changes, and review records."""

import difflib
import json
import os
import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from builder.check import find_faulty
from builder.commands import UsageError, find_atlas
from builder.commands.atlas import line_reader, open_world, require_concepts
from builder.commands.program import show
from builder.commands.record import ask_review, require_truth, write_records
from builder.commands.record_files import collect_records
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
    """Print the queue of claims to review, the most pressing first."""
    with _open(arguments) as world:
        found = assess_site(world, Options())
        atlas, evidence = found.loaded.read_atlas(), found.read_all_evidence()
    queue = rank_claims(atlas, found.loaded.graph, evidence)
    if arguments.format == "json":
        show(json.dumps([item.as_data() for item in queue], indent=1, ensure_ascii=False))
    else:
        show(format_queue(queue, arguments.most), end="")
    return 0


def show_claim(arguments: Namespace) -> int:
    """Print all that a reviewer of the claim needs, on one screen."""
    with _open(arguments) as world:
        found, concept, claim = _find_claim(world, arguments.claim)
        _print_problems(world, found, concept)
        evidence = found.read_evidence(concept.id)
    show(format_claim(found.loaded.atlas, concept, claim, evidence), end="")
    return 0


def show_changes(arguments: Namespace) -> int:
    """Print the changes since the claim was reviewed, word by word; return 1 if there are any."""
    with _open(arguments) as world:
        found, concept, claim = _find_claim(world, arguments.claim)
        own = found.read_evidence(concept.id).claim(claim.id)
    assert own is not None
    is_coloured = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    show(format_changes(arguments.claim, own, is_coloured=is_coloured), end="")
    return 1 if own.moved else 0


def record_review(arguments: Namespace) -> int:
    """Show a review record, then append it with snapshots of the components that it read."""
    root = find_atlas(arguments.root)
    with open_to_ask(arguments) as (world, bar):
        found, concept, claim = _find_claim(world, arguments.claim)
        bar.close()
        if concept.folder in find_faulty(found.problems):
            _print_problems(world, found, concept)
            raise UsageError(
                f"'{concept.id}' has problems that stop a build: "
                "mend them, then review what there is"
            )
        evidence = found.read_evidence(concept.id)
        atlas = found.loaded.atlas
        review = ask_review(
            arguments, concept, claim, evidence, world.read_latest_date(), atlas.criteria
        )
        require_truth(review, claim, atlas)
        added = collect_records(concept, evidence, review)
        return write_records(world, root, concept, added, is_sure=arguments.yes)


def keep_snapshots(arguments: Namespace) -> int:
    """Write snapshots for standing reviews whose records were written by hand."""
    root = find_atlas(arguments.root)
    with _open(arguments) as world:
        found, concept = _assess_concept(world, arguments.id)
        added = collect_records(concept, found.read_evidence(concept.id), None)
        return write_records(world, root, concept, added, is_sure=True)


@contextmanager
def open_to_ask(arguments: Namespace) -> Iterator[tuple[World, ExitStack]]:
    """Yield the world, and the progress bar to close before anybody is asked anything.

    An open bar paints over what is typed.
    """
    root = find_atlas(arguments.root)
    with ExitStack() as bar:
        progress = bar.enter_context(show_progress(sys.stderr))
        with open_world(arguments, root, progress) as world:
            yield world, bar


@contextmanager
def _open(arguments: Namespace) -> Iterator[World]:
    root = find_atlas(arguments.root)
    with show_progress(sys.stderr) as progress, open_world(arguments, root, progress) as world:
        yield world


def _assess_concept(world: World, name: str) -> tuple[Assessed, Concept]:
    """Return the assessment of one concept, and the concept. Raises: `UsageError`."""
    (concept_id,) = require_concepts(world, [name])
    found = assess_site(world, Options(drafts=True, only=(concept_id,)))
    return found, found.loaded.read_concept(concept_id)


def _find_claim(world: World, name: str) -> tuple[Assessed, Concept, Claim]:
    """Return the assessment, the concept and the claim that `domain/slug#claim` names."""
    concept_name, _, claim_id = name.partition("#")
    found, concept = _assess_concept(world, concept_name)
    claims = {claim.id: claim for claim in concept.claims}
    if claim_id in claims:
        return found, concept, claims[claim_id]
    close = difflib.get_close_matches(claim_id, claims, n=1)
    hint = f"it has: {', '.join(claims) or 'none'}"
    if close:
        hint = f"did you mean '{concept.id}#{close[0]}'?"
    if claim_id:
        raise UsageError(f"'{concept.id}' has no claim '{claim_id}'; {hint}")
    raise UsageError(f"name a claim, '{concept.id}#CLAIM'; {hint}")


def _print_problems(world: World, found: Assessed, concept: Concept) -> None:
    """Print the errors of the concept, since its author did not mean a claim of a broken page."""
    problems = settle(found.loaded.atlas, found.problems, Options(only=(concept.id,)))
    own = tuple(problem for problem in problems if problem.severity is Severity.ERROR)
    text = format_problems(own, line_reader(world.read_tree()), style="text")
    show(text, file=sys.stderr, end="")
