"""A fault of the content, as data: shown, sorted, counted and tested elsewhere."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from builder.records.place import Place


class Severity(StrEnum):
    """How much a problem weighs.

    An error stops the build, a warning is shown, a note stands beside another problem.
    """

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Note:
    """A second place that helps to understand a problem."""

    message: str
    place: Place


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault.

    `code` names what should hold (`prerequisite-exists`), `hint` is the next thing to type.
    """

    code: str
    message: str
    place: Place
    hint: str = ""
    severity: Severity = Severity.ERROR
    notes: tuple[Note, ...] = ()


Problems = tuple[Problem, ...]
MOST_SPELLED = 8  # names of a circle, in a message
MOST_LISTED = 20  # names of what there is, in a hint


def spell_circle(names: Sequence[str]) -> str:
    """Return `a -> b -> a` for a circle of two.

    Of a long one its beginning and how many more it has.
    """
    more = len(names) - MOST_SPELLED
    return " -> ".join(
        (*names[:MOST_SPELLED], *([f"… {more:,} more …"] if more > 0 else ()), *names[:1])
    )


def list_some(names: Sequence[str]) -> str:
    """Return `a, b`; of very many the first, and how many more there are."""
    more = len(names) - MOST_LISTED
    return ", ".join(names[:MOST_LISTED]) + (f" and {more:,} more" if more > 0 else "")


def sort_problems(problems: Iterable[Problem]) -> Problems:
    """Problems without repeats, ordered by place, then code, then message."""
    return tuple(sorted(set(problems), key=lambda p: (p.place, p.code, p.message, p.hint)))


def has_errors(problems: Iterable[Problem]) -> bool:
    """Whether any of the problems is an error."""
    return any(problem.severity is Severity.ERROR for problem in problems)
