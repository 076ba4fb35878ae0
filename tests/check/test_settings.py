"""Severities as an atlas sets them."""

from builder.check import apply_settings
from builder.records.atlas import RuleSetting
from builder.records.place import Place
from builder.records.problem import Problem, Severity
from tests.atlases import make_config

SILENCEABLE = {"practice-present": True, "check-holds": False}
FOUND = (Problem("practice-present", "m", Place("x")), Problem("check-holds", "m", Place("x")))


def settle(code: str, severity: str) -> list[tuple[str, Severity]]:
    setting = RuleSetting(
        place=Place("pyproject.toml", 3), code=code, severity=severity, reason="for reference"
    )
    settled = apply_settings(FOUND, make_config(rules=(setting,)), SILENCEABLE)
    return [(problem.code, problem.severity) for problem in settled]


def test_a_rule_of_completeness_can_be_lowered_or_switched_off() -> None:
    assert settle("practice-present", "warn") == [
        ("practice-present", Severity.WARNING),
        ("check-holds", Severity.ERROR),
    ]
    assert settle("practice-present", "off") == [("check-holds", Severity.ERROR)]


def test_a_rule_of_integrity_cannot() -> None:
    assert settle("check-holds", "off") == [
        ("practice-present", Severity.ERROR),
        ("check-holds", Severity.ERROR),
        ("rule-silenceable", Severity.ERROR),
    ]


def test_a_setting_for_no_rule_is_a_problem() -> None:
    assert settle("practise-present", "off")[-1] == ("rule-known", Severity.ERROR)
