"""The texts of sources at hand: which file is the text of which source, read as UTF-8."""

from collections.abc import Mapping

from builder.load.characters import decode_utf8
from builder.records.atlas import Tree
from builder.records.place import Place
from builder.records.problem import Problem, Problems
from builder.records.source import Texts

MOST_BYTES = 5_000_000  # of one text: a book of a thousand pages has about three millions
SUFFIXES = (".txt", ".md")


def read_texts(tree: Tree, key_by_name: Mapping[str, str]) -> tuple[Texts, Problems]:
    """The texts of the files called as `key_by_name` says, less their suffix; those of one source follow on each other.

    Controls and hidden characters are no faults here: these texts are compared and never shown as a page.
    """
    by_key: dict[str, str] = {}
    problems: list[Problem] = []
    used = others = 0
    for path in tree.paths:
        stem, dot, suffix = path.rpartition("/")[2].rpartition(".")
        key = key_by_name.get(stem)
        if key is None or dot + suffix not in SUFFIXES:
            others += 1
            continue
        text, problem = _read_text(tree, path)
        if problem is not None:
            problems.append(problem)
        else:
            used += 1
            by_key[key] = f"{by_key[key]}\n\n{text}" if key in by_key else text
    return Texts(by_key, used, others), tuple(problems)


def _read_text(tree: Tree, path: str) -> tuple[str, Problem | None]:
    try:
        raw = tree.read(path)
    except OSError as error:
        message = f"the file cannot be read: {(error.strerror or 'the system refuses it').lower()}"
        return "", Problem(
            "file-readable",
            message,
            Place(path, width=0),
            "look at its permissions, or take it out of the folder",
        )
    if len(raw) > MOST_BYTES:
        message = f"the text has more than {MOST_BYTES:,} bytes, which are the most that are read"
        return "", Problem(
            "file-bounded", message, Place(path, width=0), "keep the chapters that are quoted"
        )
    return decode_utf8(raw, path)
