"""What `docs/hosting.md` and the theme's README say of people's changes is what holds."""

import re
import shlex
from pathlib import Path

from markdown_it import MarkdownIt

from builder.cli import make_parser
from builder.render.templates.template_sandbox import FILTER_NAMES

ROOT = Path(__file__).parents[1]
GUIDE = (ROOT / "docs/hosting.md").read_text("utf-8")
BLOCKS = [token.content for token in MarkdownIt().parse(GUIDE) if token.type == "fence"]


def list_paths(owners: str) -> list[str]:
    """Return the paths that a file of owners names, in its order; lines that wait to be filled in count."""
    return re.findall(r"^(?:# )?(/\S+) +\S+$", owners, re.MULTILINE)


def test_the_owners_of_this_repository_are_to_be_filled_in_as_the_guide_says() -> None:
    (block,) = (text for text in BLOCKS if "/concepts/**/reviews.yaml" in text)
    paths = list_paths(block)
    assert list_paths((ROOT / "CODEOWNERS").read_text("utf-8")) == paths
    assert len(paths) == len(block.splitlines())
    assert {"/theme/", "/pyproject.toml", "/sources/criteria.yaml", "/*.py"} <= set(paths)


def test_no_owner_is_made_up() -> None:
    lines = (ROOT / "CODEOWNERS").read_text("utf-8").splitlines()
    assert [line for line in lines if line and not line.startswith("# ")] == []


def test_every_command_of_the_guide_is_one() -> None:
    commands = re.findall(
        r"(?:^    |run: )(?:plumbline|python builder) (.*?)(?: #.*)?$", GUIDE, re.MULTILINE
    )
    assert len(commands) >= 6
    for command in commands:
        assert make_parser().parse_args(shlex.split(command))


def test_no_program_of_the_workflow_looks_for_modules_in_the_atlas() -> None:
    (workflow,) = (text for text in BLOCKS if "runs-on:" in text)
    started = re.findall(r"python .*", workflow)
    assert started
    assert [
        line for line in started if not line.startswith(("python builder ", "python -P "))
    ] == []


def test_the_theme_s_readme_names_every_filter() -> None:
    text = (ROOT / "theme/README.md").read_text("utf-8")
    named = re.search(r"^Filters: (.*?)\.$", text, re.MULTILINE | re.DOTALL)
    assert named is not None
    assert re.findall(r"`(\w+)`", named[1]) == list(FILTER_NAMES)
