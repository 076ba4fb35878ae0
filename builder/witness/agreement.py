"""Compare a run with its repeat.

Outputs, measurements of checks, values of expressions and figures must be the same in both.
"""

from collections.abc import Iterator
from itertools import zip_longest

from builder.records.concept import Concept
from builder.records.outline import Outline
from builder.records.place import Place
from builder.records.problem import Problem
from builder.records.run import Hit, Outcome
from builder.witness.expressions import list_expressions
from builder.witness.hints import shorten

_HINT = (
    "seed what is random (np.random.default_rng(seed)), sort sets before their order is used, "
    "leave out clocks and addresses"
)


def compare_runs(
    concept: Concept, outline: Outline, base: Outcome, repeat: Outcome
) -> Iterator[Problem]:
    """Yield the first difference of each kind between the base run and its repeat."""
    if repeat.failure is not None:
        message = repeat.failure.message
        yield _differs(
            f"the witness comes to its end once, and repeated it stops: {message}",
            _first_place(concept),
        )
        return
    yield from _compare_outputs(concept, base, repeat)
    yield from _compare_checks(outline, base, repeat)
    yield from _compare_answers(concept, base, repeat)


def compare_figures(
    concept: Concept, fence: int, once: Outcome, again: Outcome
) -> Iterator[Problem]:
    """Yield a problem if the figure's drawing or its plotted values differ between two runs.

    The narrow drawings are not compared: a repeat makes none.
    """
    if (once.figure_svg, once.figure_plotted) == (again.figure_svg, again.figure_plotted):
        return
    if again.failure is not None:
        difference = f"repeated it is not drawn: {again.failure.message}"
    elif once.figure_svg != again.figure_svg:
        difference = "it is drawn in two ways"
    else:
        difference = "it shows two sets of values"
    fences = concept.content.fences if concept.content is not None else ()
    drawn = next((one for one in fences if one.index == fence), None)
    place = drawn.place_of("figure") if drawn is not None else concept.place
    name = drawn.figure if drawn is not None else ""
    yield _differs(f"the figure '{name}' is not the same in two runs: {difference}", place)


def _compare_outputs(concept: Concept, base: Outcome, repeat: Outcome) -> Iterator[Problem]:
    for (index, once), (_, again) in zip(base.outputs, repeat.outputs, strict=False):
        if once != again:
            lines = zip_longest(once.split("\n"), again.split("\n"), fillvalue="")
            one, other = next((pair for pair in lines if pair[0] != pair[1]), ("", ""))
            fences = concept.content.fences if concept.content is not None else ()
            place = next((fence.place for fence in fences if fence.index == index), concept.place)
            yield _differs(
                f"the fence prints '{shorten(one)}' in one run and '{shorten(other)}' in another",
                place,
            )
            return


def _compare_checks(outline: Outline, base: Outcome, repeat: Outcome) -> Iterator[Problem]:
    again = {tally.number: tally for tally in repeat.tallies}
    for tally in base.tallies:
        other = again.get(tally.number)
        if other != tally and tally.number < len(outline.checks):
            check = outline.checks[tally.number]
            name = f"'{check.id}'" if check.id else "the assertion"
            if other is None:
                yield _differs(f"{name} runs in one run and not in another", check.place)
            elif other.hits != tally.hits:
                counts = f"{tally.hits} times in one run and {other.hits} times in another"
                yield _differs(f"{name} is evaluated {counts}", check.place)
            else:
                one, two = _first_difference(tally.tightest, other.tightest)
                yield _differs(
                    f"{name} measures {shorten(one)} in one run and {shorten(two)} in another",
                    check.place,
                )
            return


def _first_difference(once: Hit, again: Hit) -> tuple[str, str]:
    if once.measured != again.measured or once.failure != again.failure:
        return once.failure or once.measured, again.failure or again.measured
    pairs = zip(once.operands, again.operands, strict=False)
    texts = ((f"{one[0]} = {one[1]}", f"{two[0]} = {two[1]}") for one, two in pairs if one != two)
    return next(texts, (f"a margin of {once.margin}", f"a margin of {again.margin}"))


def _compare_answers(concept: Concept, base: Outcome, repeat: Outcome) -> Iterator[Problem]:
    again = {answer.id: answer for answer in repeat.answers}
    places = {asked.expression.id: asked for asked in list_expressions(concept)}
    for answer in base.answers:
        other = again.get(answer.id)
        if other != answer and answer.id in places:
            asked = places[answer.id]
            one, two = answer.text, other.text if other is not None else "nothing"
            same = " (the same in short)" if one == two else ""
            values = f"{shorten(one)} in one run and {shorten(two)} in another{same}"
            message = f"{asked.subject} '{asked.expression.source}' is {values}"
            yield _differs(message, asked.place)
            return


def _differs(message: str, place: Place) -> Problem:
    return Problem("witness-reproducible", message, place, _HINT)


def _first_place(concept: Concept) -> Place:
    fences = concept.content.fences if concept.content is not None else ()
    return next((fence.place for fence in fences if fence.kind == "witness"), concept.place)
