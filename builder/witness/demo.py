"""What the demo asks of the witness, as far as it can be seen before a run: its function, its controls, and the states that are named."""

import ast
import difflib
from collections.abc import Iterable, Iterator

from builder.records.concept import Concept
from builder.records.instruments import Control, Demo
from builder.records.literal import Literal
from builder.records.outline import Function, Outline
from builder.records.place import Place
from builder.records.problem import Problem
from builder.witness.expressions import parse_expression
from builder.witness.messages import STATE
from builder.witness.names import Bindings, read_literal
from builder.witness.states import MOST_STATES, count_states
from builder.witness.trees import walk


def check_demo(concept: Concept, outline: Outline, bindings: Bindings) -> Iterator[Problem]:
    """Problems of the demo, of the storyboard's states and of the prediction's conditions."""
    demo = concept.demo
    if demo is None:
        for frame in concept.storyboard:
            if frame.state is not None:
                hint = "add the demo, or show a figure: figure: id"
                yield Problem(
                    "state-in-grid",
                    "a frame shows a state, and the page has no demo",
                    frame.place_of("state"),
                    hint,
                )
        return
    function = next(
        (function for function in outline.functions if function.name == demo.function), None
    )
    if function is None:
        yield _missing_function(demo, outline)
    else:
        yield from _check_controls(demo, function, bindings)
    if demo.result not in outline.names:
        message = f"the witness binds no '{demo.result}' at its top level"
        hint = _suggest(
            demo.result,
            outline.names - {demo.function},
            f"add '{demo.result} = {demo.function}()' to the witness",
        )
        yield Problem("demo-result-named", message, demo.place_of("result"), hint)
    if count_states(demo) > MOST_STATES:
        message = f"the demo has {count_states(demo):,} states, and {MOST_STATES} are the most"
        yield Problem(
            "demo-bounded",
            message,
            demo.place_of("controls"),
            "leave values out: every state is worked out in the build",
        )
    values = {control.name: control.values for control in demo.controls}
    for frame in concept.storyboard:
        for name, value in frame.state or ():
            place = frame.places.get(f"state.{name}", frame.place_of("state"))
            yield from _check_setting(name, value, values, place)
    for option in demo.prediction.options if demo.prediction is not None else ():
        if option.when:
            yield from _check_calls(option.when, option.place_of("when"), values)


def _missing_function(demo: Demo, outline: Outline) -> Problem:
    place = demo.place_of("function")
    if demo.function in outline.names:
        return Problem(
            "demo-function-exists",
            f"'{demo.function}' is no function",
            place,
            "name a function that the witness defines by 'def'",
        )
    names = [function.name for function in outline.functions]
    listed = (
        f"its functions are {', '.join(names)}"
        if names
        else f"add 'def {demo.function}(...)' to the witness"
    )
    hint = _suggest(demo.function, names, listed)
    return Problem(
        "demo-function-exists",
        f"the witness defines no function '{demo.function}' at its top level",
        place,
        hint,
    )


def _check_controls(demo: Demo, function: Function, bindings: Bindings) -> Iterator[Problem]:
    defaults = dict(function.defaults)
    for control in demo.controls:
        place = control.place_of("name")
        if control.name not in defaults:
            what = (
                "no default"
                if control.name in bindings.locals[function.name]
                else "no such parameter"
            )
            message = f"'{function.name}' has {what} for the control '{control.name}'"
            hint = _suggest(
                control.name,
                defaults,
                f"write {control.name}={control.values[0]!r} in its signature",
            )
            yield Problem("control-is-parameter", message, place, hint)
            continue
        default = defaults[control.name]
        if default is None:
            hint = (
                f"write {control.name}=value in the signature, or bind the name to a literal once"
            )
            yield Problem(
                "control-is-parameter",
                f"the default of '{control.name}' is neither a literal nor a parameter",
                place,
                hint,
            )
        elif default not in control.values:
            hint = f"add {default!r} to the values: the demo opens there"
            message = f"the default {default!r} of '{control.name}' is not among its values"
            yield Problem("default-in-values", message, control.place_of("values"), hint)
        yield from _check_repeats(control)


def _suggest(name: str, known: Iterable[str], otherwise: str) -> str:
    close = difflib.get_close_matches(name, sorted(known), n=1)
    return f"did you mean '{close[0]}'?" if close else otherwise


def _check_repeats(control: Control) -> Iterator[Problem]:
    for index, value in enumerate(control.values):
        if value in control.values[:index]:
            message = f"the control '{control.name}' offers {value!r} twice"
            yield Problem(
                "default-in-values", message, control.place_of("values"), "name each value once"
            )
            return


def _check_setting(
    name: str, value: Literal, values: dict[str, tuple[Literal, ...]], place: Place
) -> Iterator[Problem]:
    if name not in values:
        hint = f"the controls are {', '.join(values) or '(none)'}"
        yield Problem("state-in-grid", f"the demo has no control '{name}'", place, hint)
    elif value not in values[name]:
        hint = f"it takes {', '.join(map(repr, values[name]))}"
        yield Problem("state-in-grid", f"the control '{name}' does not take {value!r}", place, hint)


def _check_calls(
    condition: str, place: Place, values: dict[str, tuple[Literal, ...]]
) -> Iterator[Problem]:
    """The states that a condition asks for."""
    tree = parse_expression(condition)
    for node in walk(tree) if isinstance(tree, ast.Expression) else ():
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == STATE:
            if node.args or any(keyword.arg is None for keyword in node.keywords):
                yield Problem(
                    "state-in-grid",
                    "a state is named by its controls",
                    place,
                    "write state(control=value)",
                )
                continue
            for keyword in node.keywords:
                value = read_literal(keyword.value)
                if value is None:
                    message = f"the value of '{keyword.arg}' in {ast.unparse(node)} is no literal"
                    yield Problem(
                        "state-in-grid",
                        message,
                        place,
                        "write the value itself, one of the control's",
                    )
                else:
                    yield from _check_setting(keyword.arg or "", value, values, place)
