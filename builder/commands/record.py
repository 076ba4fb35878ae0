"""The record of a review: ask for it, show it, check it, append it to the concept's files."""

import sys
from argparse import Namespace
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import count
from pathlib import Path

from builder.commands import UsageError
from builder.commands.atlas import line_reader
from builder.commands.program import show
from builder.effects.files.append import append_text, extend
from builder.effects.world import World
from builder.load import load_atlas
from builder.records.atlas import Atlas, Tree
from builder.records.concept import Claim, Concept
from builder.records.criteria import Criteria
from builder.records.evidence import Evidence
from builder.records.place import Ref
from builder.records.problem import Problems
from builder.records.review import COMPONENTS, ComponentState, Review, Reviewer, Snapshot
from builder.records.review_form import HEAD, SNAPSHOT_HEAD, write_review, write_snapshot
from builder.records.summary import ConceptSummary
from builder.records.verdict import READ, VERDICTS
from builder.report.problems import format_problems
from builder.review import check_reviews, explain_criterion, explain_reading, list_read

# flag -> (the question on a terminal, the possible answers)
_QUESTIONS: dict[str, tuple[str, tuple[str, ...]]] = {
    "reviewer": ("Who reviewed it", ()),
    "kind": ("A person or a model", ("person", "model")),
    "read": ("How far was the evidence read", READ),
    "criterion": ("What was asked of the claim", ()),
    "verdict": ("What was found", VERDICTS),
}
Added = dict[str, str]  # name of a file in the concept's folder -> the text to append


def ask_review(
    arguments: Namespace,
    concept: Concept,
    claim: Claim,
    evidence: Evidence,
    today: date,
    criteria: Criteria,
) -> Review:
    """Return the review from the flags, and on a terminal from the answers to its questions.

    Raises: `UsageError` if a value is missing and there is no terminal.
    """
    questions = _QUESTIONS | {"criterion": (_QUESTIONS["criterion"][0], criteria.names)}
    answers = {
        flag: _ask(*question, getattr(arguments, flag)) for flag, question in questions.items()
    }
    missing = [f"--{flag}" for flag, answer in answers.items() if not answer]
    if missing:
        raise UsageError(f"a review says more than this: add {', '.join(missing)}")
    found = evidence.claim(claim.id)
    assert found is not None
    states = _choose_states(arguments.only, found.components)
    day = arguments.date or min(date.today(), today)
    return Review(
        place=concept.place,
        id=_make_id(concept, day),
        before=evidence.last_review,
        claim=Ref(claim.id, concept.place),
        reviewer=Reviewer(
            place=concept.place,
            name=answers["reviewer"],
            kind=answers["kind"],
            author_of_page=arguments.author_of_page,
        ),
        date=day,
        read=answers["read"],
        criterion=answers["criterion"],
        verdict=answers["verdict"],
        digests=tuple((state.name, state.digest) for state in states),
        excludes=arguments.excludes,
        summary=arguments.summary,
    )


def require_truth(review: Review, claim: Claim, atlas: Atlas[ConceptSummary]) -> None:
    """Raise `UsageError` for an unknown criterion, or for more reading than the registry knows."""
    if why := explain_criterion(review.criterion, atlas.criteria):
        raise UsageError(f"--criterion: {why}")
    if why := explain_reading(review, claim, list_read(atlas.audits)):
        hint = "add an audit of what was read, or say less"
        raise UsageError(f"--read '{review.read}': {why}; {hint}")


def collect_records(concept: Concept, evidence: Evidence, review: Review | None) -> Added:
    """Return the text to append to each file.

    That is the review, if there is one, and a snapshot of each component that the review or a
    standing review has read and that has no snapshot yet.
    """
    kept = {snapshot.digest for snapshot in concept.snapshots}
    read = {str(digest) for _, digest in review.digests} if review is not None else set()
    texts = {}
    for claim in evidence.claims:
        for state in claim.components:
            if state.digest not in kept and (state.state == "current" or state.digest in read):
                texts[state.digest] = Snapshot(
                    place=concept.place, digest=state.digest, component=state.name, text=state.text
                )
    added = {}
    if review is not None:
        added["reviews.yaml"] = write_review(review)
    if texts:
        added["snapshots.yaml"] = "".join(map(write_snapshot, texts.values()))
    return added


