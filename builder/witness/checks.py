"""The checks that a witness declares: its assertions, with the ids that their messages name."""

import ast
import re
from collections.abc import Iterator, Sequence

from builder.records.hidden import HIDDEN, explain_hidden
from builder.records.outline import DeclaredCheck
from builder.records.problem import Note, Problem
from builder.witness.fences import ParsedFence
from builder.witness.trees import walk

ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
LONGEST_ID = 64
PIN_DIGITS = 3  # a typed number of as many significant digits was copied from a run rather than known beforehand


def read_checks(fences: Sequence[ParsedFence]) -> tuple[DeclaredCheck, ...]:
    """Every assertion of the fences, in source order."""
    declared: list[DeclaredCheck] = []
    for parsed in fences:
        for node in parsed.assertions:
            id, sentence = _read_message(node)
            code, place = parsed.text_of(node.test), parsed.place_of(node)
            declared.append(
                DeclaredCheck(len(declared), id, sentence, code, place, _is_pin(node.test))
            )
    return tuple(declared)


def check_assertions(fences: Sequence[ParsedFence]) -> Iterator[Problem]:
    """What is wrong with single assertions: they cannot fail, cannot be evaluated at once, or their message is no message."""
    for parsed in fences:
        for node in parsed.assertions:
            yield from _check_assertion(parsed, node)


def check_repeats(checks: Sequence[DeclaredCheck]) -> Iterator[Problem]:
    """An id may stand at several assertions, but not at one and the same assertion twice."""
    seen: dict[tuple[str, str], DeclaredCheck] = {}
    for check in checks:
        first = seen.setdefault((check.id, check.code), check) if check.id else check
        if first is not check:
            note = Note(f"'{check.id}' asserts the same here", first.place)
            message = f"'{check.id}' asserts '{_cut(check.code)}' twice"
            yield Problem("check-unique", message, check.place, "remove one of them", notes=(note,))


def _check_assertion(parsed: ParsedFence, node: ast.Assert) -> Iterator[Problem]:
    if isinstance(node.test, ast.Tuple) and node.test.elts:
        hint = f"take the outer brackets away: assert {_cut(parsed.text_of(node.test).removeprefix('(').removesuffix(')').strip(), 120)}"
        yield Problem(
            "assertion-can-fail",
            "an assertion on a tuple always holds",
            parsed.place_of(node.test),
            hint,
        )
    elif isinstance(node.test, ast.Constant):
        message = f"an assertion on the constant {node.test.value!r} says nothing"
        yield Problem(
            "assertion-can-fail",
            message,
            parsed.place_of(node.test),
            "assert a condition on what was computed",
        )
    suspending = next(
        (
            part
            for part in walk(node.test)
            if isinstance(part, ast.Yield | ast.YieldFrom | ast.Await)
        ),
        None,
    )
    if suspending is not None:
        message = f"an assertion is evaluated at once and cannot wait for '{_cut(parsed.text_of(suspending))}'"
        hint = f"write it on the line before: answer = {_cut(parsed.text_of(suspending))}"
        yield Problem("assertion-at-once", message, parsed.place_of(suspending), hint)
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
            yield from _check_id(parsed, node.msg, head, rest.strip())


def _check_id(parsed: ParsedFence, message: ast.expr, id: str, sentence: str) -> Iterator[Problem]:
    if not ID.fullmatch(id):
        formed = "-".join(re.findall(r"[a-z0-9]+", id.lower()))
        hint = (
            f'"{formed}: {_cut(sentence)}"'
            if ID.fullmatch(formed)
            else "write letters a to z, digits and hyphens, a letter first"
        )
        yield Problem(
            "check-id-formed", f"'{id}' is not written as an id", parsed.place_of(message), hint
        )
    elif len(id) > LONGEST_ID:
        yield Problem(
            "check-id-formed",
            f"'{_cut(id)}' is longer than {LONGEST_ID} characters",
            parsed.place_of(message),
            "shorten it",
        )
    elif not sentence:
        yield Problem(
            "check-id-formed",
            f"'{id}' says nothing",
            parsed.place_of(message),
            f'write "{id}: what must hold"',
        )


def _read_message(node: ast.Assert) -> tuple[str, str]:
    """(id, sentence) of an assertion's message; without an id the whole message is the sentence."""
    text = _plain_text(node.msg) if node.msg is not None else None
    if text is None:
        return "", ""
    head, colon, rest = text.partition(":")
    is_named = (
        bool(colon) and ID.fullmatch(head.strip()) is not None and (not rest or rest[0].isspace())
    )
    return (head.strip(), " ".join(rest.split())) if is_named else ("", " ".join(text.split()))


def _plain_text(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _is_pin(test: ast.expr) -> bool:
    """Whether the condition asks for equality, or nearness, to a number that somebody typed with many digits."""
    for node in walk(test):
        match node:
            case ast.Compare(ops=[ast.Eq()]):
                sides = [node.left, *node.comparators]
            case ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name)) if name in (
                "allclose",
                "isclose",
                "array_equal",
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


def _cut(text: str, length: int = 60) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"
