"""The table of fields, continued: the demo, the storyboard, the inquiry and the exercises."""

from builder.load.field_table import (
    BLOCKS,
    CONCEPT_ID,
    ID,
    INLINE,
    LITERAL,
    NAME,
    SETTINGS,
    TRUTH,
    WORDS,
)
from builder.load.fields import Field, ListOf, Names, RecordOf, RecordShape
from builder.load.kinds import Choice
from builder.load.numbers import Coordinate, Number
from builder.records import instruments
from builder.records.plot_kinds import PLOT_KINDS

CONTROL = RecordShape(
    "a control",
    instruments.Control,
    (
        Field("name", NAME, "A keyword parameter of the demo's function.", required=True),
        Field("label", INLINE, "What the reader sees.", required=True),
        Field(
            "values",
            ListOf(LITERAL, least=1, most=100, unique=""),
            "The values it may take.",
            required=True,
        ),
    ),
)
END = Number(-1e300, 1e300)
AXIS = RecordShape(
    "an axis",
    instruments.Axis,
    (
        Field(
            "key", WORDS, "A key of the mapping that the demo's function returns.", required=True
        ),
        Field("label", INLINE, "What the axis is called.", required=True),
        Field("log", TRUTH, "Drawn on a logarithmic scale."),
        Field(
            "low", END, "Where the axis begins; what lies below is in the numbers and is not drawn."
        ),
        Field("high", END, "Where it ends; what lies above is in the numbers and is not drawn."),
    ),
)
VIEW = RecordShape(
    "a view",
    instruments.View,
    (
        Field("kind", Choice(PLOT_KINDS), "How the series are drawn.", required=True),
        Field("x", RecordOf(AXIS), "The horizontal axis.", required=True),
        Field(
            "y",
            ListOf(RecordOf(AXIS), least=1, most=20, unique="key"),
            "The series.",
            required=True,
        ),
    ),
)
OPTION = RecordShape(
    "an option",
    instruments.Option,
    (
        Field("id", ID, "Names the option.", required=True),
        Field("text", INLINE, "What the reader may predict.", required=True),
        Field("when", WORDS, "A condition over the witness; `state(...)` is a state of the demo."),
        Field("otherwise", TRUTH, "Right when no other option's condition holds."),
        Field("response", BLOCKS, "What to say to a reader who chose it.", required=True),
        Field("repair", Names(CONCEPT_ID), "The concept to read again."),
    ),
    exactly_one=("when", "otherwise"),
)
PREDICTION = RecordShape(
    "a prediction",
    instruments.Prediction,
    (
        Field("prompt", INLINE, "What the reader is asked before the demo opens.", required=True),
        Field(
            "options",
            ListOf(RecordOf(OPTION), least=2, most=20, unique="id"),
            "The answers offered.",
            required=True,
        ),
    ),
)
DEMO = RecordShape(
    "a demo",
    instruments.Demo,
    (
        Field(
            "function",
            NAME,
            "The witness's function whose keyword parameters are the controls.",
            required=True,
        ),
        Field(
            "result",
            NAME,
            "The witness's name that the function must equal at its defaults.",
            required=True,
        ),
        Field(
            "controls",
            ListOf(RecordOf(CONTROL), least=1, most=10, unique="name"),
            "What the reader may change.",
            required=True,
        ),
        Field("view", RecordOf(VIEW), "How the result is drawn.", required=True),
        Field("prediction", RecordOf(PREDICTION), "What the reader commits to first."),
    ),
)
FRAME = RecordShape(
    "a frame",
    instruments.StoryboardFrame,
    (
        Field("title", INLINE, "A short title.", required=True),
        Field("state", SETTINGS, "A state of the demo; {} is the default."),
        Field("figure", Names(ID), "A figure in place of a state."),
        Field("mark", SETTINGS, "Data coordinates to point at."),
        Field("caption", INLINE, "What to notice.", required=True),
    ),
    exactly_one=("state", "figure"),
)
CUE = RecordShape(
    "a cue",
    instruments.Cue,
    (
        Field("id", ID, "Names the cue.", required=True),
        Field(
            "at",
            ListOf(Coordinate(), least=2, most=2),
            "Data coordinates, numbers or expressions.",
            required=True,
        ),
        Field("label", INLINE, "What stands there.", required=True),
        Field("answer", TRUTH, "Whether this is the place asked for."),
        Field("response", BLOCKS, "What to say to a reader who chose it.", required=True),
    ),
)
INQUIRY = RecordShape(
    "an inquiry",
    instruments.Inquiry,
    (
        Field("figure", Names(ID), "The figure that is asked about.", required=True),
        Field("question", INLINE, "What the reader looks for.", required=True),
        Field(
            "cues",
            ListOf(RecordOf(CUE), least=1, most=50, unique="id"),
            "The places that may be chosen.",
            required=True,
        ),
    ),
)
PRACTICE = RecordShape(
    "an exercise",
    instruments.Practice,
    (
        Field("id", ID, "Names the exercise.", required=True),
        Field(
            "kind",
            Choice(("predict", "recall", "derive", "apply")),
            "What the reader does.",
            required=True,
        ),
        Field("prompt", INLINE, "The exercise.", required=True),
        Field("hints", ListOf(BLOCKS), "Hints that open one by one."),
        Field("answer", BLOCKS, "The answer.", required=True),
        Field("claim", Names(ID), "The claim that it is about."),
    ),
)
