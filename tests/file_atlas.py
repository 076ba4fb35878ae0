"""An atlas of one page whose program has helper modules and data files, for tests of what is shown of them and what readers can run."""

import shutil
from pathlib import Path

SMALL = Path(__file__).parent / "sites/small/in"
CONCEPT = "numbers/halves"
FOLDER = f"concepts/{CONCEPT}"

HELPER = '''"""Steps of the walk: 'single', "double", \\\\ and \'\'\'three\'\'\'."""

from rounding_of_page import to_tenths

EXACT = r"""a \\d "raw" text"""


def make_steps(ratio, terms):
    """The steps."""
    return [to_tenths(ratio**k) for k in range(1, terms + 1)]
'''
ROUNDING = "def to_tenths(value):\n    return round(value, 12)\n"
CSV = (
    "\ufeffterm,step\r\n"
    + "".join(f"{k},{0.5**k!r}\r\n" for k in range(1, 31))
    + '"ends without a line end ü\u202e"'
)
BINARY = bytes(range(256)) * 3
FILES = {
    "walk_of_page.py": HELPER.encode(),
    "rounding_of_page.py": ROUNDING.encode(),
    "unused_of_page.py": b"print('never')\n",
    "steps.csv": CSV.encode(),
    "table.bin": BINARY,
    "notes.html": b"<script>alert(1)</script>\n",
    "empty.txt": b"",
}

_BEFORE = "steps = [ratio**k for k in range(1, terms + 1)]\n"
_AFTER = """\
from walk_of_page import make_steps

steps = make_steps(ratio, terms)
with open("steps.csv", encoding="utf-8", newline="") as file:
    rows = file.read().split("\\r\\n")
with open("table.bin", "rb") as file:
    size = len(file.read())
print(len(rows), size)
assert len(rows) == 32 and size == 768, "whole: the files are there"
"""
_SOURCE = "data:\n  - {file: steps.csv, source: maintainers2026halves, locator: table 1, licence: CC0-1.0}\n"


def write_file_atlas(root: Path) -> Path:
    """Return the small site's atlas, its one page resting on files; the root that it stands in."""
    shutil.copytree(SMALL, root, dirs_exist_ok=True)
    for name, content in FILES.items():
        (root / FOLDER / name).write_bytes(content)
    page, record = root / FOLDER / "content.md", root / FOLDER / "concept.yaml"
    code = page.read_text("utf-8")
    assert _BEFORE in code
    page.write_text(code.replace(_BEFORE, _AFTER), "utf-8")
    text = record.read_text("utf-8").replace("range(1, terms + 1)", "make_steps(ratio, terms)")
    text = text.replace("with: range(terms)", "with: make_steps(2 * ratio, terms)")
    record.write_text(text + _SOURCE, "utf-8")
    return root
