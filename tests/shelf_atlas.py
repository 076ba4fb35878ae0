"""A made-up atlas of three domains, written to disk and built: pages of known dates, kinds, levels and prerequisites."""

from dataclasses import dataclass
from pathlib import Path

from builder.cli import main
from tests.field import CONTENT, OWED

LIVE = "<img src=x onerror=alert(1)>"  # what must stand as text wherever it is shown
DOMAINS = {"ground": "Ground", "walls": "Walls", "roof": f"Roof `{LIVE}`"}


@dataclass(frozen=True, slots=True)
class Made:
    """A concept to be written: a planned one has no page; claims alternate in kind and level."""

    id: str
    before: tuple[str, ...] = ()
    status: str = "review"
    created: str = ""
    updated: str = ""
    claims: int = 1


CONCEPTS = (
    Made("ground/soil", status="planned"),
    Made("ground/stone", ("ground/soil",), created="2026-01-05", updated="2026-03-09", claims=2),
    Made("ground/sand", created="2026-01-01"),
    Made("walls/brick", ("ground/stone",), created="2026-02-01", updated="2026-02-01"),
    Made("walls/arch", ("walls/brick", "ground/stone"), created="2026-03-09", claims=3),
    Made("walls/plaster", ("ground/sand",), created="2025-12-24"),
    Made("roof/beam", ("walls/arch",), updated="2025-11-11"),
    Made("roof/tile", ("roof/beam",), created="2026-02-02"),
    Made("roof/vane", ("walls/brick",)),
    Made("roof/moss", ("ground/soil",), created="2025-01-01"),
)


def build_shelves(folder: Path) -> Path:
    """Write the atlas, builds it, and gives the folder of the site."""
    rules = "".join(
        f'{code} = {{severity = "off", reason = "the pages are made up"}}\n' for code in OWED
    )
    settings = f'[tool.builder]\ntitle = "A house"\ndescription = "From {LIVE} up."\n\n[tool.builder.rules]\n{rules}'
    _write(folder / "in/pyproject.toml", settings)
    for order, (domain, title) in enumerate(DOMAINS.items(), start=1):
        _write(
            folder / f"in/concepts/{domain}/domain.yaml",
            f"title: '{title}'\nsummary: Made up.\norder: {order}\n",
        )
    for made in CONCEPTS:
        _write(folder / f"in/concepts/{made.id}/concept.yaml", _write_record(made))
        if made.status != "planned":
            _write(folder / f"in/concepts/{made.id}/content.md", CONTENT)
    assert main(["--root", str(folder / "in"), "build", "--output", str(folder / "out")]) == 0
    return folder / "out"


def _write_record(made: Made) -> str:
    lines = [
        f"title: {made.id.partition('/')[2].capitalize()}",
        "summary: Made up.",
        f"status: {made.status}",
    ]
    lines += [
        f"{name}: {day}"
        for name, day in (("created", made.created), ("updated", made.updated))
        if day
    ]
    if made.before:
        lines += [
            "prerequisites:",
            *(f"  - {{concept: {other}, why: it stands on it}}" for other in made.before),
        ]
    if made.status != "planned":
        lines.append("claims:")
    for number in range(made.claims if made.status != "planned" else 0):
        lines += [
            f"  - id: {'said' if number == 0 else f'said-{number}'}",
            f"    text: '{made.id} {number} `{LIVE}`.'",
            "    caveat: It is made up.",
        ]
        lines += (
            ["    kind: definition", "    stipulated: true"]
            if number % 2 == 0
            else ["    kind: theorem"]
        )
    return "\n".join(lines) + "\n"


def _write(path: Path, content: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, "utf-8")
