"""Rules on the atlas before any run, on the evidence, and on the rendered pages."""

from builder.check.echoes import drop_echoes, drop_page_echoes, find_faulty, find_folders
from builder.check.facts import Facts, look_at_concept, summarize_concept
from builder.check.rules import (
    check_atlas,
    check_concept,
    check_evidence,
    check_pages,
    check_readings,
    check_whole,
)
from builder.check.settings import apply_settings

__all__ = [
    "Facts",
    "apply_settings",
    "check_atlas",
    "check_concept",
    "check_evidence",
    "check_pages",
    "check_readings",
    "check_whole",
    "drop_echoes",
    "drop_page_echoes",
    "find_faulty",
    "find_folders",
    "look_at_concept",
    "summarize_concept",
]
