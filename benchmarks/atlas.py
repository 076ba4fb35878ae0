"""An atlas of generated witnesses: one concept under review each, with a claim and an equation."""

from collections.abc import Sequence
from pathlib import Path

from benchmarks.witnesses import Witness
from builder.effects.world import World
from builder.pipeline import load_checked
from builder.records.request import Request
from builder.records.run import JobKind
from builder.stages import Options
from builder.witnesses import plan_witnesses

DOMAIN = "trials"

CONFIG = """\
[tool.builder]
title = "An atlas of trials"

[tool.builder.rules] # what a page of a generator cannot have
symbols-present = {severity = "off", reason = "the pages are generated"}
countercondition-present = {severity = "off", reason = "the base run alone is measured"}
demo-present = {severity = "off", reason = "the pages are generated"}
hero-present = {severity = "off", reason = "the base run alone is measured"}
practice-present = {severity = "off", reason = "the pages are generated"}
"""

DOMAIN_RECORD = """\
title: Trials
summary: Small numerical experiments, each with its checks.
order: 1
colour: 1
"""

RECORD = """\
title: {title}
summary: >-
  {invariant}
invariant: >-
  {invariant}
status: review
importance: supporting
difficulty: 2
math_level: undergraduate
authors:
  - {{name: The atlas maintainers}}
claims:
  - id: holds
    text: In this run the equation of the page holds up to rounding and chance.
    kind: derivation
    caveat: One run with one seed.
    checks: [{check}]
    equations: [main]
"""

CONTENT = """\
## Intuition

{invariant} {{claim}}`The run below agrees <holds>`.

## Math

$$
{equation}
$$ (main)

## Code

```python
{code}```

The run gives {{value}}`measured:.3e`.

## Interactive Demo

Change the constants of the witness and watch {{check}}`{check}`.
"""


def write_atlas(root: Path, witnesses: Sequence[Witness]) -> None:
    """Write the atlas into the folder `root`."""
    files = {"pyproject.toml": CONFIG, f"concepts/{DOMAIN}/domain.yaml": DOMAIN_RECORD}
    for witness in witnesses:
        shape, folder = witness.shape, f"concepts/{DOMAIN}/{witness.slug}"
        files[f"{folder}/concept.yaml"] = RECORD.format(
            title=witness.title, invariant=shape.invariant, check=shape.checks[0]
        )
        files[f"{folder}/content.md"] = CONTENT.format(
            invariant=shape.invariant,
            equation=shape.equation,
            check=shape.checks[0],
            code=witness.code,
        )
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8", newline="\n")


def plan_base_runs(root: Path) -> tuple[Request, ...]:
    """Return the base run of every concept and its repeat, in the order of a build."""
    with World(root) as world:
        plans = plan_witnesses(world, load_checked(world, Options()), Options())
    requests = (request for plan in plans for request in plan.requests)
    kinds = (JobKind.BASE, JobKind.REPEAT)
    return tuple(request for request in requests if request.job.kind in kinds)
