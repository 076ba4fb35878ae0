"""The table of fields, continued: the records that make up a whole file."""

from builder.load.field_table import (
    AUTHOR,
    CLAIM,
    CONCEPT_ID,
    DATA_FILE,
    DAY,
    FIGURE,
    ID,
    INLINE,
    MISCONCEPTION,
    PREREQUISITE,
    QUESTION,
    RECORD_ID,
    RELATION,
    SOURCE_KEY,
    SOURCE_USE,
    SYMBOL,
    TRUTH,
    WORDS,
)
from builder.load.fields import Field, ListOf, MappingOf, Names, RecordOf, RecordShape
from builder.load.instrument_shapes import DEMO, FRAME, INQUIRY, PRACTICE
from builder.load.kinds import Choice, Shaped, Words
from builder.load.numbers import Whole
from builder.load.witness_shapes import WITNESS
from builder.records import concept as records
from builder.records import review as reviews
from builder.records import source as sources
from builder.records import verdict

COMPONENT = Shaped(
    "|".join(reviews.COMPONENTS),
    "a component of a claim",
    f"write one of: {', '.join(reviews.COMPONENTS)}",
    "choice-known",
)

CONCEPT = RecordShape(
    "a concept",
    records.Concept,
    (
        Field("title", INLINE, "The concept's name.", required=True),
        Field("summary", INLINE, "One sentence that a newcomer understands.", required=True),
        Field("invariant", INLINE, "One sentence that stays true in all four sections."),
        Field(
            "status",
            Choice(("planned", "draft", "review", "published"), safe="planned"),
            "How far the page is.",
            required=True,
        ),
        Field("importance", Choice(("core", "supporting", "optional")), "Its place in the domain."),
        Field("difficulty", Whole(1, 5), "From 1, easy, to 5."),
        Field(
            "math_level",
            Choice(("school", "undergraduate", "graduate", "research")),
            "The mathematics that is taken for granted.",
        ),
        Field("tags", ListOf(Words(most=60), unique=""), "Words to find it by."),
        Field("authors", ListOf(RecordOf(AUTHOR)), "Who wrote the page."),
        Field("created", DAY, "When the page was first written."),
        Field("updated", DAY, "When its content last changed."),
        Field(
            "aliases",
            ListOf(Names(CONCEPT_ID), unique=""),
            "Old ids, from which the site leads here.",
        ),
        Field(
            "prerequisites",
            ListOf(RecordOf(PREREQUISITE)),
            "What must be understood first, and why.",
        ),
        Field(
            "related",
            ListOf(RecordOf(RELATION), unique="concept"),
            "Neighbours that are no prerequisites.",
        ),
        Field(
            "sources",
            ListOf(RecordOf(SOURCE_USE), unique="key"),
            "What each source grounds on this page.",
        ),
        Field("symbols", ListOf(RecordOf(SYMBOL)), "The page's notation."),
        Field(
            "claims",
            ListOf(RecordOf(CLAIM), unique="id"),
            "What the page asserts, and what backs it.",
        ),
        Field(
            "misconceptions",
            ListOf(RecordOf(MISCONCEPTION), unique="id"),
            "Wrong beliefs and what repairs them.",
        ),
        Field(
            "questions", ListOf(RecordOf(QUESTION)), "What is open about the objects of the page."
        ),
        Field("witness", RecordOf(WITNESS), "How the page's code is run besides once."),
        Field("figures", ListOf(RecordOf(FIGURE), unique="id"), "The page's figures."),
        Field("data", ListOf(RecordOf(DATA_FILE), unique="file"), "Files that the witness reads."),
        Field("demo", RecordOf(DEMO), "A function of the witness, made an instrument."),
        Field(
            "storyboard",
            ListOf(RecordOf(FRAME)),
            "States and figures in the order in which they tell the story.",
        ),
        Field("inquiry", RecordOf(INQUIRY), "A question asked of a figure."),
        Field("practice", ListOf(RecordOf(PRACTICE), unique="id"), "Exercises."),
    ),
)

DOMAIN = RecordShape(
    "a domain",
    records.Domain,
    (
        Field("title", INLINE, "The domain's name.", required=True),
        Field("summary", INLINE, "What its concepts share.", required=True),
        Field("order", Whole(0, 10_000), "Its place among the domains."),
        Field("colour", Whole(1, 8), "One of the theme's eight domain colours."),
    ),
)

REVIEWER = RecordShape(
    "a reviewer",
    reviews.Reviewer,
    (
        Field("name", WORDS, "Who did it.", required=True),
        Field("kind", Choice(("person", "model")), "A person, or a language model.", required=True),
        Field("author_of_page", TRUTH, "Whether they also wrote the page."),
    ),
)

DIGESTS = MappingOf(Words(most=200), COMPONENT)

ALSO = RecordShape(
    "a further claim",
    reviews.AlsoReviewed,
    (
        Field("claim", Names(ID), "The claim about which the record says the same.", required=True),
        Field("digests", DIGESTS, "One digest per component of it that was read.", required=True),
    ),
)

REVIEW = RecordShape(
    "a review",
    reviews.Review,
    (
        Field("id", RECORD_ID, "Names the record: date and number.", required=True),
        Field(
            "before",
            Words(most=200),
            "The digest of the record before this one; `none` for the first.",
            required=True,
        ),
        Field("claim", Names(ID), "The claim that was reviewed.", required=True),
        Field("reviewer", RecordOf(REVIEWER), "Who reviewed it.", required=True),
        Field("date", DAY, "When.", required=True),
        Field("read", Choice(verdict.READ), "How far the evidence was read.", required=True),
        Field("criterion", WORDS, "What was asked of the claim.", required=True),
        Field("verdict", Choice(verdict.VERDICTS), "What was found.", required=True),
        Field("excludes", WORDS, "What the verdict does not cover."),
        Field("summary", WORDS, "Why, in a sentence or two."),
        Field(
            "digests",
            DIGESTS,
            "One digest per component that was read, as it stood then.",
            required=True,
        ),
        Field(
            "also",
            ListOf(RecordOf(ALSO)),
            "Further claims of the page about which the record says the same.",
        ),
    ),
)

SNAPSHOT = RecordShape(
    "a snapshot",
    reviews.Snapshot,
    (
        Field("digest", Words(most=200), "What a review names this text by.", required=True),
        Field(
            "component",
            Choice(reviews.COMPONENTS),
            "The part of a claim that it is.",
            required=True,
        ),
        Field(
            "text",
            Words(most=400_000),
            "The part in normal form, as a review read it.",
            required=True,
        ),
    ),
)

AUDIT = RecordShape(
    "an audit",
    sources.Audit,
    (
        Field("key", Names(SOURCE_KEY), "The source whose record was checked.", required=True),
        Field("date", DAY, "When.", required=True),
        Field("by", RecordOf(REVIEWER), "Who checked it.", required=True),
        Field("against", WORDS, "What the record was compared with.", required=True),
        Field(
            "read",
            Choice(verdict.READ_OF_SOURCES),
            "How far the work itself was read.",
            required=True,
        ),
        Field("agrees", ListOf(Words(most=60), unique=""), "The fields that agree."),
        Field("notes", WORDS, "What else was seen."),
    ),
)

REVIEWS = ListOf(RecordOf(REVIEW), unique="id")
SNAPSHOTS = ListOf(RecordOf(SNAPSHOT), unique="digest")
AUDITS = ListOf(RecordOf(AUDIT))
