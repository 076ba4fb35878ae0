"""THE table of fields: every record that an author writes, every key with its kind and what it says; readers and schemas follow it."""

from builder.load.fields import Field, ListOf, Literals, MappingOf, Names, Prose, RecordOf, Shape
from builder.load.kinds import ID_PATTERN, NAME_PATTERN, Address, Choice, Day, Shaped, Truth, Words
from builder.load.numbers import Coordinate, Dimension, Number, Value, Whole
from builder.records import concept as records
from builder.records import instruments

ID = Shaped(
    ID_PATTERN,
    "an id",
    "ids are lower-case letters, digits and hyphens, begin with a letter and have at most 64 characters",
)
RECORD_ID = Shaped(
    r"[a-z0-9][a-z0-9-]{0,63}", "the id of a record", "write the date and a number: 2026-11-23-1"
)
CONCEPT_ID = Shaped(
    f"{ID_PATTERN}/{ID_PATTERN}",
    "the id of a concept",
    "write domain/slug, in lower-case letters, digits and hyphens",
)
NAME = Shaped(
    NAME_PATTERN,
    "a name of the witness",
    "names are letters, digits and underscores, and begin with no digit",
    "name-plain",
)
OBJECT_KEY = Shaped(
    r"\S.{0,199}", "the key of an object", "write a kind and an id, such as claim:rate"
)
SOURCE_KEY = Shaped(
    r"[^\s,{}\"]{1,100}", "a citation key", "write the key of a record in sources/*.bib"
)
FILE = Shaped(
    r"(?![./])(?!.*\.\.)[^/\\:\x00-\x1f]{1,100}",
    "the name of a file in this folder",
    "put the file beside concept.yaml and write its name alone",
    "path-inside",
)
INLINE, BLOCKS, WORDS, TRUTH, DAY = Prose(), Prose(blocks=True), Words(), Truth(), Day()
LITERAL = Literals(Value())
SETTINGS = MappingOf(LITERAL, NAME)

