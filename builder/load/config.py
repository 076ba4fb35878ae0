"""`[tool.builder]` of `pyproject.toml`: the configuration of an atlas, every key with a default."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from builder.load.files import bound_problems, read_text
from builder.load.kinds import shorten
from builder.load.toml_tables import Table, TableReader, parse_toml
from builder.load.urls import find_url_fault
from builder.records.atlas import Config, RuleSetting, Tree
from builder.records.concept import Limits
from builder.records.hidden import HIDDEN, explain_hidden
from builder.records.inner_path import is_inner_path
from builder.records.problem import Problem

PATH = "pyproject.toml"
LIMITS = {"time_s": 20, "memory_mib": 1024, "threads": 64, "output_kib": 256, "files_mib": 64}
CAP = 4
IMPORTS = (
    "numpy",
    "matplotlib",
    "math",
    "itertools",
    "functools",
    "collections",
    "dataclasses",
    "fractions",
    "statistics",
)
SEVERITIES = ("error", "warn", "off")

_MODULE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True, slots=True)
class Setting:
    """A key of `[tool.builder]` with a text: what it says, and what holds where it is left out.

    `find_fault` returns the fault of a text and a hint; `code` is the code of the problem.
    """

    name: str
    says: str
    default: str
    find_fault: Callable[[str], tuple[str, str] | None]
    code: str = "value-typed"


def _find_title_fault(text: str) -> tuple[str, str] | None:
    return None if text.strip() else ("is empty", "write the atlas's title")


def _find_language_fault(text: str) -> tuple[str, str] | None:
    if _LANGUAGE.fullmatch(text):
        return None
    return "is no language tag", "write a tag such as en or en-GB"


def _find_address_fault(text: str) -> tuple[str, str] | None:
    return find_url_fault(text) if text else None


def _find_theme_fault(text: str) -> tuple[str, str] | None:
    if is_inner_path(text):
        return None
    return (
        "is no folder inside the atlas",
        "write its path from the atlas's folder, such as looks/dark",
    )


def _accept(text: str) -> None:
    return None


SETTINGS = (
    Setting("title", "The name of the site.", "the project's name, or `Atlas`", _find_title_fault),
    Setting("description", "What the atlas is about, in a sentence.", "none", _accept),
    Setting(
        "base_url",
        "The address that the site will have, for the feed, the sitemap and canonical links.",
        "none",
        _find_address_fault,
        "url-safe",
    ),
    Setting(
        "language", "The language of the pages, such as `en-GB`.", "`en`", _find_language_fault
    ),
    Setting(
        "repository",
        "The address of the repository, to which pages link their sources.",
        "none",
        _find_address_fault,
        "url-safe",
    ),
    Setting("content_license", "The licence of the texts, such as `CC-BY-4.0`.", "none", _accept),
    Setting(
        "theme",
        "A folder of the atlas, whose files replace those of the packaged theme.",
        "`theme`, where it exists",
        _find_theme_fault,
        "path-inside",
    ),
)
_KEYS = (*(setting.name for setting in SETTINGS), "limits", "witness", "rules")


def find_setting_fault(name: str, text: str) -> tuple[str, str] | None:
    """Return what is wrong with the text of a setting and a hint, or `None` if nothing is."""
    if hidden := HIDDEN.search(text):
        return explain_hidden(hidden.group())
    setting = next(one for one in SETTINGS if one.name == name)
    fault = setting.find_fault(text)
    return (f"'{shorten(text)}' {fault[0]}", fault[1]) if fault else None


def read_config(tree: Tree, problems: list[Problem]) -> Config:
    """Return the configuration, with the default of each key that is absent or unreadable."""
    found: list[Problem] = []
    config = _read_settings(tree, found)
    problems += bound_problems(found)
    return config


def _read_settings(tree: Tree, problems: list[Problem]) -> Config:
    text = (read_text(tree, PATH, problems) if PATH in tree.paths else None) or ""
    document = parse_toml(text, PATH, problems)
    project, tool = document.get("project"), document.get("tool")
    reader = TableReader(text, PATH, problems)
    section = tool.get("builder", {}) if isinstance(tool, dict) else {}
    table = reader.read_table(section, "tool.builder", "")
    reader.report_unknown(table, _KEYS, "tool.builder")
    texts = {"title": _read_title(project)}
    for setting in SETTINGS:
        if (value := _read_setting(reader, table, setting)) is not None:
            texts[setting.name] = value
    limits, cap = _read_limits(reader, table)
    return Config(
        place=reader.locate("tool.builder", ""),
        places={key: reader.locate("tool.builder", key) for key in table},
        limits=limits,
        cap=cap,
        allow_imports=_read_imports(reader, table),
        rules=tuple(_read_rules(reader, table)),
        **texts,
    )


def _read_title(project: object) -> str:
    """Return the name of the Python project, which is the default of the title, or `Atlas`."""
    name = project.get("name") if isinstance(project, dict) else None
    is_shown = isinstance(name, str) and name.strip() and not HIDDEN.search(name)
    return str(name) if is_shown else "Atlas"


def _read_setting(reader: TableReader, table: Table, setting: Setting) -> str | None:
    value = table.get(setting.name)
    if value is None:
        return None
    place = reader.locate_value("tool.builder", setting.name)
    if not isinstance(value, str):
        message, hint = f"'{setting.name}' is no text", f'write {setting.name} = "…"'
        reader.report("value-typed", message, place, hint)
        return None
    if fault := find_setting_fault(setting.name, value):
        code = setting.code
        if HIDDEN.search(value):
            code = "characters-visible"
        elif code == "value-typed" and not value.strip():
            code = "value-present"
        reader.report(code, fault[0], place, fault[1])
        return None
    return value


def _read_limits(reader: TableReader, table: Table) -> tuple[Limits, int]:
    section = "tool.builder.limits"
    limits = reader.read_table(table.get("limits", {}), "tool.builder", "limits")
    defaults = LIMITS | {"cap": CAP}
    reader.report_unknown(limits, tuple(defaults), section)
    counts = {
        name: reader.read_count(limits, section, name, default)
        for name, default in defaults.items()
    }
    cap = counts.pop("cap")
    places = {name: reader.locate(section, name) for name in limits}
    return Limits(place=reader.locate(section, ""), places=places, **counts), cap


def _read_imports(reader: TableReader, table: Table) -> tuple[str, ...]:
    section = "tool.builder.witness"
    witness = reader.read_table(table.get("witness", {}), "tool.builder", "witness")
    reader.report_unknown(witness, ("allow_imports",), section)
    names = witness.get("allow_imports", list(IMPORTS))
    place = reader.locate(section, "allow_imports")
    if not isinstance(names, list):
        message = "'allow_imports' is no list of module names"
        reader.report("value-typed", message, place, 'write ["numpy", "math"]')
        return IMPORTS
    modules: list[str] = []
    for name in names:
        if isinstance(name, str) and _MODULE.fullmatch(name):
            modules.append(name)
        else:
            message = f"'{shorten(str(name))}' is no module's name"
            reader.report("value-typed", message, place, 'write names such as "numpy"')
    return tuple(dict.fromkeys(modules))


def _read_rules(reader: TableReader, table: Table) -> Iterator[RuleSetting]:
    section = "tool.builder.rules"
    rules = reader.read_table(table.get("rules", {}), "tool.builder", "rules")
    for code, setting in sorted(rules.items()):
        place, written = reader.locate(section, code), shorten(code)
        example = f'write {written} = {{ severity = "warn", reason = "why" }}'
        if not isinstance(setting, dict):
            message = f"the setting of '{written}' is no table"
            reader.report("value-typed", message, place, example)
            continue
        reader.report_unknown(setting, ("severity", "reason"), section, place)
        severity, reason = setting.get("severity"), setting.get("reason")
        if severity not in SEVERITIES:
            message = f"'{written}' has no severity"
            if "severity" in setting:
                message = f"'{shorten(str(severity))}' is no severity"
            reader.report("choice-known", message, place, f"write one of: {', '.join(SEVERITIES)}")
        if not isinstance(reason, str) or not reason.strip():
            message = f"'{written}' is set without a reason"
            reader.report("key-present", message, place, example)
        elif severity in SEVERITIES:
            yield RuleSetting(code=code, severity=severity, reason=reason.strip(), place=place)
