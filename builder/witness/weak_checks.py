"""Finds the checks of a run witness that would pass whatever the witness computed.

All problems are warnings: the check held, and it says less than its sentence.
"""

import ast
import itertools
from collections.abc import Iterator, Mapping, Sequence

from builder.records.concept import Concept, Countercondition
from builder.records.outline import Outline
from builder.records.place import Place, Ref
from builder.records.problem import Problem, Severity
from builder.records.run import Outcome
from builder.witness.failures import settings_text
from builder.witness.trees import walk
from builder.witness.verdicts import Verdict, read_verdicts

_EQUAL = 1e-12  # relative: two computations of the same number differ by no more


def judge_weak_checks(
    concept: Concept,
    outline: Outline,
    base: Outcome,
    others: Sequence[Outcome],
    counters: Sequence[Outcome],
) -> Iterator[Problem]:
    """Yield the checks that no run moved, and the counterconditions that fail for another reason.

    `others` are the runs over seeds and with rivals, `counters` those under counterconditions.
    """
    verdicts = read_verdicts(outline, base)
    moved = [read_verdicts(outline, one) for one in (*others, *counters) if one.complete]
    first = {check.id: check for check in reversed(outline.checks) if check.id}
    for check_id, verdict in verdicts.items():
        if verdict.passed and moved:
            found = [one[check_id] for one in moved]
            yield from _judge_movement(first[check_id].place, verdict, found)
    conditions = concept.witness.counterconditions if concept.witness is not None else ()
    for counter, outcome in zip(conditions, counters, strict=True):
        if outcome.complete:
            under = read_verdicts(outline, outcome)
            yield from _judge_cover(counter, outline, verdicts, under)
            for ref in counter.fails:
                if ref.id in under and under[ref.id].failed_by_assertion:
                    yield from _judge_reason(counter, ref, outline, verdicts[ref.id], under[ref.id])


def _judge_movement(place: Place, base: Verdict, others: Sequence[Verdict]) -> Iterator[Problem]:
    runs = len(others) + 1
    if all(_show(one) == _show(base) for one in others):
        message = f"'{base.id}' has the same values in all {runs} runs: {base.measured}"
        hint = "add a rival or a countercondition that moves it, or let it depend on the seed"
        yield _warn("check-varies", message, place, hint)
    elif all(_is_exact(one) for one in (base, *others)):
        message = f"'{base.id}' compares two equal values in all {runs} runs: {base.measured}"
        hint = "compute one of the two in another way"
        yield _warn("check-compares", message, place, hint)


def _show(verdict: Verdict) -> tuple[object, ...]:
    """Return what a run shows of a check; of long lists the operands hold only the length."""
    return verdict.operands, verdict.hits, verdict.margin


def _is_exact(verdict: Verdict) -> bool:
    """Return true if the run compared two values without any difference between them."""
    values = {text for _, text in verdict.operands}
    is_same = verdict.margin == 0 and len(verdict.operands) > 1 and len(values) == 1
    return is_same or verdict.measured.startswith("distance 0,")


def _judge_cover(
    counter: Countercondition,
    outline: Outline,
    base: Mapping[str, Verdict],
    under: Mapping[str, Verdict],
) -> Iterator[Problem]:
    """Yield the checks that fail under the countercondition although it does not name them.

    One that compares a value with itself there fails whatever the witness does, and is left out.
    """
    named = {ref.id for ref in counter.fails}
    failing = [one.id for one in under.values() if one.failed_by_assertion and base[one.id].passed]
    unnamed = [
        check_id
        for check_id in failing
        if check_id not in named
        and under[check_id].margin != 0
        and not _find_same(check_id, outline, base[check_id], under[check_id])
    ]
    if unnamed and any(check_id in named for check_id in failing):
        names = ", ".join(f"'{check_id}'" for check_id in unnamed)
        verb = "fail" if len(unnamed) > 1 else "fails"
        message = f"with {settings_text(counter.set)} {names} {verb} too"
        hint = (
            "name all that fail under 'fails' and say why in 'because', "
            "or set a value under which the others hold"
        )
        yield _warn("countercondition-covers", message, counter.place_of("fails"), hint)


