"""`builder run`: the base run's verdict first, from the concept's own files alone."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from builder.alone import plan_alone
from builder.cli import main
from builder.effects.world import World
from builder.pipeline import load_checked
from builder.stages import Options
from builder.witnesses import plan_witnesses

ROOT = Path(__file__).parents[1]
SMALL = Path(__file__).parent / "sites" / "small" / "in"


def test_a_page_read_alone_has_the_plan_that_it_has_in_the_atlas() -> None:
    with World(ROOT) as world:
        loaded = load_checked(world, Options())
        plans = plan_witnesses(world, loaded, Options())
        assert len(plans) > 1
        assert [plan_alone(world, plan.concept) for plan in plans] == [
            (loaded.drafts.body(plan.concept).outline, plan) for plan in plans
        ]


def test_the_verdict_comes_before_the_problems_of_the_rest(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(SMALL, tmp_path / "atlas")
    content = tmp_path / "atlas/concepts/numbers/halves/content.md"
    content.write_text(
        content.read_text().replace("## Intuition\n", "## Intuition\n\nAs [@nobody2020] says.\n")
    )
    assert main(["--root", str(tmp_path / "atlas"), "run", "numbers/halves"]) == 1
    shown = capsys.readouterr().out
    assert 0 < shown.index("holds  stays-below") < shown.index("error[citation-resolves]")


def test_what_a_witness_prints_cannot_steer_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(SMALL, tmp_path / "atlas")
    content = tmp_path / "atlas/concepts/numbers/halves/content.md"
    content.write_text(
        content.read_text().replace(
            "```python\n", "```python\nprint('\\x1b[2J', '\\u202e', '\\x9b', '\\r')\n", 1
        )
    )
    main(["--root", str(tmp_path / "atlas"), "run", "numbers/halves"])
    assert "␛[2J � � ␍\n" in capsys.readouterr().out


def test_what_checks_reviews_and_renders_an_atlas_is_not_imported_before_the_verdict() -> None:
    code = "import sys, builder.cli, builder.commands.run_base; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    imported = set(done.stdout.split())
    assert {"builder.load.concept", "builder.witness.plan"} <= imported
    heavy = {
        "builder.pipeline",
        "builder.check",
        "builder.review",
        "builder.render",
        "builder.graph",
        "jinja2",
        "bibtexparser",
        "numpy",
    }
    assert imported & heavy == set()
