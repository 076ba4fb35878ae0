"""The record of a review: ask for it, show it, check it, append it to the concept's files."""

import sys
from argparse import Namespace
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from builder.commands import UsageError
from builder.commands.atlas import line_reader
from builder.commands.program import show
from builder.commands.record_answers import (
    Answers,
    explain_caveat,
    make_review,
    select_unread,
)
from builder.commands.record_files import (
    Added,
    append_all,
    edit_tree,
    find_faults,
    plan_additions,
)
from builder.effects.world import World
from builder.records.atlas import Atlas
from builder.records.concept import Claim, Concept
from builder.records.criteria import Criteria
from builder.records.evidence import Evidence
from builder.records.review import COMPONENTS, ComponentState, Review
from builder.records.summary import ConceptSummary
from builder.records.verdict import READ, VERDICTS
from builder.report.problems import format_problems
from builder.review import explain_criterion, explain_reading, list_read

# flag -> (the question on a terminal, the possible answers)
_QUESTIONS: dict[str, tuple[str, tuple[str, ...]]] = {
    "reviewer": ("Who reviewed it", ()),
    "kind": ("A person or a model", ("person", "model")),
    "read": ("How far was the evidence read", READ),
    "criterion": ("What was asked of the claim", ()),
    "verdict": ("What was found", VERDICTS),
}
# flag -> the question that an empty line may answer
_FREE_QUESTIONS = {
    "excludes": "What does the verdict not cover (empty: nothing)",
    "summary": "Why, in a sentence or two (empty: no summary)",
}


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
    said = {flag: _ask(*question, getattr(arguments, flag)) for flag, question in questions.items()}
    missing = [f"--{flag}" for flag, answer in said.items() if not answer]
    if missing:
        raise UsageError(f"a review says more than this: add {', '.join(missing)}")
    answers = Answers(**said, is_author=arguments.author_of_page)
    answers = _ask_words(answers, arguments)
    found = evidence.claim(claim.id)
    assert found is not None
    states = _choose_states(arguments.only, found.components)
    day = arguments.date or min(date.today(), today)
    return make_review(concept, concept.reviews, answers, {claim.id: states}, day)


def require_truth(review: Review, claim: Claim, atlas: Atlas[ConceptSummary]) -> None:
    """Raise `UsageError` for an unknown criterion, or for more reading than the registry knows."""
    if why := explain_criterion(review.criterion, atlas.criteria):
        raise UsageError(f"--criterion: {why}")
    if why := explain_reading(review, claim, list_read(atlas.audits)):
        hint = "add an audit of what was read, or say less"
        raise UsageError(f"--read '{review.read}': {why}; {hint}")


def write_records(
    world: World, root: Path, concept: Concept, added: Added, *, is_sure: bool
) -> int:
    """Show the text, check it by the rules, append it after consent; return the exit code."""
    tree = world.read_tree()
    additions = plan_additions(tree, concept, added)
    for addition in additions:
        if addition.path.endswith("/reviews.yaml"):
            show(f"{addition.path} gains:\n\n{addition.text}")
    edited = edit_tree(tree, additions)
    if faults := find_faults(tree, edited, concept, world.read_latest_date()):
        show(format_problems(faults, line_reader(edited), style="text"), end="", file=sys.stderr)
        raise UsageError("the record would be a problem; nothing was written")
    if not is_sure and not _agree():
        return 2
    append_all(root, additions)
    for addition in additions:
        show(f"wrote {addition.path}")
    if not added:
        show("nothing to keep: all that standing reviews read is kept already")
    return 0


def _ask_words(answers: Answers, arguments: Namespace) -> Answers:
    """Return the answers with what the flags or the terminal say in free words.

    Raises: `UsageError` for a verdict with a caveat that is not said, if there is no terminal.
    """
    said = {flag: getattr(arguments, flag).strip() for flag in _FREE_QUESTIONS}
    asks = sys.stdin.isatty() and not arguments.yes
    while True:
        if asks:
            for flag, question in _FREE_QUESTIONS.items():
                said[flag] = said[flag] or _prompt(f"{question}? ")
        answers = replace(answers, **said)
        fault = explain_caveat(answers)
        if not fault:
            return answers
        if not asks:
            raise UsageError(f"{fault}; add --summary or --excludes")
        show(fault)


def _ask(question: str, choices: Sequence[str], given: str) -> str:
    while not given and sys.stdin.isatty():
        listed = f" ({' | '.join(choices)})" if choices else ""
        given = _prompt(f"{question}{listed}? ")
        if given and choices and given not in choices:
            show(f"'{given}' is none of them: {', '.join(choices)}")
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
    return select_unread(states)
