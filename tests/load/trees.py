"""Trees of files made of texts, and what loading them reports."""

from collections.abc import Mapping
from pathlib import Path

from builder.load import load_atlas
from builder.records.atlas import Atlas, Tree
from builder.records.problem import Problem, Problems

CONCEPT_PATH = "concepts/statistics/means/concept.yaml"
CONCEPT = "title: Means\nsummary: What an average is.\nstatus: planned\n"
DOMAIN = "title: Statistics\nsummary: What samples tell.\n"


def make_tree(
    files: Mapping[str, str | bytes],
    links: Mapping[str, str] | None = None,
    *,
    refused: tuple[str, ...] = (),
) -> Tree:
    raw = {path: text if isinstance(text, bytes) else text.encode() for path, text in files.items()}
    return Tree(tuple(sorted(raw)), raw.__getitem__, links or {}, refused)


def load(
    files: Mapping[str, str | bytes], links: Mapping[str, str] | None = None
) -> tuple[Atlas, Problems]:
    return load_atlas(make_tree(files, links))


def load_concept(text: str | bytes) -> tuple[Atlas, Problems]:
    """Return an atlas of one planned concept with this record."""
    return load({"concepts/statistics/domain.yaml": DOMAIN, CONCEPT_PATH: text})


def load_sources(text: str | bytes) -> tuple[Atlas, Problems]:
    """Return an atlas of nothing but this BibTeX file."""
    return load({"sources/atlas.bib": text})


def at(problem: Problem) -> tuple[str, int, int]:
    return problem.code, problem.place.line, problem.place.column


def read_folder(root: Path) -> Tree:
    paths = tuple(
        sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())
    )
    return Tree(paths, lambda path: (root / path).read_bytes())
