"""The fields of sources/criteria.yaml."""

from builder.load.field_table import DAY, ID, WORDS
from builder.load.fields import Field, ListOf, MappingOf, Names, RecordOf, RecordShape
from builder.load.kinds import ID_PATTERN, Choice, Shaped
from builder.records import criteria as records

STATUS = Shaped(
    "review|published", "the status of a page", "write review or published", "choice-known"
)
CLAIM_KEY = Shaped(
    f"{ID_PATTERN}/{ID_PATTERN}#{ID_PATTERN}",
    "a claim of a page",
    "write domain/slug#claim, as 'plumbline review next' does",
)

CRITERION = RecordShape(
    "a criterion",
    records.Criterion,
    (
        Field("id", ID, "Names the criterion in reviews.", required=True),
        Field("description", WORDS, "What the reviewer must have found.", required=True),
        Field(
            "implies",
            ListOf(Names(ID), unique=""),
            "Criteria that are met wherever this one is.",
        ),
    ),
)

EXEMPTION = RecordShape(
    "an exemption",
    records.Exemption,
    (
        Field("claim", Names(CLAIM_KEY), "The claim that needs no review for now.", required=True),
        Field("reason", WORDS, "Why not.", required=True),
        Field("date", DAY, "Since when.", required=True),
    ),
)

CRITERIA = RecordShape(
    "the criteria",
    records.Criteria,
    (
        Field("criteria", ListOf(RecordOf(CRITERION), unique="id"), "What reviewers are asked."),
        Field(
            "exemptions",
            ListOf(RecordOf(EXEMPTION), unique="claim"),
            "Claims that need no review for now.",
        ),
        Field(
            "demanded",
            MappingOf(Choice(("off", "warning", "error")), STATUS),
            "How much it weighs that a claim has no review, by the status of its page.",
        ),
    ),
)
