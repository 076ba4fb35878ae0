"""The questions about a verdict: how far was read, what was asked, what is excluded, and why."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Protocol

from builder.commands.record_answers import Answers, explain_caveat
from builder.records.verdict import READ

EXCLUDES = "Not checked (empty: nothing is left out)"
SUMMARY = "Why, in a sentence or two"
CAVEAT = "What is the caveat, in a sentence or two"


class Asker(Protocol):
    """Whoever puts questions to the reviewer; every question may be left by `CancelledError`."""

    def tell(self, words: str) -> None:
        """Print what the reviewer should know."""

    def ask(self, question: str, proposal: str = "") -> str:
        """Ask for a line."""

    def choose(self, question: str, choices: Sequence[str], proposal: str = "") -> str:
        """Ask for one of the choices."""

    def ask_words(self, question: str, proposal: str = "") -> str:
        """Ask for a text of some sentences."""


class Questions:
    """Asks the questions, and keeps the answers so far for when the reviewer comes back."""

    def __init__(self, asker: Asker, criteria: Sequence[str], reviewer: Answers) -> None:
        self._asker = asker
        self._criteria = criteria
        self.draft = reviewer

    def ask(self, verdict: str, explain_reading: Callable[[Answers], str]) -> Answers:
        """Return the answers to all questions about the verdict.

        `explain_reading` says why nobody can have read so far, or returns an empty text.

        Raises: `CancelledError`; the answers so far are the proposals of the next time.
        """
        self.draft = replace(self.draft, verdict=verdict)
        self._ask_reading(explain_reading)
        self._ask_criterion()
        self.draft = replace(
            self.draft, excludes=self._asker.ask(f"{EXCLUDES}? ", self.draft.excludes)
        )
        question = CAVEAT if explain_caveat(replace(self.draft, summary="")) else SUMMARY
        self.draft = replace(
            self.draft, summary=self._asker.ask_words(question, self.draft.summary)
        )
        while fault := explain_caveat(self.draft):
            self._asker.tell(fault)
            self.draft = replace(
                self.draft, summary=self._asker.ask_words(CAVEAT, self.draft.summary)
            )
        return self.draft

    def begin_next(self) -> None:
        """Forget the words about the claim that was recorded; keep what was read and asked."""
        self.draft = replace(self.draft, excludes="", summary="")

    def _ask_reading(self, explain_reading: Callable[[Answers], str]) -> None:
        while True:
            question = "How far did you read"
            answered = replace(self.draft, read=self._asker.choose(question, READ, self.draft.read))
            why = explain_reading(answered)
            if not why:
                self.draft = answered
                return
            self._asker.tell(
                f"{why}; say less, or add an audit of what was read to sources/audits.yaml"
            )

    def _ask_criterion(self) -> None:
        question, before = "What did you ask of the claim", self.draft.criterion
        if self._criteria:
            self.draft = replace(
                self.draft, criterion=self._asker.choose(question, self._criteria, before)
            )
            return
        answer = ""
        while not answer:
            answer = self._asker.ask(f"{question}? ", before)
        self.draft = replace(self.draft, criterion=answer)

    def _ask_summary(self, question: str) -> None:
        summary = self._asker.ask_words(question, self.draft.summary)
        self.draft = replace(self.draft, summary=summary)
