"""An atlas of one page with figures of many sorts, some of them with names that would do something if they were not text."""

from pathlib import Path

from tests.conftest import build_files

LIVE = "<img src=x onerror=document.title='live'>"

FIGURES = {
    "decay": """
fig, ax = plt.subplots()
for rate in (1, 10, 100):
    ax.loglog(x, [rate / (rate + n) for n in x], "o-", label=f"learning rate {rate}, held fixed")
ax.axhline(0.05, color="0.5", linestyle=":", label="solved below this")
ax.text(x[-1], 0.9, "words at the very edge", ha="right")
ax.set_xlabel("number of steps $n$, counted from the first one that moved anything at all")
ax.set_ylabel("error on held-out samples, median of forty runs")
ax.legend()
""",
    "panels": """
fig, axes = plt.subplots(1, 2, sharey=True, figsize=(10, 4))
for ax, name in zip(axes, ("before", "after")):
    ax.plot(x, [n ** 0.5 for n in x], label=LIVE)
    ax.set_title(name)
    ax.set_xlabel("step")
axes[0].set_ylabel(LIVE)
""",
    "bars": """
fig, ax = plt.subplots()
ax.bar(["gradient descent", "momentum", "adam", "natural gradient", "newton"], [5, 4, 3, 2, 1])
ax.set_ylabel("steps")
""",
    "walk": """
fig, ax = plt.subplots()
ax.plot(range(20000), [n ** 0.5 for n in range(20000)])
ax.set_xlabel("draw")
""",
    "rooms": """
fig, ax = plt.subplots()
ax.barh(["a name that is far too long for any narrow column of text to hold beside a plot"], [1])
""",
}
_HAND = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 100"><text x="20" y="50" font-size="12">made by hand, small</text></svg>'

_START = f"""import matplotlib.pyplot as plt
x = (1, 3, 10, 30, 100, 300, 1000)
LIVE = {LIVE!r}
assert len(x) > 2, 'enough: more than two'
"""
_CONCEPT = """title: Figures
summary: Figures of many sorts.
status: review
figures:
  - {id: by-hand, file: hand.svg, alt: Words., caption: By hand., licence: CC0-1.0}
"""


def build_atlas(root: Path) -> Path:
    """Write the atlas below `root` and builds it; the folder of the site."""
    fences = "".join(
        f"```python\n#| figure: {id}\n#| echo: false\n{code.lstrip()}```\n\n"
        for id, code in FIGURES.items()
    )
    listed = "".join(
        f"  - {{id: {id}, alt: It shows {id}., caption: See {id}.}}\n" for id in FIGURES
    )
    content = f"## Intuition\n\nLook.\n\n:::{{figure}} by-hand\n:::\n\n## Code\n\n```python\n{_START}```\n\n{fences}"
    files = {
        "pyproject.toml": "[tool.builder]\ntitle = 'Figures'\n",
        "concepts/drawn/domain.yaml": "title: Drawn\nsummary: What is drawn.\norder: 1\n",
        "concepts/drawn/figures/concept.yaml": _CONCEPT + listed,
        "concepts/drawn/figures/content.md": content,
        "concepts/drawn/figures/hand.svg": _HAND,
    }
    return build_files(root, files)
