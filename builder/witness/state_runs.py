"""Judge the runs of a demo's states: return the states, or their problems."""

from collections.abc import Sequence

from builder.records.concept import Concept
from builder.records.evidence import DemoState
from builder.records.instruments import Axis, Demo
from builder.records.literal import Literal, Settings
from builder.records.place import Place
from builder.records.plot_kinds import PLOT_KINDS
from builder.records.problem import Problem, Problems
from builder.records.run import Answer, Job, Outcome
from builder.witness.axes import judge_ends
from builder.witness.states import list_states, write_call

Runs = Sequence[tuple[Job, Outcome]]


def judge_states(concept: Concept, runs: Runs) -> tuple[tuple[DemoState, ...], Problems]:
    """Return the states in the order of `list_states`, or no states and the problems.

    `runs` are those of `plan_states`, in its order.
    """
    demo = concept.demo
    if demo is None or not runs:
        return (), ()
    ended = next((outcome.failure for _, outcome in runs if outcome.failure is not None), None)
    if ended is not None:
        message = f"the states of the demo cannot all be worked out: {ended.message}"
        advice = "give the controls fewer values, let the function do less"
        hint = f"{advice}, or raise 'witness: limits:'"
        return (), (Problem("demo-states", message, demo.place_of("function"), hint),)
    once, again = (
        {answer.id: answer for _, outcome in runs[first::2] for answer in outcome.answers}
        for first in (0, 1)
    )
    states = list_states(demo)
    ids = [f"state:{index}" for index in range(len(states))]
    pairs = [(once.get(state_id), again.get(state_id)) for state_id in ids]
    problem = _find_refused(demo, states, [pair[0] for pair in pairs])
    problem = problem or _find_difference(demo, states, pairs)
    if problem is not None:
        return (), (problem,)
    found = tuple(
        DemoState(state, answer.data)
        for state, (answer, _) in zip(states, pairs, strict=True)
        if answer is not None
    )
    problem = next(filter(None, (_find_unfit(demo, state) for state in found)), None)
    problem = problem or next(judge_ends(demo, [state.series() for state in found]), None)
    return (found, ()) if problem is None else ((), (problem,))


def _find_refused(
    demo: Demo, states: Sequence[Settings], answers: Sequence[Answer | None]
) -> Problem | None:
    """Return a problem for the first state that the function cannot compute.

    Its place is the control whose value is the cause, if there is one such control.
    """
    refused = [index for index, answer in enumerate(answers) if answer is None or answer.failed]
    if not refused:
        return None
    answer = answers[refused[0]]
    reason = answer.text if answer else "the run gave no answer"
    message = f"{write_call(demo, states[refused[0]])} cannot be worked out: {reason}"
    if len(refused) > 1:
        message += f", and {len(refused) - 1} more of its {len(states)} states"
    place = _find_cause(demo, states, frozenset(refused))
    hint = "leave the value out, or let the function take it"
    return Problem("demo-states", message, place, hint)


def _find_cause(demo: Demo, states: Sequence[Settings], refused: frozenset[int]) -> Place:
    for position, control in enumerate(demo.controls):
        values: list[list[Literal]] = [[], []]
        for index, state in enumerate(states):
            values[index in refused].append(state[position][1])
        if not any(value in values[False] for value in values[True]):
            return control.place_of("values")
    return demo.place_of("controls")


def _find_difference(
    demo: Demo, states: Sequence[Settings], pairs: Sequence[tuple[Answer | None, Answer | None]]
) -> Problem | None:
    for state, (one, other) in zip(states, pairs, strict=True):
        if one is not None and other is not None and one.data != other.data:
            message = (
                f"{write_call(demo, state)} is not the same in two runs "
                "that work the states out in different orders"
            )
            hint = (
                "let the function make its own generator, np.random.default_rng(seed), "
                "and keep nothing between two calls"
            )
            return Problem("witness-reproducible", message, demo.place_of("function"), hint)
    return None


def _find_unfit(demo: Demo, state: DemoState) -> Problem | None:
    """Return a problem for the first series of the view that is missing or cannot be drawn."""
    series = state.series()
    call = write_call(demo, state.settings)
    for axis in (demo.view.x, *demo.view.y):
        if axis.key not in series:
            hint = f"it returns {', '.join(series) or 'nothing'}"
            return _unfit(axis, f"{call} returns no series '{axis.key}'", hint)
        if PLOT_KINDS[demo.view.kind].has_bands and axis is demo.view.x:
            continue  # a band may be named by a text
        for index, value in enumerate(series[axis.key]):
            if value is None:
                continue
            name = f"'{axis.key}'[{index}] of {call}"
            if isinstance(value, bool) or not isinstance(value, int | float):
                message = f"{name} is {str(value)[:60]!r} and no number"
                return _unfit(axis, message, "return numbers")
            if axis.log and axis.low is None and not value > 0:
                message = f"{name} is {value:g}, which a logarithmic axis cannot show"
                hint = (
                    "leave out 'log: true', or set 'low' to the least value that is shown, "
                    "or let the series be positive, with nan for a gap"
                )
                return _unfit(axis, message, hint)
    return None


def _unfit(axis: Axis, message: str, hint: str) -> Problem:
    return Problem("demo-series", message, axis.place_of("key"), hint)
