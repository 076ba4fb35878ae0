"""The words of a review: how far was read, what was found.

Imports nothing, since the command line offers these words.
"""

READ_OF_SOURCES = (
    "metadata",
    "abstract",
    "section",
    "full text",
)  # how far a work was read, the furthest last
READ_WHERE_CITED = READ_OF_SOURCES[2:]  # so that what a claim cites was seen
READ = (*READ_OF_SOURCES, "code and run")
SUPPORTING = ("supports", "supports with caveat")
OPPOSING = "does not support"
COUNTED = (*SUPPORTING, OPPOSING)  # of reviewers who could check
VERDICTS = (*SUPPORTING, OPPOSING, "could not check")