def write_records(
    world: World, root: Path, concept: Concept, added: Added, *, is_sure: bool
) -> int:
    """Show the text, check it by the rules, append it after consent; return the exit code."""
    tree = world.read_tree()
    paths = {name: f"{concept.folder}/{name}" for name in added}
    seen = {name: tree.read(path) if path in tree.paths else None for name, path in paths.items()}
    heads = {"reviews.yaml": HEAD, "snapshots.yaml": SNAPSHOT_HEAD}
    added = {name: text if seen[name] else heads[name] + text for name, text in added.items()}
    if "reviews.yaml" in added:
        show(f"{paths['reviews.yaml']} gains:\n\n{added['reviews.yaml']}")
    changed = {paths[name]: extend(seen[name], text) for name, text in added.items()}
    edited = replace(
        tree,
        paths=tuple(sorted({*tree.paths, *changed})),
        read=lambda path: changed.get(path) or tree.read(path),
    )
    if faults := _find_faults(world, concept, edited):
        show(format_problems(faults, line_reader(edited), style="text"), end="", file=sys.stderr)
        raise UsageError("the record would be a problem; nothing was written")
    if not is_sure and not _agree():
        return 2
    # Snapshots come first: without them a record's changes could not be shown word by word.
    for name in sorted(added, reverse=True):
        append_text(root / paths[name], seen[name], added[name])
        show(f"wrote {paths[name]}")
    if not added:
        show("nothing to keep: all that standing reviews read is kept already")
    return 0


def _ask(question: str, choices: Sequence[str], given: str) -> str:
    while not given and sys.stdin.isatty():
        listed = f" ({' | '.join(choices)})" if choices else ""
        given = _prompt(f"{question}{listed}? ")
        if choices and given not in choices:
            given = ""
    return given


def _agree() -> bool:
    if not sys.stdin.isatty():
        show("plumbline: nothing was written; add --yes to write it", file=sys.stderr)
        return False
    return _prompt("Write it (y/n)? ").lower() in ("y", "yes")


def _prompt(question: str) -> str:
    try:
        return input(question).strip()
    except EOFError:
        raise UsageError("the review ends here; nothing was written") from None


def _choose_states(only: str, states: tuple[ComponentState, ...]) -> tuple[ComponentState, ...]:
    """Return the components that were read: those named, else those not current, else all."""
    names = [name.strip() for name in only.split(",") if name.strip()]
    if unknown := [name for name in names if name not in COMPONENTS]:
        raise UsageError(f"'{unknown[0]}' is no component; there are: {', '.join(COMPONENTS)}")
    if names:
        return tuple(state for state in states if state.name in names)
    return tuple(state for state in states if state.state != "current") or states


def _make_id(concept: Concept, day: date) -> str:
    """Return the day with the first number that no record of the page has."""
    taken = {review.id for review in concept.reviews}
    ids = (f"{day.isoformat()}-{number}" for number in count(1))
    return next(review_id for review_id in ids if review_id not in taken)


def _find_faults(world: World, concept: Concept, edited: Tree) -> Problems:
    """Return the problems that the edited files add to the atlas."""
    today = world.read_latest_date()
    known = set(_find_problems(world.read_tree(), concept, today))
    problems = _find_problems(edited, concept, today)
    return tuple(problem for problem in problems if problem not in known)


def _find_problems(tree: Tree, concept: Concept, today: date) -> Problems:
    atlas, problems = load_atlas(tree)
    own = atlas.concept_by_id.get(concept.id)
    return (*problems, *(check_reviews([own], today) if own is not None else ()))
