"""Lists the expressions that a page evaluates in its finished witness, and checks them."""

import ast
import builtins
import difflib
import re
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from builder.records.concept import Concept
from builder.records.outline import Outline
from builder.records.place import Place
from builder.records.problem import Problem
from builder.records.run import Expression
from builder.records.text import Mark
from builder.records.walk import walk_texts
from builder.witness.allowed import find_forbidden
from builder.witness.messages import STATE
from builder.witness.names import Bindings
from builder.witness.trees import walk

LONGEST_EXPRESSION = 1000
_BUILTINS = frozenset(dir(builtins))
_NOT_ALLOWED = {
    ast.Lambda: "a function",
    ast.NamedExpr: "an assignment",
    ast.Await: "'await'",
    ast.Yield: "'yield'",
    ast.YieldFrom: "'yield'",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """An expression with its place, and the words by which a problem names it."""

    expression: Expression
    place: Place
    subject: str  # "the value", "the condition of 'flat'"


def value_expressions(concept: Concept) -> tuple[tuple[Mark, str], ...]:
    """Return every `{value}` mark of the page with the id of its answer.

    The id is `value:` and the expression.
    """
    return tuple(
        (mark, f"value:{mark.target}")
        for text in walk_texts(concept)
        for mark in text.marks
        if mark.kind == "value"
    )


def list_expressions(concept: Concept) -> tuple[Asked, ...]:
    """Return every expression of the page, each id once.

    They stand in symbols, the demo, conditions, cues and values.
    """
    found: dict[str, Asked] = {}
    for asked in _walk_expressions(concept):
        found.setdefault(asked.expression.id, asked)
    return tuple(found.values())


def check_expressions(concept: Concept, outline: Outline, bindings: Bindings) -> Iterator[Problem]:
    """Yield what is wrong with the expressions before any of them is evaluated.

    A value that stands in several places is checked at each.
    """
    for asked in _walk_expressions(concept):
        if asked.expression.id.startswith("demo:"):
            continue  # the demo's own rules have checked both names
        tree = parse_expression(asked.expression.source)
        if isinstance(tree, str):
            hint = "write one Python expression over the witness's names"
            yield Problem("expression-parses", f"{asked.subject} {tree}", asked.place, hint)
            continue
        yield from _check_syntax(asked, tree, bindings.imported)
        yield from _check_names(asked, tree, outline, bindings)


def parse_expression(source: str) -> ast.Expression | str:
    """Return the expression's syntax tree, or what is wrong with it as the end of a sentence."""
    if len(source) > LONGEST_EXPRESSION:
        return f"is longer than {LONGEST_EXPRESSION} characters"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(source.strip(), mode="eval")
            compile(tree, "expression", "eval", dont_inherit=True)
    except SyntaxError as error:
        return f"'{source}' does not parse as Python: {_find_unclosed(source) or error.msg}"
    except (ValueError, RecursionError, MemoryError):
        return f"'{source}' does not parse as Python"
    return tree


def _find_unclosed(source: str) -> str:
    """Return a message about a bracket that is left open, or "".

    Python's own message is about a format such as `:.2f` behind the bracket, where it stops.
    """
    opened: list[str] = []
    for sign in re.sub(r"'[^']*'|\"[^\"]*\"", "", source):
        if sign in "([{":
            opened.append(sign)
        elif sign in ")]}" and opened:
            opened.pop()
    return f"'{opened[-1]}' was never closed" if opened else ""


def function_local(source: str, functions: frozenset[str]) -> tuple[str, str] | None:
    """Return (function, local) if the source is `function.local` of one of the functions."""
    function, dot, local = source.strip().partition(".")
    return (function, local) if dot and local.isidentifier() and function in functions else None


def _walk_expressions(concept: Concept) -> Iterator[Asked]:
    for index, symbol in enumerate(concept.symbols):
        if symbol.code:
            expression = Expression(f"symbol:{index}", symbol.code, "shape")
            yield Asked(expression, symbol.place_of("code"), "the symbol's code")
    demo = concept.demo
    if demo is not None:
        first = Expression("demo:default", f"{demo.function}()", "call")
        yield Asked(first, demo.place_of("function"), "the demo's first state")
        result = Expression("demo:result", demo.result, "call")
        yield Asked(result, demo.place_of("result"), "the demo's result")
    if demo is not None and demo.prediction is not None:
        for option in demo.prediction.options:
            if option.when:
                place, subject = option.place_of("when"), f"the condition of '{option.id}'"
                yield Asked(Expression(f"when:{option.id}", option.when, "truth"), place, subject)
    for cue in concept.inquiry.cues if concept.inquiry is not None else ():
        for axis, source in enumerate(cue.at):
            expression = Expression(f"cue:{cue.id}:{axis}", str(source))
            place = cue.places.get(f"at.{axis}", cue.place_of("at"))
            yield Asked(expression, place, f"the cue '{cue.id}'")
    for mark, answer_id in value_expressions(concept):
        yield Asked(Expression(answer_id, mark.target), mark.place, "the value")


def _check_syntax(
    asked: Asked, tree: ast.Expression, imported: Mapping[str, str]
) -> Iterator[Problem]:
    for node in walk(tree):
        kind = _NOT_ALLOWED.get(type(node))
        if kind is not None:
            message = f"{asked.subject} '{asked.expression.source}' holds {kind}"
            hint = "compute it in the witness and name the result here"
            yield Problem("expression-parses", message, asked.place, hint)
    for forbidden in find_forbidden(walk(tree), (), imported):
        yield Problem(forbidden.code, forbidden.message, asked.place, forbidden.hint)


def _check_names(
    asked: Asked, tree: ast.Expression, outline: Outline, bindings: Bindings
) -> Iterator[Problem]:
    source, mode = asked.expression.source, asked.expression.mode
    traced = function_local(source, frozenset(bindings.locals)) if mode == "shape" else None
    if traced is not None:
        function, local = traced
        locals_ = bindings.locals[function]
        if local not in locals_:
            message = f"the function '{function}' binds no '{local}'"
            hint = _suggest(local, locals_, "its locals are")
            yield Problem("expression-names", message, asked.place, hint)
        return
    names = [node for node in walk(tree) if isinstance(node, ast.Name)]
    loaded = {name.id for name in names if isinstance(name.ctx, ast.Load)}
    stored = {name.id for name in names if isinstance(name.ctx, ast.Store)}
    known = outline.names | _BUILTINS | ({STATE} if mode == "truth" else frozenset())
    unknown = sorted(loaded - stored - known)
    if unknown and not outline.names:
        message = f"{asked.subject} '{source}' asks for a run, and the page has no witness"
        hint = "write a Python fence that computes it, or write the number"
        yield Problem("expression-names", message, asked.place, hint)
        return
    for name in unknown:
        message = f"the witness binds no '{name}' at its top level"
        hint = _suggest(name, outline.names, "it binds")
        yield Problem("expression-names", message, asked.place, hint)


def _suggest(name: str, known: frozenset[str], listing: str) -> str:
    """Return the known name that is close to this one, or else some of the known names."""
    close = difflib.get_close_matches(name, sorted(known), n=1)
    if close:
        return f"did you mean '{close[0]}'?"
    return f"{listing} {', '.join(sorted(known)[:12])}" if known else ""
