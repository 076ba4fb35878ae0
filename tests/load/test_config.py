"""`[tool.builder]`: defaults for all of it, and every fault at its place."""

import pytest

from builder.load.config import IMPORTS
from builder.records.atlas import Config
from builder.records.concept import Limits
from builder.records.place import Place
from tests.load.trees import at, load


def read(text: str | bytes) -> Config:
    atlas, problems = load({"pyproject.toml": text})
    assert problems == ()
    return atlas.config


def test_an_atlas_without_a_file_has_every_default() -> None:
    config = load({})[0].config
    place = Place("pyproject.toml", width=0)
    limits = Limits(
        place=place, time_s=20, memory_mib=1024, threads=64, output_kib=256, files_mib=64
    )
    assert config == Config(
        place=place, title="Atlas", language="en", limits=limits, cap=4, allow_imports=IMPORTS
    )


def test_the_title_is_the_projects_name_where_none_is_given() -> None:
    assert read('[project]\nname = "my-atlas"\n').title == "my-atlas"
    assert read('[project]\nname = "my-atlas"\n[tool.builder]\ntitle = "Mine"\n').title == "Mine"


def test_every_key_is_read_with_its_place() -> None:
    text = (
        '[tool.builder]\ntitle = "A"\nbase_url = "https://a.org/b/"\nlanguage = "de-AT"\nrepository = "https://a.org/b.git"\n'
        'content_license = "CC0-1.0"\n'
        '[tool.builder.limits]\ntime_s = 5\ncap = 2\n[tool.builder.witness]\nallow_imports = ["math", "numpy.linalg"]\n'
        '[tool.builder.rules]\n"practice-present" = { severity = "warn", reason = "a reference" }\n'
    )
    config = read(text)
    assert (config.title, config.base_url, config.language, config.repository) == (
        "A",
        "https://a.org/b/",
        "de-AT",
        "https://a.org/b.git",
    )
    assert (config.limits.time_s, config.limits.memory_mib, config.cap) == (5, 1024, 2)
    assert config.allow_imports == ("math", "numpy.linalg")
    assert [(rule.code, rule.severity, rule.reason, rule.place.line) for rule in config.rules] == [
        ("practice-present", "warn", "a reference", 13)
    ]
    assert config.places["repository"] == Place("pyproject.toml", 5, 1, 10)
    assert config.limits.places["time_s"].line == 8


CASES = [
    ("no TOML", "[tool.builder]\ntitle = An atlas\n", [("toml-readable", 2, 9)]),
    ("unclosed", '[tool.builder]\ntitle = "A\n', [("toml-readable", 2, 11)]),
    ("a key twice", '[tool.builder]\ntitle = "A"\ntitle = "B"\n', [("toml-readable", 3, 12)]),
    ("bytes", b'[tool.builder]\ntitle = "\xff"\n', [("text-readable", 2, 10)]),
    ("unknown key", '[tool.builder]\nbase-url = "x"\n', [("key-known", 2, 1)]),
    ("unknown table", "[tool.builder.limit]\ntime_s = 3\n", [("key-known", 1, 1)]),
    ("unknown limit", "[tool.builder.limits]\ntime = 3\n", [("key-known", 2, 1)]),
    ("a number for a text", "[tool.builder]\ntitle = 3\n", [("value-typed", 2, 9)]),
    ("an empty title", '[tool.builder]\ntitle = ""\n', [("value-present", 2, 1)]),
    ("no address", '[tool.builder]\nbase_url = "example.org"\n', [("url-safe", 2, 12)]),
    ("a script", '[tool.builder]\nrepository = "javascript:alert(1)"\n', [("url-safe", 2, 14)]),
    ("no language", '[tool.builder]\nlanguage = "English!"\n', [("value-typed", 2, 12)]),
    ("a text for a limit", '[tool.builder.limits]\ntime_s = "20"\n', [("value-typed", 2, 10)]),
    ("a truth for a limit", "[tool.builder.limits]\ntime_s = true\n", [("value-typed", 2, 10)]),
    ("a limit of nothing", "[tool.builder.limits]\nmemory_mib = 0\n", [("value-typed", 2, 14)]),
    ("an inline table", '[tool.builder]\nlimits = "many"\n', [("value-typed", 2, 1)]),
    ("a dotted key", "[tool.builder]\nlimits.time_s = -1\n", [("value-typed", 2, 17)]),
    (
        "imports as a text",
        '[tool.builder.witness]\nallow_imports = "numpy"\n',
        [("value-typed", 2, 1)],
    ),
    ("no module", '[tool.builder.witness]\nallow_imports = ["os; rm"]\n', [("value-typed", 2, 1)]),
    (
        "a rule without a reason",
        '[tool.builder.rules]\npractice-present = { severity = "warn" }\n',
        [("key-present", 2, 1)],
    ),
    (
        "a rule without a severity",
        '[tool.builder.rules]\npractice-present = { reason = "r" }\n',
        [("choice-known", 2, 1)],
    ),
    (
        "an unknown severity",
        '[tool.builder.rules]\n"a-b" = { severity = "info", reason = "r" }\n',
        [("choice-known", 2, 1)],
    ),
    ("a bare severity", '[tool.builder.rules]\na-b = "off"\n', [("value-typed", 2, 1)]),
    ("the table as a text", 'tool = { builder = "x" }\n', [("value-typed", 1, 1)]),
]


@pytest.mark.parametrize(
    ("text", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_a_fault_of_the_configuration_is_found_at_its_place(
    text: str | bytes, expected: list[tuple[str, int, int]]
) -> None:
    atlas, problems = load({"pyproject.toml": text})
    assert expected == [at(problem) for problem in problems]
    assert all(problem.hint for problem in problems)
    assert atlas.config.limits.time_s == 20


def test_tables_of_other_tools_are_their_own() -> None:
    assert read("[tool.ruff]\nline-length = 140\n").title == "Atlas"
