"""An atlas for the instruments: a demo of lines with a gap and 2,000 points, one of bars, one of dots, and a storyboard with a figure."""

from pathlib import Path

from tests.conftest import build_files

LINES = """title: Waves
summary: Two curves over one axis.
status: review
figures:
  - {id: wave, alt: One wave from left to right., caption: It rises first.}
demo:
  function: waves
  result: first
  controls:
    - {name: factor, label: Factor, values: [1, 2, 4]}
    - {name: sign, label: Sign, values: [up, down]}
    - {name: shift, label: Shift, values: [0.0, 0.5]}
  view:
    kind: line
    x: {key: t, label: time $t$}
    y:
      - {key: wave, label: the wave}
      - {key: half, label: its half}
  prediction:
    prompt: The factor becomes 4. What does the greatest value do?
    options:
      - {id: grows, text: It grows fourfold., when: "max(state(factor=4)['wave']) > 3", response: As the factor does., repair: shapes/bars}
      - {id: stays, text: It stays., when: "max(state(factor=4)['wave']) < 1.5", response: The factor scales the curve.}
storyboard:
  - {title: The first wave, state: {}, mark: {x: 500}, caption: Up and down once.}
  - {title: Four times, state: {factor: 4}, mark: {y: 4}, caption: Four times as high.}
  - {title: As drawn, figure: wave, mark: {x: 1}, caption: The same by hand.}
inquiry:
  figure: wave
  question: Where is the wave lowest?
  cues:
    - {id: left, at: [0, 0], label: the beginning, response: It rises from here.}
    - {id: low, at: [3, "-1.0"], label: the third point, answer: true, response: Nothing is lower.}
"""
LINES_PROSE = """## Code

```python
import numpy as np


def waves(factor=1, sign="up", shift=0.0):
    t = np.arange(2000)
    wave = factor * (1 if sign == "up" else -1) * np.sin(2 * np.pi * (t / 2000 + shift))
    half = np.where(t < 1000, wave / 2, np.nan)
    return {"t": t.tolist(), "wave": wave.tolist(), "half": half.tolist()}


first = waves()
heights = [0, 1, 0, -1, 0]
```

```python
#| figure: wave
import matplotlib.pyplot as plt

fig, ax = plt.subplots()
ax.plot(heights)
```
"""
BARS = """title: Bars
summary: One bar for each name.
status: review
demo:
  function: counts
  result: first
  controls:
    - {name: times, label: Times, values: [1, 10]}
  view:
    kind: bar
    x: {key: name, label: name}
    y: [{key: count, label: count}]
"""
BARS_PROSE = """## Code

```python
def counts(times=1):
    return {"name": ["one", "two", "three"], "count": [times, -2 * times, 3 * times]}


first = counts()
```
"""
DOTS = """title: Dots
summary: A cloud of dots.
status: review
demo:
  function: cloud
  result: first
  controls:
    - {name: power, label: Power, values: [1, 2, 3]}
  view:
    kind: scatter
    x: {key: x, label: x, log: true}
    y: [{key: y, label: y, log: true, low: 0.001}]
"""
DOTS_PROSE = """## Code

```python
def cloud(power=1):
    x = [0.01 * step for step in range(1, 101)]
    return {"x": x, "y": [value**power for value in x]}


first = cloud()
```
"""
FILES = {
    "pyproject.toml": '[tool.builder]\ntitle = "Instruments"\n',
    "concepts/shapes/domain.yaml": "title: Shapes\nsummary: What a plot may be made of.\n",
    **{
        f"concepts/shapes/{name}/concept.yaml": record
        for name, record in {"waves": LINES, "bars": BARS, "dots": DOTS}.items()
    },
    **{
        f"concepts/shapes/{name}/content.md": f"{prose}\n## Interactive Demo\n\nTry it.\n"
        for name, prose in {"waves": LINES_PROSE, "bars": BARS_PROSE, "dots": DOTS_PROSE}.items()
    },
}


def build_instruments(root: Path) -> Path:
    """Build the atlas below the folder and gives that of its site."""
    return build_files(root, FILES)
