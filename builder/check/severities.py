"""Severities set by the atlas: it may lower completeness rules, but not integrity rules."""

from collections.abc import Mapping
from dataclasses import replace

from builder.check.rule_context import suggest
from builder.records.atlas import Config
from builder.records.problem import Problem, Problems, Severity

_SEVERITIES = {"error": Severity.ERROR, "warn": Severity.WARNING}


def apply_settings(problems: Problems, config: Config, silenceable: Mapping[str, bool]) -> Problems:
    """Return the problems with the severities of `[tool.builder.rules]`.

    The result leaves out problems that are switched off, and adds the problems of the settings.
    `silenceable` holds, for every code, whether the atlas may set its severity.
    """
    chosen = {
        setting.code: setting.severity for setting in config.rules if silenceable.get(setting.code)
    }
    kept = []
    for problem in problems:
        severity = chosen.get(problem.code)
        if severity is None:
            kept.append(problem)
        elif severity != "off":
            kept.append(replace(problem, severity=_SEVERITIES[severity]))
    for setting in config.rules:
        if setting.code not in silenceable:
            message = f"no rule is named '{setting.code}'"
            hint = suggest(setting.code, silenceable, "run: plumbline explain")
            kept.append(Problem("rule-known", message, setting.place, hint))
        elif not silenceable[setting.code]:
            message = f"'{setting.code}' guards the page's truth and cannot be lowered"
            hint = f"remove it; run: plumbline explain {setting.code}"
            kept.append(Problem("rule-silenceable", message, setting.place, hint))
    return tuple(kept)
