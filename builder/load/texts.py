"""The texts of sources on this machine, read as UTF-8 and assigned to their sources."""

from collections.abc import Mapping

from builder.load.characters import decode_utf8
from builder.records.atlas import Tree
from builder.records.place import Place
from builder.records.problem import Problem, Problems
from builder.records.source import Texts

MOST_BYTES = 5_000_000  # of one text: a book of a thousand pages has about three million
SUFFIXES = (".txt", ".md")


def read_texts(tree: Tree, key_by_name: Mapping[str, str]) -> tuple[Texts, Problems]:
    """Return the texts of the files named in `key_by_name`, without suffix, by source.

    Several texts of one source are joined. Control characters and hidden characters are allowed:
    these texts are compared, and never shown as a page.
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
        hint = "look at its permissions, or take it out of the folder"
        return "", Problem("file-readable", message, Place(path, width=0), hint)
    if len(raw) > MOST_BYTES:
        message = f"the text has more than {MOST_BYTES:,} bytes, which are the most that are read"
        hint = "keep the chapters that are quoted"
        return "", Problem("file-bounded", message, Place(path, width=0), hint)
    return decode_utf8(raw, path)
