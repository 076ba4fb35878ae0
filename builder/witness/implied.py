"""Finds assertions that can be read as empty before anything runs.

Such an assertion compares an expression with itself, reads nothing that the witness computes, or
follows from the assertions right above it.
"""

import ast
import itertools
import math
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from builder.records.place import Place
from builder.records.problem import Note, Problem, Severity
from builder.witness.fences import ParsedFence
from builder.witness.hints import shorten
from builder.witness.trees import children, last_name, walk

_NEAR = frozenset({"allclose", "isclose", "array_equal", "array_equiv"})
_MODULES = frozenset({"np", "numpy", "math"})
_FUNCTIONS = frozenset({"abs", "all", "any", "float", "int", "len", "max", "min", "round", "sum"})
_METHODS = frozenset({"all", "any", "max", "mean", "min", "std", "sum", "var"})
_MOST_KNOWN = 40  # facts of the lines above that are kept
_FLIPPED = {ast.Gt: ast.Lt, ast.GtE: ast.LtE}

_Key = str | float  # an expression without its formatting, or a number


@dataclass(frozen=True, slots=True)
class _Order:
    """`low < high` if it is strict, else `low <= high`."""

    low: _Key
    high: _Key
    is_strict: bool


_Fact = _Order | str | None  # an order, the text of a condition, or nothing that can be used


def check_emptiness(fences: Sequence[ParsedFence], told: Collection[Place]) -> Iterator[Problem]:
    """Yield a warning for each assertion of the fences that can be read as empty.

    `told` are the places of assertions that have a problem already.
    """
    for parsed in fences:
        for node in parsed.assertions:
            yield from _check_itself(parsed, node.test)
        for body in _list_bodies(parsed.tree):
            yield from _check_implied(parsed, body, told)


def _check_itself(parsed: ParsedFence, test: ast.expr) -> Iterator[Problem]:
    for node in walk(test):
        match node:
            case ast.Compare():
                sides = itertools.pairwise([node.left, *node.comparators])
                chain = zip(node.ops, sides, strict=True)
                # x != x asks for what is not a number
                pairs = [pair for sign, pair in chain if not isinstance(sign, ast.NotEq)]
            case ast.BinOp(left=left, op=ast.Sub() | ast.Div(), right=right):
                pairs = [(left, right)]
            case ast.Call(args=[left, right, *_]) if last_name(node.func) in _NEAR:
                pairs = [(left, right)]
            case _:
                continue
        for left, right in pairs:
            if _is_pure(left) and not _is_number(left) and ast.dump(left) == ast.dump(right):
                message = f"this compares '{shorten(parsed.text_of(left))}' with itself"
                hint = "compute one of the two in another way"
                place = parsed.place_of(node)
                yield Problem("check-compares", message, place, hint, Severity.WARNING)


def _check_implied(
    parsed: ParsedFence, body: Sequence[ast.stmt], told: Collection[Place]
) -> Iterator[Problem]:
    """Yield the assertions of one block that follow from those right above them."""
    above: list[ast.Assert] = []
    known: Sequence[_Fact] = []
    for statement in body:
        if not isinstance(statement, ast.Assert):
            above, known = [], []
            continue
        facts = list(_read_facts(statement.test)) if _is_pure(statement.test) else []
        place = parsed.place_of(statement)
        if facts and known and place not in told and all(_follows(one, known) for one in facts):
            note = Note("the last assertion that it follows from", parsed.place_of(above[-1]))
            message = f"'{shorten(parsed.text_of(statement.test))}' follows from the lines above"
            hint = "remove it, or assert what they leave open"
            yield Problem("check-adds", message, place, hint, Severity.WARNING, notes=(note,))
        else:
            above.append(statement)
            known = [fact for fact in (*known, *facts) if fact is not None][-_MOST_KNOWN:]


def _list_bodies(tree: ast.AST) -> Iterator[Sequence[ast.stmt]]:
    """Yield every list of statements that run one after another."""
    for node in walk(tree):
        for name in ("body", "orelse", "finalbody"):
            block = getattr(node, name, None)
            if isinstance(block, list):
                yield block


def _read_facts(test: ast.expr) -> Iterator[_Fact]:
    """Yield what a condition says, as facts that all hold if it does."""
    match test:
        case ast.BoolOp(op=ast.And()):
            for value in test.values:
                yield from _read_facts(value)
        case ast.Call(func=ast.Attribute(attr="all"), args=[ast.Compare() as inner], keywords=[]):
            yield from _read_facts(inner)  # np.all(errors < 1)
        case ast.Compare():
            sides = [test.left, *test.comparators]
            for left, operator, right in zip(sides, test.ops, sides[1:], strict=False):
                yield from _read_order(left, operator, right)
        case _:
            yield ast.dump(test)


def _read_order(left: ast.expr, operator: ast.cmpop, right: ast.expr) -> Iterator[_Fact]:
    kind = type(operator)
    if kind in _FLIPPED:
        left, right, kind = right, left, _FLIPPED[kind]
    low, high = _make_key(left), _make_key(right)
    if kind is ast.Lt or kind is ast.LtE:
        are_numbers = isinstance(low, float) and isinstance(high, float)
        yield None if are_numbers else _Order(low, high, kind is ast.Lt)
    elif kind is ast.Eq:
        yield _Order(low, high, False)
        yield _Order(high, low, False)
    else:
        yield f"{kind.__name__} {low} {high}"


def _follows(fact: _Fact, known: Sequence[_Fact]) -> bool:
    """Return true if the fact is known, or is a chain of known orders and of numbers."""
    if not isinstance(fact, _Order):
        return fact is not None and fact in known
    orders = [one for one in known if isinstance(one, _Order)]
    numbers = {key for one in (*orders, fact) for key in (one.low, one.high) if _is_finite(key)}
    reached: set[tuple[_Key, bool]] = set()
    open_ends: list[tuple[_Key, bool]] = [(fact.low, False)]
    while open_ends:
        end = open_ends.pop()
        if end in reached:
            continue
        reached.add(end)
        key, is_strict = end
        if key == fact.high and (is_strict or not fact.is_strict):
            return True
        open_ends += [(one.high, is_strict or one.is_strict) for one in orders if one.low == key]
        if isinstance(key, float):
            larger = (one for one in numbers if isinstance(one, float) and one > key)
            open_ends += [(one, True) for one in larger]
    return False


def _make_key(node: ast.expr) -> _Key:
    """Return the number that a literal is, else the expression without its formatting."""
    match node:
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
            return float(value)
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as value)):
            return -float(value)
    return ast.dump(node)


def _is_number(node: ast.expr) -> bool:
    return isinstance(_make_key(node), float)


def _is_finite(key: _Key) -> bool:
    return isinstance(key, float) and math.isfinite(key)


def _is_pure(node: ast.AST) -> bool:
    """Return true if two evaluations in a row certainly give the same value."""
    if isinstance(node, ast.Call):
        if not _is_pure_function(node.func):
            return False
    elif isinstance(node, ast.NamedExpr | ast.Yield | ast.YieldFrom | ast.Await):
        return False
    return all(_is_pure(part) for part in children(node))


def _is_pure_function(function: ast.expr) -> bool:
    match function:
        case ast.Name(id=name):
            return name in _FUNCTIONS
        case ast.Attribute(attr=name, value=ast.Name(id=module)):
            return module in _MODULES or name in _METHODS
        case ast.Attribute(attr=name, value=ast.Attribute(attr=module)):
            return module == "linalg" or name in _METHODS
        case ast.Attribute(attr=name):
            return name in _METHODS
    return False
