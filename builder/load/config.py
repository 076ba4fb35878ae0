"""`[tool.builder]` of `pyproject.toml`: the configuration of an atlas, with defaults for all of it."""

import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from builder.load.files import bound_problems, read_text
from builder.load.kinds import shorten, suggest_key
from builder.load.urls import find_url_fault
from builder.records.atlas import Config, RuleSetting, Tree
from builder.records.concept import Limits
from builder.records.hidden import HIDDEN, explain_hidden
from builder.records.place import Place
from builder.records.problem import Problem

PATH = "pyproject.toml"
LIMITS = {"time_s": 20, "memory_mib": 1024, "threads": 64, "output_kib": 256, "files_mib": 64}
CAP = 4
MOST_CHARACTERS = 200_000  # of the file
MOST_LINE = 2_000  # of a line in which a value is looked for
MOST_DOTS = (
    200  # of one line; the time that tomllib takes grows with the square of the parts of a key
)
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

Table = dict[str, Any]  # TOML: what stands there is asked before it is used
_MODULE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_AT = re.compile(r"\(at line (\d+), column (\d+)\)")
# what tomllib says -> what an author would say
_TOML_FAULTS = {
    "Invalid value": "a value is missing",
    "Invalid statement": "no key begins so",
    "Illegal character '\\n'": "a quote is not closed",
}
_VALUE = re.compile(r"\s*=\s*(\"[^\"]+\"|'[^']+'|[^#\"']*[^#\"'\s])\s*(?:#.*)?")
_HEADER = re.compile(r"\s*\[([^\[\]]+)\]\s*(?:#.*)?")


@dataclass(frozen=True, slots=True)
class _Setting:
    """A key of `[tool.builder]` that holds a text: what keeps a value from being one, with a hint."""

    name: str
    find_fault: Callable[[str], tuple[str, str] | None]


def _find_language_fault(text: str) -> tuple[str, str] | None:
    return (
        None
        if _LANGUAGE.fullmatch(text)
        else ("is no language tag", "write a tag such as en or en-GB")
    )


def _accept(text: str) -> None:
    return None


def _find_base_fault(text: str) -> tuple[str, str] | None:
    return find_url_fault(text) if text else None


_SETTINGS = (
    _Setting(
        "title", lambda text: None if text.strip() else ("is empty", "write the atlas's title")
    ),
    _Setting("description", _accept),
    _Setting("base_url", _find_base_fault),
    _Setting("language", _find_language_fault),
    _Setting("repository", _find_base_fault),
    _Setting("content_license", _accept),
)
_KEYS = (*(setting.name for setting in _SETTINGS), "limits", "witness", "rules")


def read_config(tree: Tree, problems: list[Problem]) -> Config:
    """The configuration; where the file or a key is absent or cannot be read, the default."""
    found: list[Problem] = []
    config = _read_settings(tree, found)
    problems += bound_problems(found)
    return config


def _read_settings(tree: Tree, problems: list[Problem]) -> Config:
    text = read_text(tree, PATH, problems) if PATH in tree.paths else ""
    document = _parse(text or "", problems)
    project = document.get("project")
    named = project.get("name") if isinstance(project, dict) else None
    reader = _TableReader(text or "", problems)
    tool = document.get("tool")
    table = reader.take_table(
        tool.get("builder", {}) if isinstance(tool, dict) else {}, "tool.builder", ""
    )
    reader.report_unknown(table, _KEYS, "tool.builder")
    texts = {
        setting.name: read
        for setting in _SETTINGS
        if (read := reader.read_text(table, setting)) is not None
    }
    limits, cap = _read_limits(reader, table)
    return Config(
        place=reader.locate("tool.builder", ""),
        places={key: reader.locate("tool.builder", key) for key in table},
        limits=limits,
        cap=cap,
        allow_imports=_read_imports(reader, table),
        rules=tuple(_read_rules(reader, table)),
        **(
            {
                "title": named
                if isinstance(named, str) and named.strip() and not HIDDEN.search(named)
                else "Atlas"
            }
            | texts
        ),
    )


