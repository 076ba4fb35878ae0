"""The pages of docs/ that are written from the tables say what the tables say."""

from pathlib import Path

import pytest

from builder.cli import main
from builder.load import schemas

DOCS = Path(__file__).parents[1] / "docs"


@pytest.mark.parametrize(
    ("name", "command"),
    [("reference.md", "schema"), ("rules.md", "explain")],
)
def test_the_page_is_what_the_command_writes(
    name: str, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([command, "--markdown"]) == 0
    assert (DOCS / name).read_text("utf-8") == capsys.readouterr().out


def test_every_key_of_every_file_is_in_the_reference() -> None:
    text = (DOCS / "reference.md").read_text("utf-8")
    for schema in schemas().values():
        definitions = schema["$defs"]
        assert isinstance(definitions, dict)
        for definition in definitions.values():
            for key in definition.get("properties", {}):
                assert f"| `{key}` |" in text
