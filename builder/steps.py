"""The table of steps: what is worked out for one item at a time, and stored."""

from collections.abc import Mapping

from builder.load import read_tokens
from builder.records.evidence import Evidence
from builder.records.problem import Problems
from builder.records.rendered import PageOutput
from builder.records.serializer import Serializer
from builder.records.source import Source
from builder.records.step import Step
from builder.records.summary import Assessment, ConceptEntry, Draft, DraftSummary

Files = Mapping[str, bytes]
Registry = tuple[tuple[Source, ...], Problems]

_NOTHING: Serializer[str] = Serializer(str)
_FILES: Serializer[Files] = Serializer(dict[str, bytes])
_OUTPUT: Serializer[PageOutput] = Serializer(PageOutput)

SOURCES: Step[Registry, str] = Step("sources", Serializer(Registry), _NOTHING)
DRAFT: Step[DraftSummary, Draft] = Step(
    "draft", Serializer(DraftSummary, read_tokens), Serializer(Draft, read_tokens)
)
ASSESSMENT: Step[Assessment, Evidence] = Step(
    "assessment", Serializer(Assessment), Serializer(Evidence), lambda head: head.is_final
)
ENTRY: Step[str, ConceptEntry] = Step("entry", _NOTHING, Serializer(ConceptEntry, read_tokens))
PAGE: Step[PageOutput, Files] = Step("page", _OUTPUT, _FILES, lambda head: not head.theme_faults)
SITE_PAGE: Step[PageOutput, Files] = Step(
    "site page", _OUTPUT, _FILES, lambda head: not head.theme_faults
)
