"""The explanation of each problem code, which `plumbline explain` prints.

The texts are TOML files in the folder `explain` beside this module, one file for each stage.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_RULES = """# Rules that an atlas may lower

<!-- Written by `plumbline explain --markdown`. Edit builder/report/explain, not this file. -->

Most rules keep a page true, and hold in every atlas. The rules below ask that a page is complete,
or are a matter of habit. Each may be lowered in `pyproject.toml`, with a reason for reviewers:

```toml
[tool.builder.rules]
practice-present = { severity = "warn", reason = "this atlas is for reference" }
```

`severity` is `error`, `warn` or `off`. `plumbline explain CODE` shows a broken and a mended example
of every code.

| code | what holds |
| --- | --- |
"""


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a code requires, with a broken and a corrected example.

    The severity of a `silenceable` code may be lowered in `[tool.builder.rules]`.
    """

    code: str
    says: str
    broken: str
    mended: str
    silenceable: bool


@cache
def read_explanations() -> dict[str, Explanation]:
    """Read all explanations, sorted by code."""
    found: dict[str, Explanation] = {}
    folder = files("builder.report").joinpath("explain")
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        for code, entry in tomllib.loads(file.read_text("utf-8")).items():
            if code in found:
                raise ValueError(f"{code} is explained twice")
            found[code] = Explanation(
                code,
                entry["says"].strip(),
                entry["broken"].strip("\n"),
                entry["mended"].strip("\n"),
                entry["silenceable"],
            )
    return dict(sorted(found.items()))


def format_explanation(explanation: Explanation) -> str:
    """Return the explanation as `plumbline explain` prints it."""
    setting = (
        "may be lowered in [tool.builder.rules]"
        if explanation.silenceable
        else "always an error or warning as built in"
    )
    return (
        f"{explanation.code}  ({setting})\n\n{explanation.says}\n\n"
        f"broken:\n{_indent(explanation.broken)}\n\nmended:\n{_indent(explanation.mended)}\n"
    )


def _indent(text: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in text.splitlines())


def write_rules(explanations: Mapping[str, Explanation]) -> str:
    """Return the page of `[tool.builder.rules]`: the rules that an atlas may lower."""
    rows = (
        f"| `{code}` | {one.says.splitlines()[0].replace('|', chr(92) + '|')} |\n"
        for code, one in sorted(explanations.items())
        if one.silenceable
    )
    return _RULES + "".join(rows)