def _parse(text: str, problems: list[Problem]) -> Table:
    crowded = next(
        (number for number, line in enumerate(text.split("\n"), 1) if line.count(".") > MOST_DOTS),
        0,
    )
    if crowded or len(text) > MOST_CHARACTERS:
        message = (
            f"this line holds more than {MOST_DOTS} dots"
            if crowded
            else f"the file has more than {MOST_CHARACTERS:,} characters"
        )
        problems.append(
            Problem(
                "toml-readable",
                message,
                Place(PATH, crowded or 1, width=int(bool(crowded))),
                "move it out of this file",
            )
        )
        return {}
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        problems.append(_tell_fault(text, str(error)))
    except ValueError:  # of a number that Python does not turn into one
        problems.append(
            Problem(
                "toml-readable",
                "a number has thousands of digits",
                Place(PATH, width=0),
                "shorten it",
            )
        )
    except RecursionError:
        problems.append(
            Problem(
                "toml-readable", "the file is nested too deeply", Place(PATH, width=0), "flatten it"
            )
        )
    return {}


def _tell_fault(text: str, told: str) -> Problem:
    """What tomllib says, in the words and at the place of an author; a bare text is the commonest fault, and shown as a whole."""
    said = told.partition(" (at ")[0]
    match = _AT.search(told)
    line, column = (int(match[1]), int(match[2])) if match else (text.count("\n") + 1, 1)
    before, rest = (
        (written := text.split("\n")[line - 1])[: column - 1],
        written[column - 1 :].partition("#")[0],
    )
    value = (re.split(r"[,\]}]", rest)[0] if re.search(r"[\[{]", before) else rest).strip()
    if said == "Invalid value" and match and value:
        meant = (
            value.lower() if value.lower() in ("true", "false") else '"' + value.strip("\"'") + '"'
        )
        place = Place(PATH, line, column, len(value))
        return Problem(
            "toml-readable",
            f"'{shorten(value)}' is no value of TOML",
            place,
            f"write {shorten(meant)}",
        )
    fault = _TOML_FAULTS.get(said, f"{said[:1].lower()}{said[1:]}".replace("invalid", "impossible"))
    return Problem(
        "toml-readable",
        f"this is not TOML: {fault}",
        Place(PATH, line, column),
        "compare with https://toml.io",
    )


def _read_limits(reader: "_TableReader", table: Table) -> tuple[Limits, int]:
    section = "tool.builder.limits"
    limits = reader.take_table(table.get("limits", {}), "tool.builder", "limits")
    reader.report_unknown(limits, (*LIMITS, "cap"), section)
    read = {
        name: reader.read_count(limits, section, name, default)
        for name, default in (LIMITS | {"cap": CAP}).items()
    }
    cap = read.pop("cap")
    places = {name: reader.locate(section, name) for name in limits}
    return Limits(place=reader.locate(section, ""), places=places, **read), cap


def _read_imports(reader: "_TableReader", table: Table) -> tuple[str, ...]:
    section = "tool.builder.witness"
    witness = reader.take_table(table.get("witness", {}), "tool.builder", "witness")
    reader.report_unknown(witness, ("allow_imports",), section)
    names = witness.get("allow_imports", list(IMPORTS))
    place = reader.locate(section, "allow_imports")
    if not isinstance(names, list):
        reader.report(
            "value-typed",
            "'allow_imports' is no list of module names",
            place,
            'write ["numpy", "math"]',
        )
        return IMPORTS
    for name in names:
        if not isinstance(name, str) or not _MODULE.fullmatch(name):
            reader.report(
                "value-typed",
                f"'{shorten(str(name))}' is no module's name",
                place,
                'write names such as "numpy"',
            )
    return tuple(
        dict.fromkeys(name for name in names if isinstance(name, str) and _MODULE.fullmatch(name))
    )


def _read_rules(reader: "_TableReader", table: Table) -> Iterator[RuleSetting]:
    section = "tool.builder.rules"
    example = '{ severity = "warn", reason = "why" }'
    for code, setting in sorted(
        reader.take_table(table.get("rules", {}), "tool.builder", "rules").items()
    ):
        place = reader.locate(section, code)
        if not isinstance(setting, dict):
            reader.report(
                "value-typed",
                f"the setting of '{shorten(code)}' is no table",
                place,
                f"write {shorten(code)} = {example}",
            )
            continue
        reader.report_unknown(setting, ("severity", "reason"), section, place)
        severity, reason = setting.get("severity"), setting.get("reason")
        if severity not in SEVERITIES:
            message = (
                f"'{shorten(str(severity))}' is no severity"
                if "severity" in setting
                else f"'{shorten(code)}' has no severity"
            )
            reader.report("choice-known", message, place, f"write one of: {', '.join(SEVERITIES)}")
        if not isinstance(reason, str) or not reason.strip():
            reader.report(
                "key-present",
                f"'{shorten(code)}' is set without a reason",
                place,
                f"write {shorten(code)} = {example}",
            )
        elif severity in SEVERITIES:
            yield RuleSetting(code=code, severity=severity, reason=reason.strip(), place=place)


