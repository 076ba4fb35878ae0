"""What authors get wrong on a finished page: each mistake is reported at its line, with what to type next."""

import json
import shutil
from pathlib import Path

import pytest

from builder.cli import main

PAGE = "concepts/chance/averages"
YAML, TEXT = f"{PAGE}/concept.yaml", f"{PAGE}/content.md"
BIB, AUDITS, DOMAIN = "sources/atlas.bib", "sources/audits.yaml", "concepts/chance/domain.yaml"
# file, what stands there, what the author writes in its place
MISTAKES = [
    (YAML, "title: Averages settle down", "titel: Averages settle down"),
    (YAML, "title: Averages settle down", "title: Averages: settle down"),
    (YAML, "status: published", "status: publised"),
    (YAML, "difficulty: 1", "difficulty: easy"),
    (YAML, "difficulty: 1", "difficulty: 9"),
    (YAML, "created: 2026-12-01", "created: 2026-13-01"),
    (YAML, "importance: core", "importance: Core"),
    (YAML, "  - key: owen2013monte", "  - key: owen2013"),
    (YAML, "kind: synthetic", "kind: empiric"),
    (YAML, "checks: [four-halves]", "checks: [four-halfs]"),
    (YAML, "checks: [four-halves]", "checks: four-halves"),
    (YAML, "equations: [law]\n    shows", "equations: [laws]\n    shows"),
    (YAML, '"figure:error-curve", demo', '"figure:curve", demo'),
    (YAML, "  - id: square-root", "  - id: halving"),
    (YAML, "  - id: square-root", "  - id: Square Root"),
    (YAML, "  - id: square-root", "   - id: square-root"),
    (YAML, "set: {independent: false}", "set: {indepedent: false}"),
    (YAML, "set: {independent: false}", "set: {independent: true}"),
    (YAML, "fails: [four-halves, follows-law]", "fails: [four-halves, follow-law]"),
    (YAML, "shown: 10", "shown: ten"),
    (YAML, "  - id: error-curve", "  - id: error_curve"),
    (YAML, "function: typical_error", "function: typical_errors"),
    (YAML, "result: curve", "result: curves"),
    (YAML, "values: [2, 6, 20]", "values: [2, 8, 20]"),
    (YAML, "x: {key: rolls", "x: {key: roll"),
    (YAML, "kind: line", "kind: lines"),
    (YAML, "        otherwise: true\n", "        otherwise: true\n        when: deviation > 0\n"),
    (YAML, '["error"][-1] > 0.9 *', '["eror"][-1] > 0.9 *'),
    (YAML, "state: {sides: 2}", "state: {sides: 3}"),
    (YAML, "replace: (sides**2 - 1) / 12", "replace: (sides**2 - 1) / 13"),
    (YAML, "with: (sides**2 - 1) / 6", "with: (sides**2 - 1) / 12"),
    (YAML, r"is $\sigma/\sqrt n$.", r"is $\sigma/\sqrt n."),
    (YAML, r"code: deviation, shape", r"code: deviaton, shape"),
    (TEXT, "{claim}`Four times", "{clam}`Four times"),
    (TEXT, "error <halving>`", "error <halvin>`"),
    (TEXT, "error <halving>`", "error <halving>"),
    (TEXT, '{value}`curve["error"][0]:.2f`', '{value}`curve["errors"][0]:.2f`'),
    (TEXT, '{value}`curve["error"][0]:.2f`', '{value}`curve["error"][0]:2q`'),
    (TEXT, ":::{figure} error-curve\n:::", ":::{figure} error-curve"),
    (TEXT, ":::{figure} error-curve", ":::{figure} the-curve"),
    (TEXT, "{eq}`law`", "{eq}`lawn`"),
    (TEXT, "[@owen2013monte, §2.1]", "[@owen2014monte, §2.1]"),
    (TEXT, r"\frac{\sigma}{\sqrt n}.", r"\frac{\sigma}{\sqrt n."),
    (TEXT, r"\frac{\sigma}{\sqrt n}.", r"\frak{\sigma}{\sqrtt n}."),
    (TEXT, "import numpy as np", "import nump as np"),
    (TEXT, "import numpy as np", "import os"),
    (TEXT, "sides = 6", "sides = 6 +"),
    (TEXT, 'return {"rolls": sizes', 'return {"rolls": size'),
    (TEXT, '< 0.06, "follows-law', '< 0.0001, "follows-law'),
    (TEXT, "#| figure: error-curve", "#| figur: error-curve"),
    (BIB, "year   = {2013},", "year   = {20013},"),
    (
        BIB,
        "title  = {Monte Carlo theory, methods and examples},",
        "title  = {Monte Carlo theory, methods and examples,",
    ),
    (AUDITS, "- key: owen2013monte", "- key: owen2013"),
    (DOMAIN, "colour: 1", "colour: blue"),
]


# What is then missing elsewhere: it is told there.
ELSEWHERE = [
    (YAML, "    hero: true\n", ""),
    (TEXT, '"follows-law: each', '"four-halves: each'),
    (TEXT, "## Math", "### Math"),
]


@pytest.fixture(scope="session")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the atlas that `init` writes."""
    folder = tmp_path_factory.mktemp("sound") / "atlas"
    assert main(["init", str(folder), "--yes"]) == 0
    return folder


def check(sound: Path, root: Path, path: str, right: str, wrong: str) -> None:
    """Print, as JSON, what `check` says of the atlas with the mistake."""
    shutil.copytree(sound, root)
    text = (root / path).read_text()
    assert text.count(right) >= 1
    (root / path).write_text(text.replace(right, wrong, 1))
    assert main(["--root", str(root), "check", "--format", "json"]) == 1


@pytest.mark.parametrize(("path", "right", "wrong"), MISTAKES)
def test_a_mistake_is_told_at_its_line_with_its_mend(
    sound: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    path: str,
    right: str,
    wrong: str,
) -> None:
    check(sound, tmp_path / "atlas", path, right, wrong)
    problems = json.loads(capsys.readouterr().out)["problems"]
    text = (sound / path).read_text()
    first = text[: text.index(right)].count("\n") + 1
    lines = range(first, first + wrong.count("\n") + 2)
    there = [one for one in problems if one["path"] == path and one["line"] in lines]
    assert there, problems
    assert all(one["hint"] for one in there)


@pytest.mark.parametrize(("path", "right", "wrong"), ELSEWHERE)
def test_what_a_mistake_takes_away_is_told_where_it_is_missed(
    sound: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    path: str,
    right: str,
    wrong: str,
) -> None:
    check(sound, tmp_path / "atlas", path, right, wrong)
    problems = json.loads(capsys.readouterr().out)["problems"]
    assert problems
    assert all(one["hint"] for one in problems)
