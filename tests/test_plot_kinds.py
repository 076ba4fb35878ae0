"""The table of plot kinds: a kind that is added is drawn, and stands in the schema."""

import json
import shutil
import sys
from pathlib import Path
from types import ModuleType

import pytest

from builder.cli import main
from builder.load import schemas
from builder.records.plot_kinds import PLOT_KINDS, PlotKind
from builder.render.figures.plot.axes import Axes
from builder.render.figures.plot.series import Paths, Points

EXAMPLE = Path(__file__).parent / "sites/example/in"
RECORD = "concepts/statistics/monte-carlo-error/concept.yaml"
STEM = "M0 0V4000"


def draw_stems(axes: Axes, points: Points, number: int) -> Paths:
    """Return one vertical line, however many points there are."""
    return STEM, ""


@pytest.fixture
def atlas(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an atlas whose demo has a kind of plot that was added: a row and a function."""
    module = ModuleType("builder.render.figures.plot.stems")
    module.draw_stems = draw_stems  # type: ignore[attr-defined]  # what a new module holds
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setitem(PLOT_KINDS, "stem", PlotKind("figures.plot.stems:draw_stems"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    shutil.copytree(EXAMPLE, tmp_path / "atlas")
    record = tmp_path / "atlas" / RECORD
    text = record.read_text()
    assert "kind: line" in text
    record.write_text(text.replace("kind: line", "kind: stem"))
    return tmp_path / "atlas"


def test_a_kind_is_one_row_and_one_function(atlas: Path) -> None:
    assert main(["--root", str(atlas), "build"]) == 0
    page = (atlas / "site/statistics/monte-carlo-error/index.html").read_text()
    assert 'data-kind="stem"' in page
    assert STEM in page
    assert "stem" in json.dumps(schemas()["concept.yaml"])


def test_without_its_row_a_kind_is_unknown(
    atlas: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delitem(PLOT_KINDS, "stem")
    assert main(["--root", str(atlas), "check"]) == 1
    assert "'stem' is not one of: line, scatter, bar" in capsys.readouterr().out
    assert "stem" not in json.dumps(schemas()["concept.yaml"])