def _judge_reason(
    counter: Countercondition, ref: Ref, outline: Outline, base: Verdict, under: Verdict
) -> Iterator[Problem]:
    settings = settings_text(counter.set)
    if under.margin == 0:
        message = f"with {settings} '{ref.id}' fails by nothing: {under.measured}"
        hint = "set a value under which it fails clearly"
        yield _warn("countercondition-margin", message, ref.place, hint)
        return
    source = _find_same(ref.id, outline, base, under)
    if source:
        message = f"with {settings} '{ref.id}' compares a value with itself: {source}"
        hint = "set a value under which the two sides still differ"
        yield _warn("countercondition-compares", message, ref.place, hint)


def _find_same(check_id: str, outline: Outline, base: Verdict, under: Verdict) -> str:
    """Return the source of two sides that are one value under the countercondition only.

    The sides may differ by a constant factor; a side may be a quotient or a difference.
    """
    before, after = _read_numbers(base), _read_numbers(under)
    codes = (check.code for check in outline.checks if check.id == check_id)
    for node in (node for code in codes for node in walk(ast.parse(code, mode="eval"))):
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            for left, right in itertools.pairwise(sides):
                if _are_same(left, right, after) and not _are_same(left, right, before):
                    return f"{ast.unparse(left)}, {ast.unparse(right)}"
            for side in sides:
                if _is_itself(side, after) and not _is_itself(side, before):
                    return ast.unparse(side)
    return ""


def _read_numbers(verdict: Verdict) -> dict[str, float]:
    """Return the operands that are single numbers, by their source."""
    numbers = {}
    for source, text in verdict.operands:
        try:
            numbers[source] = float(text)
        except ValueError:
            continue
    return numbers


def _are_same(left: ast.expr, right: ast.expr, numbers: Mapping[str, float]) -> bool:
    """Return true if both sides are one number other than 0, but for a constant factor."""
    values = []
    for side in (left, right):
        factor, core = _split_factor(side)
        value = numbers.get(ast.unparse(side))
        if value is None or isinstance(core, ast.Constant) or not factor:
            return False
        values.append(value / factor)
    return bool(values[0]) and abs(values[0] - values[1]) <= _EQUAL * abs(values[0])


def _is_itself(side: ast.expr, numbers: Mapping[str, float]) -> bool:
    """Return true if the side is a quotient that is 1, or a difference that is 0."""
    factor, core = _split_factor(side)
    value = numbers.get(ast.unparse(side))
    match core:
        case ast.Call(func=ast.Name(id="abs"), args=[inner]):
            core = inner
    if value is None or not isinstance(core, ast.BinOp):
        return False
    if isinstance(core.op, ast.Div):
        return bool(factor) and abs(value / factor - 1) <= _EQUAL
    return isinstance(core.op, ast.Sub) and value == 0


def _split_factor(node: ast.expr) -> tuple[float, ast.expr]:
    """Return the constant factor of a product or quotient, and what is left."""
    match node:
        case ast.BinOp(
            left=ast.Constant(value=int() | float() as value), op=ast.Mult(), right=core
        ):
            factor, rest = _split_factor(core)
            return factor * value, rest
        case ast.BinOp(
            left=core, op=ast.Mult(), right=ast.Constant(value=int() | float() as value)
        ):
            factor, rest = _split_factor(core)
            return factor * value, rest
        case ast.BinOp(
            left=core, op=ast.Div(), right=ast.Constant(value=int() | float() as value)
        ) if value:
            factor, rest = _split_factor(core)
            return factor / value, rest
        case ast.UnaryOp(op=ast.USub(), operand=core):
            factor, rest = _split_factor(core)
            return -factor, rest
    return 1.0, node


def _warn(code: str, message: str, place: Place, hint: str) -> Problem:
    return Problem(code, message, place, hint, Severity.WARNING)
