"""`plumbline review start`: from one claim of the queue to the next, with a record for each."""

from argparse import Namespace
from collections.abc import Iterable
from pathlib import Path

from builder.check import find_faulty
from builder.commands import UsageError, find_atlas
from builder.commands.atlas import require_concepts
from builder.commands.program import show
from builder.commands.record_answers import Answers, is_author
from builder.commands.review import open_to_ask
from builder.commands.review_session import Session
from builder.commands.review_walk import begin_walk
from builder.commands.terminal import CancelledError, Terminal
from builder.effects.cache.reviewer import read_reviewer, write_reviewer
from builder.effects.files.git import read_user_name
from builder.pipeline import assess_site
from builder.records.concept import Concept
from builder.records.evidence import ClaimEvidence
from builder.records.review import QueuedClaim, select_reviews
from builder.records.verdict import COUNTED
from builder.report.lines import format_count
from builder.review import rank_claims
from builder.review.normal import fold
from builder.stages import Assessed, Options

KINDS = ("person", "model")


def start_reviews(arguments: Namespace) -> int:
    """Walk through the queue at the terminal; return 2 if there is no terminal."""
    if not Terminal.is_there():
        hint = "in a script, write each record with: plumbline review record ID#CLAIM"
        raise UsageError(f"'review start' asks at a terminal, and there is none; {hint}")
    root = find_atlas(arguments.root)
    terminal = Terminal()
    reviewer = _find_reviewer(arguments, terminal, root)
    with open_to_ask(arguments) as (world, bar):
        only = require_concepts(world, arguments.ids)
        found = assess_site(world, Options(drafts=bool(only), only=only))
        atlas, evidence = found.loaded.read_atlas(), found.read_all_evidence()
        bar.close()
        queue = rank_claims(atlas, found.loaded.graph, evidence)
        left_out = _find_left_out(found, atlas.concepts, queue, reviewer)
        wanted = [
            item
            for item in queue
            if item.concept not in left_out
            and not _has_judged(
                reviewer.reviewer,
                atlas.concept_by_id[item.concept],
                evidence[item.concept].claim(item.claim),
            )
        ]
        reasons = "; ".join(left_out.values())
        if not wanted and only and left_out:
            raise UsageError(reasons)
        if not wanted:
            show("\n".join([*left_out.values(), "no claim wants a review of yours"]))
            return 0
        session = Session(
            root,
            found,
            terminal,
            reviewer=reviewer,
            walk=begin_walk(wanted),
            today=world.read_latest_date(),
        )
        return _run(session, terminal, reasons)


def _run(session: Session, terminal: Terminal, message: str) -> int:
    """Walk until the end, and say what was done, however it ends."""
    try:
        with terminal.open_screen():
            session.run(message)
    finally:
        walk = session.walk
        skipped = f", {walk.skipped} skipped" if walk.skipped else ""
        records = format_count(walk.records, "record")
        left = len(walk.queue) - walk.reviewed
        show(f"wrote {records} of {format_count(walk.reviewed, 'claim')}{skipped}")
        if left:
            words = f"{format_count(left, 'claim')} left"
            show(f"{words}; go on with: plumbline review start")
    return 0


def _find_reviewer(arguments: Namespace, terminal: Terminal, root: Path) -> Answers:
    """Return who reviews: as the flags say, as last time, or as answered now.

    Raises: `UsageError` if the questions are left without an answer.
    """
    known_name, known_kind = read_reviewer()
    name = arguments.reviewer or known_name
    kind = arguments.kind or (known_kind if name == known_name else "")
    try:
        proposal = "" if name else read_user_name(root)
        while not name:
            name = terminal.ask("Your name: ", proposal)
        kind = kind or terminal.choose("You are", KINDS, KINDS[0])
    except CancelledError:
        raise UsageError("a review needs a reviewer; nothing was written") from None
    write_reviewer(name, kind)
    return Answers(reviewer=name, kind=kind)


def _find_left_out(
    found: Assessed, concepts: Iterable[Concept], queue: Iterable[QueuedClaim], reviewer: Answers
) -> dict[str, str]:
    """Return why no claim of a page is shown, by the id of the page."""
    asked = {item.concept for item in queue}
    faulty = find_faulty(found.problems)
    left_out = {}
    for concept in concepts:
        if concept.id in asked and is_author(reviewer.reviewer, concept):
            why = "authors do not review their own page"
            left_out[concept.id] = f"'{concept.id}' is left out: {why} ({reviewer.reviewer})"
        elif concept.id in asked and concept.folder in faulty:
            why = f"it has problems that stop a build, see: plumbline check {concept.id}"
            left_out[concept.id] = f"'{concept.id}' is left out: {why}"
    return left_out


def _has_judged(name: str, concept: Concept, found: ClaimEvidence | None) -> bool:
    """Return true if the reviewer judged the claim, and no component has changed since."""
    own = [
        review
        for review in select_reviews(concept.reviews, found.claim if found is not None else "")
        if review.verdict in COUNTED and _fold_name(review.reviewer.name) == _fold_name(name)
    ]
    read = {digest for review in own for _, digest in review.digests}
    return found is not None and all(state.digest in read for state in found.components)


def _fold_name(name: str) -> str:
    return fold(name).casefold()
