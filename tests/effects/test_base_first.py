"""The base run goes first: what ends early there is not run again under seeds and other settings."""

import json
from pathlib import Path

import pytest

from builder.cli import main

RECORD = """title: A sum
summary: Halves add up to one.
status: review
claims:
  - {id: near-one, text: The sum is near one., kind: synthetic, caveat: For one count., checks: [near]}
witness:
  seeds: 5
  limits: {time_s: 2}
  counterconditions: [{set: {count: 1}, fails: [near], because: one half is far from one}]
"""
CONTENT = """## Code

```python
LINE
seed = 0
count = 20
total = sum(0.5**k for k in range(1, count + 1))
assert total > 0.99, "near: the sum is near one"
```
"""


def check(root: Path, line: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, list[str]]:
    """Return the number of runs of a check of the page with this first line, and the problems."""
    folder = root / "concepts/numbers/sum"
    folder.mkdir(parents=True)
    (folder.parent / "domain.yaml").write_text("title: Numbers\nsummary: Sums.\n")
    (folder / "concept.yaml").write_text(RECORD)
    (folder / "content.md").write_text(CONTENT.replace("LINE", line))
    main(["--root", str(root), "check", "--format", "json"])
    found = json.loads(capsys.readouterr().out)
    codes = [one["code"] for one in found["problems"] if one["severity"] == "error"]
    return found["runs"], codes


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("while True: pass", "witness-within-limits"),
        ("missing = [][0]", "witness-runs"),
    ],
)
def test_a_base_run_that_ends_early_is_the_only_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], line: str, code: str
) -> None:
    assert check(tmp_path, line, capsys) == (1, [code])


def test_a_base_run_that_ends_well_is_followed_by_all_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert check(tmp_path, "start = 1", capsys) == (1 + 1 + 5 + 1, [])
