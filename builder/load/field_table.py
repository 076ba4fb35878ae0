"""The table of fields of the records inside `concept.yaml`: each key with its kind and its meaning.

The reader and the JSON Schemas both follow this table. `load/instrument_shapes` holds the demo, the
storyboard, the inquiry and the exercises; `load/file_shapes` holds the records of whole files.
"""

from builder.load.fields import (
    Field,
    ListOf,
    Literals,
    MappingOf,
    Names,
    Prose,
    RecordOf,
    RecordShape,
)
from builder.load.kinds import ID_PATTERN, NAME_PATTERN, Address, Choice, Day, Shaped, Truth, Words
from builder.load.numbers import Dimension, Value
from builder.records import concept as records
from builder.records.claim_kinds import CLAIM_KINDS

ID = Shaped(
    ID_PATTERN,
    "an id",
    "ids are lower-case letters, digits and hyphens, begin with a letter"
    " and have at most 64 characters",
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

AUTHOR = RecordShape(
    "an author",
    records.Author,
    (
        Field("name", WORDS, "The name as the page shows it.", required=True),
        Field("url", Address(), "A page about them."),
    ),
)
PREREQUISITE = RecordShape(
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
RELATION = RecordShape(
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
SOURCE_USE = RecordShape(
    "a use of a source",
    records.SourceUse,
    (
        Field("key", Names(SOURCE_KEY), "The citation key.", required=True),
        Field("grounds", INLINE, "What the source grounds on this page.", required=True),
    ),
)
SYMBOL = RecordShape(
    "a symbol",
    records.Symbol,
    (
        Field("tex", WORDS, "The symbol in TeX, without dollar signs.", required=True),
        Field("meaning", INLINE, "What it stands for.", required=True),
        Field(
            "code",
            WORDS,
            "A top-level name of the witness, or `function.local` as it stands"
            " when the function returns.",
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
CITATION = RecordShape(
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
CLAIM = RecordShape(
    "a claim",
    records.Claim,
    (
        Field("id", ID, "Names the claim on its page.", required=True),
        Field("text", INLINE, "The claim, one sentence, without {value}.", required=True),
        Field(
            "kind",
            Choice(CLAIM_KINDS),
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
MISCONCEPTION = RecordShape(
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
QUESTION = RecordShape(
    "a question",
    records.Question,
    (
        Field("object", Names(OBJECT_KEY), "The object that it is about: claim:id.", required=True),
        Field("question", INLINE, "What is open.", required=True),
        Field("evidence", ListOf(Names(OBJECT_KEY), unique=""), "Objects to look at first."),
        Field("resolves", ListOf(INLINE), "What would settle it."),
    ),
)
FIGURE = RecordShape(
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
DATA_FILE = RecordShape(
    "a data file",
    records.DataFile,
    (
        Field("file", Names(FILE), "The file, in the concept's folder.", required=True),
        Field("source", Names(SOURCE_KEY), "Where the data come from.", required=True),
        Field("licence", WORDS, "Their licence.", required=True),
        Field("locator", WORDS, "Where in the source."),
    ),
)
