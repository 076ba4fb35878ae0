"""Read the checks that a witness declares: its assertions, with the ids in their messages."""

import ast
import re
from collections.abc import Iterator, Sequence

from builder.records.hidden import HIDDEN, explain_hidden
from builder.records.outline import DeclaredCheck
from builder.records.place import Place
from builder.records.problem import Note, Problem
from builder.witness.fences import ParsedFence
from builder.witness.hints import shorten
from builder.witness.trees import walk

ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
LONGEST_ID = 64
PIN_DIGITS = 3  # a literal of so many significant digits was copied from a run, not known before it
_COMPARISONS = ("allclose", "isclose", "array_equal")  # functions that compare their arguments


def read_checks(fences: Sequence[ParsedFence]) -> tuple[DeclaredCheck, ...]:
    """Return every assertion of the fences, in source order."""
    declared: list[DeclaredCheck] = []
    for parsed in fences:
        for node in parsed.assertions:
            check_id, sentence = _read_message(node)
            code, place = parsed.text_of(node.test), parsed.place_of(node)
            is_pin = _is_pin(node.test)
            declared.append(DeclaredCheck(len(declared), check_id, sentence, code, place, is_pin))
    return tuple(declared)


def check_assertions(fences: Sequence[ParsedFence]) -> Iterator[Problem]:
    """Yield the problems of each assertion by itself.

    It cannot fail, cannot be evaluated at once, or has a malformed message.
    """
    for parsed in fences:
        for node in parsed.assertions:
            yield from _check_assertion(parsed, node)


def check_repeats(checks: Sequence[DeclaredCheck]) -> Iterator[Problem]:
    """Yield a problem for each id that two equal assertions share; different ones may share it."""
    seen: dict[tuple[str, str], DeclaredCheck] = {}
    for check in checks:
        first = seen.setdefault((check.id, check.code), check) if check.id else check
        if first is not check:
            note = Note(f"'{check.id}' asserts the same here", first.place)
            message = f"'{check.id}' asserts '{_shorten(check.code)}' twice"
            yield Problem("check-unique", message, check.place, "remove one of them", notes=(note,))


def _check_assertion(parsed: ParsedFence, node: ast.Assert) -> Iterator[Problem]:
    yield from _check_condition(parsed, node.test)
    if isinstance(node.msg, ast.JoinedStr):
        message = "a check's message is plain text, the same in every run"
        yield Problem("check-id-formed", message, parsed.place_of(node.msg), 'write "id: sentence"')
    elif node.msg is not None and (text := _plain_text(node.msg)) is not None:
        if hidden := HIDDEN.search(text):
            message, hint = explain_hidden(hidden.group())
            yield Problem("characters-visible", message, parsed.place_of(node.msg), hint)
        head, colon, rest = text.partition(":")
        head = head.strip()
        if colon and head and not re.search(r"\s", head) and (not rest or rest[0].isspace()):
            yield from _check_id(parsed.place_of(node.msg), head, rest.strip())


def _check_condition(parsed: ParsedFence, test: ast.expr) -> Iterator[Problem]:
    place = parsed.place_of(test)
    if isinstance(test, ast.Tuple) and test.elts:
        inner = parsed.text_of(test).removeprefix("(").removesuffix(")").strip()
        hint = f"take the outer brackets away: assert {_shorten(inner, 120)}"
        yield Problem("assertion-can-fail", "an assertion on a tuple always holds", place, hint)
    elif isinstance(test, ast.Constant):
        message = f"an assertion on the constant {test.value!r} says nothing"
        hint = "assert a condition on what was computed"
        yield Problem("assertion-can-fail", message, place, hint)
    for part in walk(test):
        if isinstance(part, ast.Yield | ast.YieldFrom | ast.Await):
            code = _shorten(parsed.text_of(part))
            message = f"an assertion is evaluated at once and cannot wait for '{code}'"
            hint = f"write it on the line before: answer = {code}"
            yield Problem("assertion-at-once", message, parsed.place_of(part), hint)
            return


def _check_id(place: Place, check_id: str, sentence: str) -> Iterator[Problem]:
    if not ID.fullmatch(check_id):
        formed = "-".join(re.findall(r"[a-z0-9]+", check_id.lower()))
        hint = "write letters a to z, digits and hyphens, a letter first"
        if ID.fullmatch(formed):
            hint = f'"{formed}: {_shorten(sentence)}"'
        yield Problem("check-id-formed", f"'{check_id}' is not written as an id", place, hint)
    elif len(check_id) > LONGEST_ID:
        message = f"'{_shorten(check_id)}' is longer than {LONGEST_ID} characters"
        yield Problem("check-id-formed", message, place, "shorten it")
    elif not sentence:
        hint = f'write "{check_id}: what must hold"'
        yield Problem("check-id-formed", f"'{check_id}' says nothing", place, hint)


def _read_message(node: ast.Assert) -> tuple[str, str]:
    """Return (id, sentence) of the assertion's message; without an id it is all sentence."""
    text = _plain_text(node.msg) if node.msg is not None else None
    if text is None:
        return "", ""
    head, colon, rest = text.partition(":")
    if colon and ID.fullmatch(head.strip()) and (not rest or rest[0].isspace()):
        return head.strip(), " ".join(rest.split())
    return "", " ".join(text.split())


def _plain_text(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _is_pin(test: ast.expr) -> bool:
    """Return true if the condition compares with a literal of many digits, exactly or nearly."""
    for node in walk(test):
        match node:
            case ast.Compare(ops=[ast.Eq()]):
                sides = [node.left, *node.comparators]
            case ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name)) if (
                name in _COMPARISONS
            ):
                sides = list(node.args)
            case ast.Call(
                func=ast.Name(id="abs") | ast.Attribute(attr="abs"),
                args=[ast.BinOp(op=ast.Sub() | ast.Add()) as difference],
            ):
                sides = [difference.left, difference.right]
            case _:
                continue
        if any(_has_many_digits(part) for side in sides for part in walk(side)):
            return True
    return False


def _has_many_digits(node: ast.AST) -> bool:
    if not isinstance(node, ast.Constant) or not isinstance(node.value, float):
        return False
    digits = f"{node.value:e}".partition("e")[0].replace(".", "").strip("-0") if node.value else ""
    return len(digits) >= PIN_DIGITS


def _shorten(text: str, length: int = 60) -> str:
    return shorten(text, length)
