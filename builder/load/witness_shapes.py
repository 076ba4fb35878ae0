"""The table of fields, continued: how the witness is run besides once."""

from typing import Any  # what a record is made from differs by its class

from builder.load.field_table import ID, INLINE, SETTINGS, WORDS
from builder.load.fields import Field, ListOf, MappingOf, Names, RecordOf, RecordShape
from builder.load.numbers import Number, Whole
from builder.records import concept as records

LIMITS = RecordShape(
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
COUNTERCONDITION = RecordShape(
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


def _make_rival(**values: Any) -> records.Rival:
    """Return the rival; `with`, which no name of Python may be, is its `instead`."""
    return records.Rival(instead=values.pop("with"), **values)


RIVAL = RecordShape(
    "a rival",
    _make_rival,
    (
        Field("id", ID, "Names the rival.", required=True),
        Field("replace", WORDS, "An expression or statement of the witness.", required=True),
        Field("with", WORDS, "The wrong one that takes its place.", required=True),
        Field(
            "refuted_by",
            ListOf(Names(ID), least=1, unique=""),
            "The checks that must refuse it.",
            required=True,
        ),
        Field("because", INLINE, "What is wrong with it.", required=True),
    ),
)
SEEDS = RecordShape(
    "the seeds",
    records.Seeds,
    (
        Field(
            "shown",
            Whole(0, 1_000),
            "How many values of `seed`, from 0, every build runs.",
            required=True,
        ),
        Field("held", Whole(0, 1_000), "How many more values only a strict build runs."),
    ),
)
WITNESS = RecordShape(
    "a witness",
    records.WitnessSpec,
    (
        Field(
            "seeds",
            RecordOf(SEEDS, bare="shown"),
            "How many values of `seed`, from 0, the witness is run for.",
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
        Field(
            "rivals",
            ListOf(RecordOf(RIVAL), most=40, unique="id"),
            "Wrong variants of the code that checks must refuse.",
        ),
    ),
)
