"""Rivals: wrong variants of the witness, each of which the checks that it names must refuse.

A rival answers whether a check would have noticed if the formula were wrong. It replaces one
expression or statement outside of assertions, so the checks stay as they are. The rest of the
witness is run as written.
"""

import ast
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from builder.records.concept import Concept, Rival
from builder.records.evidence import RivalResult
from builder.records.outline import Outline
from builder.records.problem import Note, Problem
from builder.records.run import Cell, Job, JobKind, Outcome
from builder.witness.code_offsets import CodeOffsets
from builder.witness.failures import failure_note
from builder.witness.fences import ParsedFence, parse_fence
from builder.witness.trees import children
from builder.witness.verdicts import Verdict, read_verdicts

Part = ast.expr | ast.stmt
_MOST_PLACES = 5  # that a message names
_ATOMS = (ast.Name, ast.Constant, ast.Call, ast.Attribute, ast.Subscript)


def find_rival_cell(rival: Rival, fences: Sequence[ParsedFence]) -> Cell | Problem:
    """Return the fence with the rival in it, or why there is none."""
    before, after = _parse_part(rival.replace), _parse_part(rival.instead)
    for key, part in (("replace", before), ("with", after)):
        if part is None:
            message = f"'{key}' of the rival '{rival.id}' is no expression and no single statement"
            hint = "write Python on one line, such as: samples - 1"
            return Problem("rival-parses", message, rival.place_of(key), hint)
    assert before is not None
    assert after is not None
    if isinstance(before, ast.stmt) != isinstance(after, ast.stmt):
        message = f"the rival '{rival.id}' puts a statement in place of an expression, or back"
        hint = "replace an expression by an expression, a statement by a statement"
        return Problem("rival-parses", message, rival.place_of("with"), hint)
    if _dump(before) == _dump(after):
        message = f"the rival '{rival.id}' changes nothing"
        hint = "write a wrong variant under 'with'"
        return Problem("rival-changes", message, rival.place_of("with"), hint)
    wanted = _dump(before)
    found = [
        (parsed, node)
        for parsed in fences
        for node in _walk(parsed.tree)
        if isinstance(node, ast.expr | ast.stmt) and _dump(node) == wanted
    ]
    if len(found) == 1:
        return _replace_part(*found[0], after, rival.instead)
    return _misplaced(rival, found)


def check_rivals(
    concept: Concept,
    outline: Outline,
    fences: Sequence[ParsedFence],
    check_code: Callable[[Sequence[ParsedFence]], Sequence[Problem]],
) -> Iterator[Problem]:
    """Yield what is wrong with the rivals before anything runs.

    `check_code` finds what is forbidden in the code of a witness, and so in that of a rival.
    """
    for rival in concept.witness.rivals if concept.witness is not None else ():
        found = find_rival_cell(rival, fences)
        if isinstance(found, Problem):
            yield found
        else:
            yield from _check_variant(rival, found, fences, check_code)
        known = outline.check_ids()
        for ref in rival.refuted_by:
            if ref.id not in known:
                message = f"no check is named '{ref.id}'"
                hint = f"this page has: {', '.join(known)}" if known else "this page has no check"
                yield Problem("check-exists", message, ref.place, hint)


def _check_variant(
    rival: Rival,
    cell: Cell,
    fences: Sequence[ParsedFence],
    check_code: Callable[[Sequence[ParsedFence]], Sequence[Problem]],
) -> Iterator[Problem]:
    """Yield the first fault of the witness with the rival in it."""
    variant: list[ParsedFence] = []
    for parsed in fences:
        is_changed = parsed.fence.index == cell.index
        one = parse_fence(replace(parsed.fence, code=cell.code)) if is_changed else parsed
        if isinstance(one, Problem):
            message = f"with the rival '{rival.id}' the witness does not parse: {one.message}"
            yield Problem("rival-parses", message, rival.place_of("with"), one.hint)
            return
        variant.append(one)
    for fault in list(check_code(variant))[:1]:
        message = f"the rival '{rival.id}' is no witness: {fault.message}"
        yield Problem("rival-parses", message, rival.place_of("with"), fault.hint)


def plan_rivals(concept: Concept, common: Job) -> Iterator[Job]:
    """Yield the run of each rival that can be put into the witness."""
    for _, cell in _list_cells(concept):
        cells = tuple(cell if one.index == cell.index else one for one in common.cells)
        yield replace(common, kind=JobKind.RIVAL, cells=cells)


