"""Check what the demo asks of the witness, before a run.

It asks for a function, a result, controls that are parameters, and the states that the page names.
"""

import ast
from collections.abc import Iterator

from builder.records.concept import Concept
from builder.records.instruments import Control, Demo
from builder.records.literal import Literal
from builder.records.outline import Function, Outline
from builder.records.place import Place
from builder.records.problem import Problem
from builder.witness.expressions import parse_expression
from builder.witness.hints import suggest_name
from builder.witness.messages import STATE
from builder.witness.names import Bindings, read_literal
from builder.witness.states import MOST_STATES, count_states
from builder.witness.trees import walk


def check_demo(concept: Concept, outline: Outline, bindings: Bindings) -> Iterator[Problem]:
    """Yield the problems of the demo, the storyboard's states and the prediction's conditions."""
    demo = concept.demo
    if demo is None:
        for frame in concept.storyboard:
            if frame.state is not None:
                message = "a frame shows a state, and the page has no demo"
                hint = "add the demo, or show a figure: figure: id"
                yield Problem("state-in-grid", message, frame.place_of("state"), hint)
        return
    function = next((one for one in outline.functions if one.name == demo.function), None)
    if function is None:
        yield _missing_function(demo, outline)
    else:
        yield from _check_controls(demo, function, bindings)
    if demo.result not in outline.names:
        message = f"the witness binds no '{demo.result}' at its top level"
        advice = f"add '{demo.result} = {demo.function}()' to the witness"
        hint = suggest_name(demo.result, outline.names - {demo.function}, advice)
        yield Problem("demo-result-named", message, demo.place_of("result"), hint)
    if count_states(demo) > MOST_STATES:
        message = f"the demo has {count_states(demo):,} states, and {MOST_STATES} are the most"
        hint = "leave values out: every state is worked out in the build"
        yield Problem("demo-bounded", message, demo.place_of("controls"), hint)
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
        message = f"'{demo.function}' is no function"
        hint = "name a function that the witness defines by 'def'"
        return Problem("demo-function-exists", message, place, hint)
    names = [function.name for function in outline.functions]
    advice = f"add 'def {demo.function}(...)' to the witness"
    if names:
        advice = f"its functions are {', '.join(names)}"
    message = f"the witness defines no function '{demo.function}' at its top level"
    hint = suggest_name(demo.function, names, advice)
    return Problem("demo-function-exists", message, place, hint)


def _check_controls(demo: Demo, function: Function, bindings: Bindings) -> Iterator[Problem]:
    defaults = dict(function.defaults)
    for control in demo.controls:
        place = control.place_of("name")
        if control.name not in defaults:
            is_local = control.name in bindings.locals[function.name]
            missing = "no default" if is_local else "no such parameter"
            message = f"'{function.name}' has {missing} for the control '{control.name}'"
            advice = f"write {control.name}={control.values[0]!r} in its signature"
            hint = suggest_name(control.name, defaults, advice)
            yield Problem("control-is-parameter", message, place, hint)
            continue
        default = defaults[control.name]
        if default is None:
            message = f"the default of '{control.name}' is neither a literal nor a parameter"
            signature = f"write {control.name}=value in the signature"
            hint = f"{signature}, or bind the name to a literal once"
            yield Problem("control-is-parameter", message, place, hint)
        elif default not in control.values:
            hint = f"add {default!r} to the values: the demo opens there"
            message = f"the default {default!r} of '{control.name}' is not among its values"
            yield Problem("default-in-values", message, control.place_of("values"), hint)
        yield from _check_repeats(control)


def _check_repeats(control: Control) -> Iterator[Problem]:
    for index, value in enumerate(control.values):
        if value in control.values[:index]:
            message = f"the control '{control.name}' offers {value!r} twice"
            place = control.place_of("values")
            yield Problem("default-in-values", message, place, "name each value once")
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
    """Yield the problems of the states that a condition asks for."""
    tree = parse_expression(condition)
    for node in walk(tree) if isinstance(tree, ast.Expression) else ():
        match node:
            case ast.Call(func=ast.Name(id=name)) if name == STATE:
                yield from _check_call(node, place, values)


def _check_call(
    call: ast.Call, place: Place, values: dict[str, tuple[Literal, ...]]
) -> Iterator[Problem]:
    if call.args or any(keyword.arg is None for keyword in call.keywords):
        message = "a state is named by its controls"
        yield Problem("state-in-grid", message, place, "write state(control=value)")
        return
    for keyword in call.keywords:
        value = read_literal(keyword.value)
        if value is None:
            message = f"the value of '{keyword.arg}' in {ast.unparse(call)} is no literal"
            hint = "write the value itself, one of the control's"
            yield Problem("state-in-grid", message, place, hint)
        else:
            yield from _check_setting(keyword.arg or "", value, values, place)
