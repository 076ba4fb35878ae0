"""The file from which a page draws the states of its demo."""

import json
from pathlib import Path

import pytest

from builder.cli import main
from tests.conftest import build_files
from tests.instrument_atlas import FILES

RECORD, PROSE = "concepts/shapes/dots/concept.yaml", "concepts/shapes/dots/content.md"
NOISE = """## Code

```python
import numpy as np


def cloud(power=1):
    x = np.random.default_rng(power).random(8000)
    return {"x": x.tolist(), "y": x[::-1].tolist()}


first = cloud()
```

## Interactive Demo

Try it.
"""


def test_states_stand_in_the_file_in_the_order_of_the_controls_values(tmp_path: Path) -> None:
    only = {
        path: text for path, text in FILES.items() if "waves" not in path and "bars" not in path
    }
    states = json.loads((build_files(tmp_path, only) / "shapes/dots/demo.json").read_text("utf-8"))[
        "states"
    ]
    assert [reading for _, (reading,), _ in states] == [
        ["0.01 at 0.01", "1 at 1", "1 at 1"],
        ["0.0001 at 0.01", "1 at 1", "1 at 1"],
        ["1e-6 at 0.01".replace("-", "\u2212"), "1 at 1", "1 at 1"],
    ]


def test_states_that_a_page_cannot_load_are_an_error_at_the_controls(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for path, text in {**FILES, PROSE: NOISE}.items():
        if "waves" not in path and "bars" not in path:
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_text(text.replace("[1, 2, 3]", str(list(range(1, 9)))), "utf-8")
    assert main(["--root", str(tmp_path), "check"]) == 1
    said = capsys.readouterr().out
    assert f"{RECORD}:8:5: error[demo-bounded]: the demo's 8 states take " in said
    assert "kB compressed, and 200 are the most that a page loads" in said
