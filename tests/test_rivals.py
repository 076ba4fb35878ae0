"""Rivals: a wrong variant of the code that a check must refuse, for its values and by a margin."""

import json
from pathlib import Path

import pytest

from builder.cli import main
from builder.load import load_atlas
from builder.records.atlas import Tree
from builder.records.evidence import Evidence
from builder.review import ReviewContext
from builder.review.components import compose_components
from builder.witness import outline_witness

RECORD = """title: Spread
summary: How far values lie from their mean.
status: review
claims:
  - id: unbiased
    text: The sum of squares is divided by one less than the count.
    kind: synthetic
    caveat: For five values.
    checks: [spread]
witness:
  counterconditions: [{set: {scale: 0.1}, fails: [spread], because: the values lie closer}]
  rivals:
    - {id: biased, replace: REPLACE, with: WITH, refuted_by: [spread], because: it is biased}
"""
CONTENT = """## Code

{claim}`Divided by one less <unbiased>`.

```python
count = 5
scale = 1.0
values = [scale * value for value in (1.0, 2.0, 4.0, 8.0, 16.0)]
mean = sum(values) / 5
variance = (
    sum((value - mean) ** 2 for value in values)
    / (count - 1)
)

assert CHECK, "spread: the variance"
```
"""


def quote(text: str) -> str:
    """Return the text as YAML."""
    return "'" + text.replace("'", "''") + "'"


def write(root: Path, replace: str, instead: str, check: str = "variance > 30") -> None:
    folder = root / "concepts/numbers/spread"
    folder.mkdir(parents=True, exist_ok=True)
    (folder.parent / "domain.yaml").write_text("title: Numbers\nsummary: Sums.\n")
    record = RECORD.replace("REPLACE", quote(replace)).replace("WITH", quote(instead))
    (folder / "concept.yaml").write_text(record)
    (folder / "content.md").write_text(CONTENT.replace("CHECK", check))


def run(root: Path, *arguments: str) -> int:
    return main(["--root", str(root), *arguments])


def list_errors(root: Path, capsys: pytest.CaptureFixture[str]) -> list[tuple[str, str]]:
    run(root, "check", "--format", "json")
    problems = json.loads(capsys.readouterr().out)["problems"]
    return [(one["code"], one["message"]) for one in problems if one["severity"] == "error"]


def test_a_refused_rival_is_shown_wherever_the_check_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path, "count - 1", "count")
    assert run(tmp_path, "build") == 0
    page = (tmp_path / "site/numbers/spread/index.html").read_text()
    tried = (
        "Also tried: <code>count</code> in place of <code>count - 1</code>: it is biased. Refused: "
    )
    assert f'{tried}<span class="measured">29.76 &gt; 30</span>' in page
    evidence = json.loads((tmp_path / "site/numbers/spread/evidence.json").read_text())
    (rival,) = evidence["checks"][0]["rivals"]
    assert (rival["id"], rival["refused"], rival["measured"]) == ("biased", True, "29.76 > 30")
    assert rival["margin"] == pytest.approx(-0.24)
    room = (tmp_path / "site/numbers/spread/room.json").read_text()
    assert "Rival: count in place of count - 1" in room
    capsys.readouterr()
    assert run(tmp_path, "audit", "numbers/spread") == 0
    assert "refuses 1 of 1 rival" in capsys.readouterr().out
    assert run(tmp_path, "review", "show", "numbers/spread#unbiased") == 0
    assert "also tried count in place of count - 1: refused, 29.76 > 30" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("replace", "instead"),
    [
        ("count-1", "count"),
        ("sum((value - mean) ** 2 for value in values) / (count - 1)", "mean"),
        ("scale = 1.0", "scale = 0.9"),
        ("mean = sum(values) / 5", "mean = sum(values) / 4"),
    ],
)
def test_any_expression_or_statement_may_be_replaced_whatever_its_formatting(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], replace: str, instead: str
) -> None:
    write(tmp_path, replace, instead, "abs(variance - 37.2) < 0.1")
    assert list_errors(tmp_path, capsys) == []


@pytest.mark.parametrize(
    ("check", "instead", "message"),
    [
        ("variance > 20", "count", "'spread' holds too (29.76 > 20)"),
        ("0 < round(variance) - 30", "count", "fails without a finite margin below zero"),
        ("variance - 30 > 0", 'float("nan")', "fails without a finite margin below zero"),
        ("variance > 30", "count - count", "the run stopped: ZeroDivisionError"),
        ("[1.0, 2.0][round(variance) - 37] > 0", "count * 9", "could not be evaluated"),
    ],
)
def test_a_check_refuses_for_its_values_and_by_a_margin_or_not_at_all(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], check: str, instead: str, message: str
) -> None:
    write(tmp_path, "count - 1", instead, check)
    found = dict(list_errors(tmp_path, capsys))
    assert message in found["rival-refused"]


def test_the_checks_of_a_rival_are_those_of_the_page(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path, "variance > 30", "variance < 30")
    assert [code for code, _ in list_errors(tmp_path, capsys)] == ["rival-placed"]
    write(tmp_path, "mean = sum(values) / 5", 'assert False, "x: y"')
    assert [code for code, _ in list_errors(tmp_path, capsys)] == ["rival-parses"]


def read_checks(root: Path) -> str:
    """Return the review component `checks` of the claim."""
    files = {
        path.relative_to(root).as_posix(): path.read_text()
        for path in (root / "concepts").rglob("*")
        if path.is_file()
    }
    atlas, _ = load_atlas(Tree(tuple(sorted(files)), lambda path: files[path].encode()))
    concept = atlas.concept_by_id["numbers/spread"]
    outline, _ = outline_witness(concept, atlas.config)
    around = ReviewContext({}, read=lambda path: files[path].encode())
    components = compose_components(concept, outline, Evidence(concept.id), around)
    (found,) = (one for one in components["unbiased"] if one.name == "checks")
    return found.digest


def test_a_review_is_bound_to_the_rival_and_not_to_its_formatting(tmp_path: Path) -> None:
    digests = []
    for replace, instead in (("count - 1", "count"), ("(count-1)", " count "), ("count - 1", "6")):
        write(tmp_path, replace, instead)
        digests.append(read_checks(tmp_path))
    assert digests[0] == digests[1] != digests[2]
