"""What the runs of a demo's states gave: its states, or what is wrong with them."""

from collections.abc import Sequence

from builder.records.concept import Concept
from builder.records.evidence import DemoState
from builder.records.instruments import Axis, Demo
from builder.records.literal import Literal, Settings
from builder.records.place import Place
from builder.records.problem import Problem, Problems
from builder.records.run import Answer, Job, Outcome
from builder.witness.axes import judge_ends
from builder.witness.states import list_states, write_call

Runs = Sequence[tuple[Job, Outcome]]


def judge_states(concept: Concept, runs: Runs) -> tuple[tuple[DemoState, ...], Problems]:
    """The states in the order of `list_states`, or none and what is wrong. `runs` are those of `plan_states`, in its order."""
    demo = concept.demo
    if demo is None or not runs:
        return (), ()
    ended = next((outcome.failure for _, outcome in runs if outcome.failure is not None), None)
    if ended is not None:
        hint = (
            "give the controls fewer values, let the function do less, or raise 'witness: limits:'"
        )
        message = f"the states of the demo cannot all be worked out: {ended.message}"
        return (), (Problem("demo-states", message, demo.place_of("function"), hint),)
    once, again = (
        {answer.id: answer for _, outcome in runs[first::2] for answer in outcome.answers}
        for first in (0, 1)
    )
    states = list_states(demo)
    pairs = [
        (once.get(f"state:{index}"), again.get(f"state:{index}")) for index in range(len(states))
    ]
    problem = _find_refused(demo, states, [pair[0] for pair in pairs]) or _find_difference(
        demo, states, pairs
    )
    if problem is not None:
        return (), (problem,)
    found = tuple(
        DemoState(state, answer.data)
        for state, (answer, _) in zip(states, pairs, strict=True)
        if answer is not None
    )
    problem = next(
        (fault for state in found if (fault := _find_unfit(demo, state)) is not None), None
    )
    problem = problem or next(judge_ends(demo, [state.series() for state in found]), None)
    return (found, ()) if problem is None else ((), (problem,))


def _find_refused(
    demo: Demo, states: Sequence[Settings], answers: Sequence[Answer | None]
) -> Problem | None:
    """The first state that the function refuses, at the control whose value it is where that can be told."""
    refused = [index for index, answer in enumerate(answers) if answer is None or answer.failed]
    if not refused:
        return None
    answer = answers[refused[0]]
    others = (
        f", and {len(refused) - 1} more of its {len(states)} states" if len(refused) > 1 else ""
    )
    message = f"{write_call(demo, states[refused[0]])} cannot be worked out: {answer.text if answer else 'the run gave no answer'}{others}"
    place = _find_cause(demo, states, frozenset(refused))
    return Problem(
        "demo-states", message, place, "leave the value out, or let the function take it"
    )


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
            message = f"{write_call(demo, state)} is not the same in two runs that work the states out in different orders"
            hint = "let the function make its own generator, np.random.default_rng(seed), and keep nothing between two calls"
            return Problem("witness-reproducible", message, demo.place_of("function"), hint)
    return None


def _find_unfit(demo: Demo, state: DemoState) -> Problem | None:
    """A series of the view that the state lacks, or whose values cannot be drawn."""
    series = state.series()
    call = write_call(demo, state.settings)
    for axis in (demo.view.x, *demo.view.y):
        if axis.key not in series:
            return _unfit(
                axis,
                f"{call} returns no series '{axis.key}'",
                f"it returns {', '.join(series) or 'nothing'}",
            )
        if demo.view.kind == "bar" and axis is demo.view.x:
            continue  # bars may stand on words
        for index, value in enumerate(series[axis.key]):
            if value is not None and (
                isinstance(value, bool) or not isinstance(value, int | float)
            ):
                return _unfit(
                    axis,
                    f"'{axis.key}'[{index}] of {call} is {str(value)[:60]!r} and no number",
                    "return numbers",
                )
            if axis.log and value is not None and not value > 0:
                message = f"'{axis.key}'[{index}] of {call} is {value:g}, which a logarithmic axis cannot show"
                return _unfit(
                    axis,
                    message,
                    "leave out 'log: true', or let the series be positive, with nan for a gap",
                )
    return None


def _unfit(axis: Axis, message: str, hint: str) -> Problem:
    return Problem("demo-series", message, axis.place_of("key"), hint)
