"""What a reader works with, as its author records it.

Demo, prediction, storyboard, inquiry, practice.
"""

from dataclasses import dataclass

from builder.records.literal import Literal, Settings
from builder.records.place import Placed, Ref
from builder.records.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Control(Placed):
    """A keyword parameter of the demo's function with the values that it may take."""

    name: str
    label: Text
    values: tuple[Literal, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis(Placed):
    """One series of the demo's result, and how it is drawn.

    What lies below `low` or above `high` is not.
    """

    key: str
    label: Text
    log: bool = False
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class View(Placed):
    """How the demo's result is drawn."""

    kind: str
    x: Axis
    y: tuple[Axis, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Option(Placed):
    """One answer to the prediction; the right one is that whose `when` holds in the run."""

    id: str
    text: Text
    response: Text
    when: str = ""
    otherwise: bool = False
    repair: Ref | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Prediction(Placed):
    """What the reader commits to before the demo opens."""

    prompt: Text
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Demo(Placed):
    """A function of the witness, made an instrument."""

    function: str
    result: str
    controls: tuple[Control, ...]
    view: View
    prediction: Prediction | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryboardFrame(Placed):
    """One frame of the storyboard: a state of the demo or a figure, with a mark."""

    title: Text
    caption: Text
    state: Settings | None = None
    figure: Ref | None = None
    mark: Settings = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue(Placed):
    """A place of the inquiry's figure that a reader may choose.

    `at` holds numbers or expressions, data coordinates.
    """

    id: str
    at: tuple[str | int | float, ...]
    label: Text
    response: Text
    answer: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Inquiry(Placed):
    """A question asked of a figure."""

    figure: Ref
    question: Text
    cues: tuple[Cue, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Practice(Placed):
    """An exercise with hints that open one by one."""

    id: str
    kind: str
    prompt: Text
    answer: Text
    hints: tuple[Text, ...] = ()
    claim: Ref | None = None
