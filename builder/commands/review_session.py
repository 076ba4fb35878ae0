"""One run of `review start`: shows claims, writes records, takes the last one back."""

import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from rich.text import Text

from builder.commands import review_walk
from builder.commands.record_answers import Answers, make_review, select_unread
from builder.commands.record_files import (
    Addition,
    append_all,
    collect_records,
    edit_tree,
    find_faults,
    list_new_snapshots,
    plan_additions,
    take_back_all,
)
from builder.commands.review_questions import Questions
from builder.commands.review_screen import (
    count_body,
    lay_end,
    lay_foot,
    lay_rows,
    lay_screen,
    list_changes,
)
from builder.commands.review_walk import Walk
from builder.commands.terminal import CancelledError, Terminal
from builder.effects import WorldError
from builder.effects.files.disk import read_tree
from builder.load import read_reviews
from builder.records.concept import Claim, Concept
from builder.records.evidence import ClaimEvidence, Evidence
from builder.records.ledger import name_level
from builder.records.review import QueuedClaim, Review
from builder.report.claim_rows import Row, list_rows
from builder.report.lines import format_count
from builder.review import explain_reading, list_read
from builder.stages import Assessed

_MOVES = {
    "mark": review_walk.mark_claim,
    "skip": review_walk.skip_claim,
    "skip page": review_walk.skip_page,
}
_SCROLLS = {"more": (1, 0), "back": (-1, 0), "line down": (0, 1), "line up": (0, -1)}
_QUESTION_LINES = 9  # kept free below the claim for the questions about a verdict


@dataclass(frozen=True, slots=True)
class _Record:
    """The last record of the run, with what takes it back."""

    page: Concept  # as it was before
    answers: Answers
    additions: tuple[Addition, ...]
    id: str


