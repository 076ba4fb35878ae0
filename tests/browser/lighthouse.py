"""Lighthouse on every kind of page of a built site, as a phone and as a desktop: `python -m tests.browser.lighthouse FOLDER [SLOWDOWN]`.

Needs the command `lighthouse` and a Chromium named by CHROME_PATH; takes about half a minute a page, and so is no test. A phone's processor
is taken to be SLOWDOWN times slower than this one: 4 is Lighthouse's own figure, for a fast desktop; on a machine whose benchmark index,
which is printed, is near 1000 already, a middling phone's, the figure is 1.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.browser.kinds import KINDS
from tests.browser.server import serve

FORMS = {"phone": (), "desktop": ("--preset=desktop",)}
CHROMIUM = "--chrome-flags=--headless=new --no-sandbox --disable-gpu"


def measure_page(address: str, arguments: tuple[str, ...]) -> dict[str, object]:
    """Lighthouse's report on a page."""
    command = ["lighthouse", address, "--quiet", "--output=json", CHROMIUM, *arguments]
    return dict(json.loads(subprocess.run(command, check=True, capture_output=True).stdout))


def describe(report: dict) -> Iterator[str]:
    """Yield the four marks of a hundred, and what cost points."""
    marks = [
        f"{name} {round(100 * (category['score'] or 0))}"
        for name, category in report["categories"].items()
    ]
    yield ", ".join([*marks, f"benchmark index {report['environment']['benchmarkIndex']}"])
    weighed = {
        part["id"]
        for category in report["categories"].values()
        for part in category["auditRefs"]
        if part["weight"]
    }
    for name, audit in report["audits"].items():
        if name in weighed and audit["score"] is not None and audit["score"] < 1:
            yield f"    {name}: {audit['score']} {audit.get('displayValue', '')}"


def main(folder: Path, slowdown: str) -> None:
    """Print what every kind of page of the atlas gets."""
    with serve(folder) as host:
        for kind in (kind for kind in KINDS if kind.site == "atlas"):
            for form, own in FORMS.items():
                arguments = (
                    own
                    if form == "desktop"
                    else (f"--throttling.cpuSlowdownMultiplier={slowdown}",)
                )
                print(
                    kind.name,
                    form,
                    *describe(measure_page(f"{host}/{kind.path}", arguments)),
                    sep="\n  ",
                )


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "4")
