"""One file of the tree as text, as a located node, or as a list of records."""

from collections.abc import Sequence

from builder.load.characters import decode_text
from builder.load.fields import ListOf
from builder.load.nodes import Node, Scalar
from builder.load.parse import parse_yaml
from builder.load.reader import ABSENT, Read, Reader
from builder.records.atlas import Tree
from builder.records.merge import find_conflicts
from builder.records.place import Place
from builder.records.problem import Problem, Problems

MOST_TEXT = 1_000_000  # bytes of a YAML, TOML or markdown file
MOST_LIST = 8_000_000  # bytes of an append-only file
MOST_PROBLEMS = 200  # of one file


def read_text(
    tree: Tree, path: str, problems: list[Problem], *, most: int = MOST_TEXT
) -> str | None:
    """Return the text of a file, or `None` if it cannot be read."""
    try:
        raw = tree.read(path)
    except OSError as error:
        message = f"the file cannot be read: {(error.strerror or 'the system refuses it').lower()}"
        hint = "look at its permissions, or delete it"
        problems.append(Problem("file-readable", message, Place(path, width=0), hint))
        return None
    text, found = decode_text(raw, path, most=most)
    problems += found
    return text


def check_merged(tree: Tree, path: str) -> Problems:
    """Return the conflict markers of a merge in a file that is not a record.

    A file that cannot be read is reported where it is used.
    """
    try:
        return find_conflicts(tree.read(path), path)
    except OSError:
        return ()


def read_node(
    tree: Tree, path: str, problems: list[Problem], *, most: int = MOST_TEXT
) -> tuple[Node | None, Reader] | None:
    """Return the node of a YAML file and a reader for it, or `None` if it cannot be read.

    The node of an empty file is `None`.
    """
    text = read_text(tree, path, problems, most=most)
    if text is None:
        return None
    node, found = parse_yaml(text, path)
    problems += found
    if node is None and found:
        return None
    reader = Reader(text, text.split("\n"))
    return (None if isinstance(node, Scalar) and node.is_null else node), reader


def read_list(tree: Tree, path: str, kind: ListOf, problems: list[Problem]) -> tuple[Read, ...]:
    """Return the records of a file that is one list; an empty file has no records."""
    found = read_node(tree, path, problems, most=MOST_LIST)
    if found is None:
        return ()
    node, reader = found
    if node is None:
        return ()
    records = reader.read_value(node, kind, path.rpartition("/")[2])
    problems += bound_problems(reader.problems)
    return () if records is ABSENT else tuple(records)


def bound_problems(problems: Sequence[Problem]) -> Problems:
    """Return the problems of one file, cut at `MOST_PROBLEMS` with a last problem that says so."""
    if len(problems) <= MOST_PROBLEMS:
        return tuple(problems)
    message = f"more than {MOST_PROBLEMS} problems in this file"
    place, hint = problems[MOST_PROBLEMS].place, "mend those above first"
    return (*problems[:MOST_PROBLEMS], Problem("problems-bounded", message, place, hint))
