"""Rules on the atlas before any run, on the evidence, and on the rendered pages."""

from builder.check.cascades import drop_cascading, drop_page_cascading, find_faulty, find_folders
from builder.check.rule_context import RuleContext, make_page_context, summarize_concept
from builder.check.rules import (
    check_atlas,
    check_concept,
    check_evidence,
    check_pages,
    check_readings,
    check_whole,
)
from builder.check.severities import apply_settings

__all__ = [
    "RuleContext",
    "apply_settings",
    "check_atlas",
    "check_concept",
    "check_evidence",
    "check_pages",
    "check_readings",
    "check_whole",
    "drop_cascading",
    "drop_page_cascading",
    "find_faulty",
    "find_folders",
    "make_page_context",
    "summarize_concept",
]