class Session:
    """Shows claim after claim until the queue ends or the reviewer quits."""

    def __init__(
        self,
        root: Path,
        found: Assessed,
        terminal: Terminal,
        *,
        reviewer: Answers,
        walk: Walk,
        today: date,
    ) -> None:
        self.walk = walk
        self._root = root
        self._found = found
        self._terminal = terminal
        self._today = today
        self._atlas = found.loaded.atlas
        self._questions = Questions(terminal, self._atlas.criteria.names, reviewer)
        self._pages: dict[str, tuple[Concept, Evidence]] = {}
        self._last: _Record | None = None
        self._message = ""
        self._top = 0  # of the lines of the claim that are shown

    def run(self, message: str) -> None:
        """Show claim after claim; the message stands on the first screen."""
        self._message = message
        while (shown := self.walk.current) is not None or self.walk.last:
            room = self._draw(shown)
            key = self._terminal.read_key()
            action = review_walk.find_action(key)
            self._message = "" if action else review_walk.explain_key(key)
            if action == "quit":
                return
            if action == "undo":
                self._undo()
            elif action == "verdict" and shown is not None:
                self._judge(review_walk.VERDICT_KEYS[key])
            elif action in _MOVES:
                self.walk = _MOVES[action](self.walk)
            elif action in _SCROLLS:
                pages, lines = _SCROLLS[action]
                self._top += pages * room + lines
            if self.walk.current != shown:
                self._top = 0

    def _judge(self, verdict: str) -> None:
        """Ask about the verdict and write the record; keep the walk if either does not end."""
        self._draw(self.walk.current, verdict)
        targets = self.walk.targets
        page, evidence = self._read_page(targets[0].concept)
        claims = {claim.id: claim for claim in page.claims}
        judged = [claims[item.claim] for item in targets]
        try:
            answers = self._questions.ask(verdict, lambda said: self._explain(said, judged, page))
            with _held_interrupts():
                self._write(page, evidence, targets, answers)
        except CancelledError:
            self._message = "nothing was written; your answers are kept for the next verdict"
        except WorldError as error:
            self._message = str(error)

    def _explain(self, answers: Answers, claims: Sequence[Claim], page: Concept) -> str:
        """Return why nobody can have read so far of one of the claims, or an empty text."""
        furthest = list_read(self._atlas.audits)
        for claim in claims:
            review = make_review(page, (), answers, {claim.id: ()}, self._today)
            if why := explain_reading(review, claim, furthest):
                return why
        return ""

    def _write(
        self,
        page: Concept,
        evidence: Evidence,
        targets: Sequence[QueuedClaim],
        answers: Answers,
    ) -> None:
        tree = read_tree(self._root)
        path = f"{page.folder}/reviews.yaml"
        reviews = read_reviews(tree, path)[0] if path in tree.paths else ()
        read = {item.claim: select_unread(_find(evidence, item).components) for item in targets}
        day = min(date.today(), self._today)
        review = make_review(page, reviews, answers, read, day)
        additions = plan_additions(tree, page, collect_records(page, evidence, review))
        edited = edit_tree(tree, additions)
        if faults := find_faults(tree, edited, page, self._today):
            told = "; ".join(f"{fault.message} ({fault.hint})" for fault in faults)
            self._message = f"nothing was written, since the record would be a problem: {told}"
            return
        append_all(self._root, additions)
        self._remember(page, evidence, (*reviews, review))
        self._last = _Record(page, answers, additions, review.id)
        self._questions.begin_next()
        self._message = f"wrote {review.id} to {path}; [u] takes it back"
        self.walk = review_walk.close_reviewed(self.walk, tuple(item.key for item in targets))

    def _remember(self, page: Concept, evidence: Evidence, reviews: tuple[Review, ...]) -> None:
        new = list_new_snapshots(page, evidence, reviews[-1])
        after = replace(page, reviews=reviews, snapshots=(*page.snapshots, *new))
        self._pages[page.id] = after, evidence

    def _undo(self) -> None:
        last = self._last
        if last is None or not self.walk.last:
            self._message = "there is no record to take back: only the last one of this run can be"
            return
        try:
            with _held_interrupts():
                take_back_all(self._root, last.additions)
                self._pages[last.page.id] = last.page, self._read_page(last.page.id)[1]
                self._last, self._questions.draft = None, last.answers
                self._message = f"took back {last.id}; its answers are kept for the next verdict"
                self.walk = review_walk.reopen_last(self.walk)
        except WorldError as error:
            self._message = str(error)

    def _read_page(self, concept_id: str) -> tuple[Concept, Evidence]:
        if concept_id not in self._pages:
            concept = self._found.loaded.read_concept(concept_id)
            self._pages[concept_id] = concept, self._found.read_evidence(concept_id)
        return self._pages[concept_id]

    def _draw(self, shown: QueuedClaim | None, verdict: str = "") -> int:
        """Draw the claim, and return for how many of its lines there was room."""
        walk = self.walk
        width, height = self._terminal.size
        if shown is None:
            self._terminal.draw(lay_end(self._message, width))
            return 0
        page, evidence = self._read_page(shown.concept)
        head = _list_head(walk, shown, page, evidence)
        body = lay_rows(self._list_rows(shown, page, evidence), width)
        total = len(body)
        foot = lay_foot(walk, self._message, width, (1, total, total + 1))
        room = count_body(head, foot, height)
        self._top = max(0, min(self._top, total - room))
        extent = self._top + 1, min(self._top + room, total), total
        foot = lay_foot(walk, self._message, width, extent)
        if verdict:
            names = ", ".join(item.claim for item in walk.targets)
            foot = [Text(f"{verdict}: {names}  (Ctrl-C goes back)", "bold yellow"), Text("")]
            height = max(height - _QUESTION_LINES, len(head) + len(foot) + 1)
        self._terminal.draw(lay_screen(head, body, foot, height=height, top=self._top))
        return room

    def _list_rows(self, shown: QueuedClaim, page: Concept, evidence: Evidence) -> Iterator[Row]:
        claim = next(claim for claim in page.claims if claim.id == shown.claim)
        for state in _find(evidence, shown).moved:
            yield list_changes(state.name, state.review, state.changes)
        yield from list_rows(self._atlas, page, claim, evidence)


def _find(evidence: Evidence, item: QueuedClaim) -> ClaimEvidence:
    found = evidence.claim(item.claim)
    assert found is not None
    return found


def _list_head(walk: Walk, shown: QueuedClaim, page: Concept, evidence: Evidence) -> list[str]:
    claim = next(claim for claim in page.claims if claim.id == shown.claim)
    level = name_level(evidence, _find(evidence, shown))
    marked = "  [marked]" if shown.key in walk.marked else ""
    resting = [f"{format_count(shown.resting, 'page')} on top"] if shown.resting else []
    why = "; ".join([*shown.doubts, *resting])
    kind = f"{claim.kind}, stipulated" if claim.stipulated else claim.kind
    return [
        f"{shown.key}  ({walk.number} of {len(walk.queue)}){marked}",
        f"{kind}, {level} ({page.status}): {why}",
    ]


@contextmanager
def _held_interrupts() -> Iterator[None]:
    """Let Ctrl-C wait until a record is written and known to be, or taken back."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
