"""Executes scripts as notebooks of one cell, each in a fresh kernel, and prints the seconds.

The Python of nbclient's own environment runs this program.
"""

import json
import sys
import time
from pathlib import Path

import nbformat  # type: ignore[import-not-found,unused-ignore]  # not in the environment of the builder
from nbclient import NotebookClient  # type: ignore[import-not-found,unused-ignore]  # nor is this

TIMEOUT_S = 120


def main(paths: list[str]) -> None:
    """Run one notebook after the other; a failing cell ends the program."""
    cells = [nbformat.v4.new_code_cell(Path(path).read_text("utf-8")) for path in paths]
    notebooks = [nbformat.v4.new_notebook(cells=[cell]) for cell in cells]
    start = time.perf_counter()
    for notebook in notebooks:
        NotebookClient(notebook, timeout=TIMEOUT_S, kernel_name="python3").execute()
    print(json.dumps({"seconds": time.perf_counter() - start}))


if __name__ == "__main__":
    main(sys.argv[1:])