class _TableReader:
    """Reads tables that tomllib has already parsed; finds the places again, which tomllib does not give."""

    def __init__(self, text: str, problems: list[Problem]) -> None:
        self._problems = problems
        self._places = dict(_find_places(text))
        self._lines = text.split("\n")

    def report(self, code: str, message: str, place: Place, hint: str) -> None:
        self._problems.append(Problem(code, message, place, hint))

    def locate(self, section: str, key: str) -> Place:
        """The place of a key, or of its section's header, or of the section's own key, or of the file."""
        outer, _, name = section.rpartition(".")
        places = (
            self._places.get(known) for known in ((section, key), (section, ""), (outer, name))
        )
        return next((place for place in places if place is not None), Place(PATH, width=0))

    def locate_value(self, section: str, key: str) -> Place:
        """The place of a key's value, where it stands on the key's line; or of the key."""
        place = self.locate(section, key)
        line = self._lines[place.line - 1]
        match = (
            _VALUE.fullmatch(line, place.column - 1 + place.width)
            if len(line) <= MOST_LINE
            else None
        )
        return Place(PATH, place.line, match.start(1) + 1, len(match[1])) if match else place

    def take_table(self, value: object, section: str, key: str) -> Table:
        if isinstance(value, dict):
            return value
        self.report(
            "value-typed",
            f"'{key or section}' is no table",
            self.locate(section, key),
            f"write [{section}.{key}]".replace(".]", "]"),
        )
        return {}

    def report_unknown(
        self, table: Table, known: tuple[str, ...], section: str, place: Place | None = None
    ) -> None:
        for key in table:
            if key not in known:
                message = f"[{section}] has no key '{shorten(key)}'"
                self.report(
                    "key-known",
                    message,
                    place or self.locate(section, key),
                    suggest_key(key, known),
                )

    def read_text(self, table: Table, setting: _Setting) -> str | None:
        value = table.get(setting.name)
        if value is None:
            return None
        place = self.locate_value("tool.builder", setting.name)
        if not isinstance(value, str):
            self.report(
                "value-typed", f"'{setting.name}' is no text", place, f'write {setting.name} = "…"'
            )
            return None
        if hidden := HIDDEN.search(value):
            message, hint = explain_hidden(hidden.group())
            self.report("characters-visible", message, place, hint)
            return None
        fault = setting.find_fault(value)
        if fault is not None:
            code = (
                "url-safe"
                if setting.name in ("base_url", "repository")
                else "value-present"
                if not value.strip()
                else "value-typed"
            )
            self.report(code, f"'{shorten(value)}' {fault[0]}", place, fault[1])
            return None
        return value

    def read_count(self, table: Table, section: str, name: str, default: int) -> int:
        value = table.get(name, default)
        if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 1_048_576:
            return value
        message = f"'{name}' is '{shorten(str(value))}', and no integer from 1 to 1,048,576"
        self.report(
            "value-typed", message, self.locate_value(section, name), f"write {name} = {default}"
        )
        return default


def _find_places(text: str) -> Iterator[tuple[tuple[str, str], Place]]:
    """((section, key), place of the key) line by line; the section of a dotted key holds the part before its last dot."""
    section = ""
    for number, line in enumerate(text.split("\n"), 1):
        if header := _HEADER.fullmatch(line):
            section = re.sub(r"[\s\"']", "", header.group(1))
            yield (
                (section, ""),
                Place(PATH, number, line.index("[") + 1, len(line.split("#")[0].strip())),
            )
            continue
        left, sign, _ = line.partition("=")
        key = left.strip().strip("\"'")
        if sign and key:
            outer, _, name = key.rpartition(".")
            place = Place(PATH, number, len(left) - len(left.lstrip()) + 1, len(left.strip()))
            yield (".".join(part for part in (section, outer) if part), name), place
