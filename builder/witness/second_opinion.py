"""Compare the run of a page's program by plain Python with the instrumented run."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import zip_longest

from builder.records.concept import Concept
from builder.records.problem import Problem
from builder.records.program import find_line
from builder.records.run import Failure, Outcome
from builder.witness.expressions import list_expressions
from builder.witness.failures import failure_place
from builder.witness.hints import shorten

_HINT = (
    "let the code depend on nothing but its data and its packages: "
    "no frames, no names of its own module, no depth of the stack"
)


def compare_plain(
    concept: Concept, base: Outcome, drawn: Mapping[int, str], plain: Outcome
) -> Iterator[Problem]:
    """Yield the first difference in what is printed and the first in the values of the prose.

    `drawn` maps the index of each figure's fence to its output. Every assertion holds in `base`.
    """
    if plain.failure is not None:
        index, line = find_line(concept, plain.failure.line)
        place = failure_place(concept, replace(plain.failure, cell=index, line=line))
        message = f"plain Python stops here: {plain.failure.message}"
        yield Problem("plain-run-agrees", message, place, _HINT)
        return
    printed = "".join(text for _, text in plain.outputs)
    yield from _compare_printed(concept, dict(base.outputs) | dict(drawn), printed)
    yield from _compare_values(concept, base, plain)


def _compare_printed(concept: Concept, printed: Mapping[int, str], plain: str) -> Iterator[Problem]:
    """Yield the first line that differs, at the fence that prints it in the instrumented run."""
    whole = "".join(printed[index] for index in sorted(printed))
    lines = enumerate(zip_longest(whole.split("\n"), plain.split("\n")))
    for number, (once, other) in lines:
        if once != other:
            fence = _find_fence(printed, number)
            place = failure_place(concept, Failure("exception", "", fence, 1))
            ours, theirs = shorten(once or ""), shorten(other or "")
            message = f"the fence prints '{ours}' in the build's run and '{theirs}' in plain Python"
            yield Problem("plain-run-agrees", message, place, _HINT)
            return


def _find_fence(printed: Mapping[int, str], line: int) -> int:
    """Return the index of the fence that prints a line, or of the last fence past the end.

    `line` counts from 0 over everything that is printed.
    """
    for index in sorted(printed):
        line -= printed[index].count("\n")
        if line < 0:
            return index
    return max(printed, default=-1)


def _compare_values(concept: Concept, base: Outcome, plain: Outcome) -> Iterator[Problem]:
    """Yield the first value of the prose that differs."""
    ours = {answer.id: answer for answer in base.answers}
    asked = {one.expression.id: one for one in list_expressions(concept)}
    for answer in plain.answers:
        if ours.get(answer.id) != answer and answer.id in asked:
            one = asked[answer.id]
            built = shorten(ours[answer.id].text if answer.id in ours else "nothing")
            values = f"{built} in the build's run and {shorten(answer.text)} in plain Python"
            message = f"{one.subject} '{one.expression.source}' is {values}"
            yield Problem("plain-run-agrees", message, one.place, _HINT)
            return