def judge_rivals(
    concept: Concept, outline: Outline, outcomes: Sequence[Outcome]
) -> Iterator[Problem]:
    """Yield the checks that accept a rival, or refuse it for another reason than their values."""
    for (rival, _), outcome in zip(_list_cells(concept), outcomes, strict=True):
        if outcome.failure is not None:
            message = f"with the rival '{rival.id}' the run stopped: {outcome.failure.message}"
            hint = "the checks must refuse it by their assertions: choose a rival that runs"
            notes = (failure_note(concept, outcome.failure),)
            yield Problem("rival-refused", message, rival.place_of("with"), hint, notes=notes)
            continue
        verdicts = read_verdicts(outline, outcome)
        for ref in rival.refuted_by:
            verdict = verdicts.get(ref.id)
            if verdict is not None and not is_refusal(verdict):
                message = f"'{ref.id}' {_say_acceptance(verdict)} with the rival '{rival.id}'"
                hint = "tighten the check, so that it tells the two apart, or choose another rival"
                yield Problem("rival-refused", message, ref.place, hint)


def list_rival_results(
    check_id: str, concept: Concept, outline: Outline, outcomes: Sequence[Outcome]
) -> tuple[RivalResult, ...]:
    """Return what the check says of each rival that names it."""
    results = []
    for (rival, _), outcome in zip(_list_cells(concept), outcomes, strict=True):
        if check_id not in (ref.id for ref in rival.refuted_by):
            continue
        if outcome.failure is not None:
            verdict, measured = None, f"the run stopped: {outcome.failure.message}"
        else:
            verdict = read_verdicts(outline, outcome)[check_id]
            measured = verdict.measured or "did not run"
        results.append(
            RivalResult(
                id=rival.id,
                before=rival.replace,
                after=rival.instead,
                refused=verdict is not None and is_refusal(verdict),
                measured=measured,
                margin=verdict.margin if verdict is not None else None,
                because=str(rival.because),
            )
        )
    return tuple(results)


def is_refusal(verdict: Verdict) -> bool:
    """Return true if the check failed by its assertion, by a finite margin below zero.

    `0 < 0` fails with margin 0, which tells nothing apart. A comparison with nan has no margin.
    """
    margin = verdict.margin
    is_strict = margin is not None and math.isfinite(margin) and margin < 0
    return verdict.failed_by_assertion and not verdict.failure and is_strict


def _say_acceptance(verdict: Verdict) -> str:
    if verdict.failure:
        return f"could not be evaluated ({verdict.failure})"
    if verdict.missed and verdict.hits == 0:
        return "did not run"
    if not verdict.failed_by_assertion:
        return f"holds too ({verdict.measured})"
    return f"fails without a finite margin below zero ({verdict.measured})"


def _list_cells(concept: Concept) -> list[tuple[Rival, Cell]]:
    """Return each rival that can be put into the witness, with the fence that it changes."""
    spec = concept.witness
    if spec is None or not spec.rivals:
        return []
    fences = concept.content.fences if concept.content is not None else ()
    parsed = [parse_fence(fence) for fence in fences if fence.kind == "witness"]
    sound = [one for one in parsed if isinstance(one, ParsedFence)]
    cells = ((rival, find_rival_cell(rival, sound)) for rival in spec.rivals)
    return [(rival, cell) for rival, cell in cells if isinstance(cell, Cell)]


def _parse_part(text: str) -> Part | None:
    """Return the expression or the statement that the text is, on one line."""
    try:
        body = ast.parse(text.strip()).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    if len(body) != 1 or "\n" in text.strip():
        return None
    if any(isinstance(node, ast.Assert) for node in ast.walk(body[0])):
        return None
    return body[0].value if isinstance(body[0], ast.Expr) else body[0]


def _dump(node: ast.AST) -> str:
    return ast.dump(node, annotate_fields=False)


def _walk(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes that a rival may replace: none of an assertion, none inside an f-string."""
    stack = [tree]
    while stack:
        node = stack.pop()
        if not isinstance(node, ast.Assert | ast.JoinedStr):
            yield node
            stack += children(node)


def _replace_part(parsed: ParsedFence, node: Part, after: Part, text: str) -> Cell:
    """Return the fence with the text in place of the node; no line of it moves."""
    offsets = CodeOffsets(parsed)
    start, stop = offsets.start_of(node), offsets.end_of(node)
    lines = "\n" * offsets.code[start:stop].count("\n")
    written = text.strip()
    if isinstance(node, ast.expr) and (lines or not isinstance(after, _ATOMS)):
        written = f"({written}{lines})"
    else:
        written += lines
    return Cell(parsed.fence.index, offsets.code[:start] + written + offsets.code[stop:])


def _misplaced(rival: Rival, found: Sequence[tuple[ParsedFence, Part]]) -> Problem:
    if not found:
        message = f"no part of the witness is '{rival.replace.strip()}', outside of assertions"
        hint = "copy one whole expression or statement of the witness"
        return Problem("rival-placed", message, rival.place_of("replace"), hint)
    message = f"'{rival.replace.strip()}' stands {len(found)} times in the witness"
    hint = "copy more of it, so that it stands once"
    notes = tuple(Note("here", parsed.place_of(node)) for parsed, node in found[:_MOST_PLACES])
    return Problem("rival-placed", message, rival.place_of("replace"), hint, notes=notes)
