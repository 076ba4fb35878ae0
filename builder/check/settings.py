"""Severities as the atlas sets them: rules of completeness may be lowered, integrity may not."""

from collections.abc import Mapping
from dataclasses import replace

from builder.check.facts import suggest
from builder.records.atlas import Config
from builder.records.problem import Problem, Problems, Severity

_SEVERITIES = {"error": Severity.ERROR, "warn": Severity.WARNING}


def apply_settings(problems: Problems, config: Config, silenceable: Mapping[str, bool]) -> Problems:
    """The problems with the severities of `[tool.builder.rules]`, less those switched off, and the faults of the settings themselves.

    `silenceable` says of every code whether it may be set.
    """
    chosen = {
        setting.code: setting.severity for setting in config.rules if silenceable.get(setting.code)
    }
    kept = [
        replace(problem, severity=_SEVERITIES[chosen[problem.code]])
        if problem.code in chosen
        else problem
        for problem in problems
        if chosen.get(problem.code) != "off"
    ]
    for setting in config.rules:
        if setting.code not in silenceable:
            hint = suggest(setting.code, silenceable, "run: python -m builder explain")
            kept.append(
                Problem("rule-known", f"no rule is named '{setting.code}'", setting.place, hint)
            )
        elif not silenceable[setting.code]:
            hint = f"remove it; run: python -m builder explain {setting.code}"
            kept.append(
                Problem(
                    "rule-silenceable",
                    f"'{setting.code}' guards the page's truth and cannot be lowered",
                    setting.place,
                    hint,
                )
            )
    return tuple(kept)