AUTHOR = Shape(
    "an author",
    records.Author,
    (
        Field("name", WORDS, "The name as the page shows it.", required=True),
        Field("url", Address(), "A page about them."),
    ),
)
PREREQUISITE = Shape(
    "a prerequisite",
    records.Prerequisite,
    (
        Field(
            "concept",
            Names(CONCEPT_ID),
            "The concept that must be understood first.",
            required=True,
        ),
        Field("why", INLINE, "What of it is needed here."),
    ),
)
RELATION = Shape(
    "a relation",
    records.Relation,
    (
        Field("concept", Names(CONCEPT_ID), "The neighbour.", required=True),
        Field(
            "relation",
            Choice(("analogy", "contrast", "special-case", "generalisation", "application")),
            "How they relate.",
            required=True,
        ),
        Field("why", INLINE, "What the two share.", required=True),
        Field("breaks", INLINE, "Where the likeness ends."),
    ),
)
SOURCE_USE = Shape(
    "a use of a source",
    records.SourceUse,
    (
        Field("key", Names(SOURCE_KEY), "The citation key.", required=True),
        Field("grounds", INLINE, "What the source grounds on this page.", required=True),
    ),
)
SYMBOL = Shape(
    "a symbol",
    records.Symbol,
    (
        Field("tex", WORDS, "The symbol in TeX, without dollar signs.", required=True),
        Field("meaning", INLINE, "What it stands for.", required=True),
        Field(
            "code",
            WORDS,
            "A top-level name of the witness, or `function.local` as it stands when the function returns.",
        ),
        Field(
            "shape", ListOf(Dimension(), most=8), "Its lengths; letters are solved from the run."
        ),
        Field(
            "role",
            Choice(("data", "control", "held-fixed", "measured", "derived")),
            "What it does in the witness.",
        ),
    ),
)
CITATION = Shape(
    "a citation",
    records.Citation,
    (
        Field("key", Names(SOURCE_KEY), "The citation key.", required=True),
        Field(
            "relation",
            Choice(("supports", "qualifies", "contradicts", "background")),
            "How it bears on the claim.",
            required=True,
        ),
        Field("locator", WORDS, "Where in the source: a section, theorem, page or figure."),
        Field("quote", WORDS, "The source's own words."),
        Field("support", BLOCKS, "What the source says about the claim, in the author's words."),
    ),
)
CLAIM = Shape(
    "a claim",
    records.Claim,
    (
        Field("id", ID, "Names the claim on its page.", required=True),
        Field("text", INLINE, "The claim, one sentence, without {value}.", required=True),
        Field(
            "kind",
            Choice(("definition", "derivation", "theorem", "synthetic", "empirical")),
            "What can back it.",
            required=True,
        ),
        Field("caveat", INLINE, "What is not claimed."),
        Field("stipulated", TRUTH, "A definition that the page makes itself."),
        Field("checks", ListOf(Names(ID), unique=""), "Named checks of the witness."),
        Field(
            "equations", ListOf(Names(OBJECT_KEY), unique=""), "Labels of equations of the page."
        ),
        Field("sources", ListOf(RecordOf(CITATION)), "Sources, with locator and relation."),
        Field(
            "shows",
            ListOf(Names(OBJECT_KEY), unique=""),
            "Objects of the page that show the claim: figure:id, demo.",
        ),
    ),
)
MISCONCEPTION = Shape(
    "a misconception",
    records.Misconception,
    (
        Field("id", ID, "Names it on its page.", required=True),
        Field("wrong", INLINE, "The wrong belief, as a learner would say it.", required=True),
        Field("tempts", INLINE, "Why it is believed."),
        Field("right", INLINE, "What is so instead.", required=True),
        Field("claim", Names(ID), "The claim of this page that speaks against it."),
        Field("repair", Names(CONCEPT_ID), "The concept to read again."),
    ),
)
QUESTION = Shape(
    "a question",
    records.Question,
    (
        Field("object", Names(OBJECT_KEY), "The object that it is about: claim:id.", required=True),
        Field("question", INLINE, "What is open.", required=True),
        Field("evidence", ListOf(Names(OBJECT_KEY), unique=""), "Objects to look at first."),
        Field("resolves", ListOf(INLINE), "What would settle it."),
    ),
)
LIMITS = Shape(
    "limits",
    records.Limits,
    (
        Field("time_s", Whole(1, 3_600), "Seconds that one run may take."),
        Field("memory_mib", Whole(64, 1_048_576), "Mebibytes of memory."),
        Field("threads", Whole(1, 1_024), "Threads at once."),
        Field("output_kib", Whole(1, 65_536), "Kibibytes of printed output."),
        Field("files_mib", Whole(1, 65_536), "Mebibytes of files written."),
    ),
)
COUNTERCONDITION = Shape(
    "a countercondition",
    records.Countercondition,
    (
        Field(
            "set",
            SETTINGS,
            "Parameters of the witness with the values that break it.",
            required=True,
        ),
        Field(
            "fails",
            ListOf(Names(ID), least=1, unique=""),
            "The checks that must fail then.",
            required=True,
        ),
        Field("because", INLINE, "Why they fail."),
    ),
)
WITNESS = Shape(
    "a witness",
    records.WitnessSpec,
    (
        Field(
            "seeds", Whole(0, 1_000), "How many values of `seed`, from 0, the witness is run for."
        ),
        Field(
            "holds_at_least",
            MappingOf(Number(0, 1), ID),
            "The share of seeds for which a check must hold, where below 1.",
        ),
        Field("limits", RecordOf(LIMITS), "What one run may use, up to the atlas's cap."),
        Field(
            "counterconditions",
            ListOf(RecordOf(COUNTERCONDITION)),
            "Changes under which checks must fail.",
        ),
    ),
)
FIGURE = Shape(
    "a figure",
    records.Figure,
    (
        Field("id", ID, "The id in the fence's `#| figure:` line.", required=True),
        Field("title", INLINE, "A short title."),
        Field(
            "alt",
            WORDS,
            "What the figure shows, in words, for those who cannot see it.",
            required=True,
        ),
        Field("caption", INLINE, "What to notice.", required=True),
        Field("hero", TRUTH, "Shown at the head of the page."),
        Field("file", Names(FILE), "A picture made by hand, in the concept's folder."),
        Field("licence", WORDS, "The licence of the picture."),
        Field("source", Names(SOURCE_KEY), "The source that the picture is from."),
    ),
)
DATA_FILE = Shape(
    "a data file",
    records.DataFile,
    (
        Field("file", Names(FILE), "The file, in the concept's folder.", required=True),
        Field("source", Names(SOURCE_KEY), "Where the data come from.", required=True),
        Field("licence", WORDS, "Their licence.", required=True),
        Field("locator", WORDS, "Where in the source."),
    ),
)
CONTROL = Shape(
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
AXIS = Shape(
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
VIEW = Shape(
    "a view",
    instruments.View,
    (
        Field(
            "kind", Choice(("line", "scatter", "bar")), "How the series are drawn.", required=True
        ),
        Field("x", RecordOf(AXIS), "The horizontal axis.", required=True),
        Field(
            "y",
            ListOf(RecordOf(AXIS), least=1, most=20, unique="key"),
            "The series.",
            required=True,
        ),
    ),
)
OPTION = Shape(
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
PREDICTION = Shape(
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
DEMO = Shape(
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
FRAME = Shape(
    "a frame",
    instruments.Frame,
    (
        Field("title", INLINE, "A short title.", required=True),
        Field("state", SETTINGS, "A state of the demo; {} is the default."),
        Field("figure", Names(ID), "A figure in place of a state."),
        Field("mark", SETTINGS, "Data coordinates to point at."),
        Field("caption", INLINE, "What to notice.", required=True),
    ),
    exactly_one=("state", "figure"),
)
CUE = Shape(
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
INQUIRY = Shape(
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
PRACTICE = Shape(
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
