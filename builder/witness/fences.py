"""The fences of a witness as syntax trees that know their places in content.md."""

import ast
import re
import warnings
from dataclasses import dataclass

from builder.records.place import Place
from builder.records.problem import Problem
from builder.records.text import Fence
from builder.witness.instrument import find_assertions
from builder.witness.trees import walk

LONGEST_CODE = 200_000  # characters of one fence; the parser's time and memory grow with it
_CLOSING = {"(": ")", "[": "]", "{": "}"}


@dataclass(frozen=True, slots=True)
class ParsedFence:
    """A fence with its syntax tree; node offsets count bytes of `lines`."""

    fence: Fence
    tree: ast.Module
    nodes: tuple[ast.AST, ...]  # the tree and all below it
    lines: tuple[bytes, ...]

    @property
    def assertions(self) -> list[ast.Assert]:
        """The assertions, in source order."""
        return find_assertions(self.nodes)

    def place_of(self, node: ast.AST) -> Place:
        """Where the node begins in content.md; a node of several lines is as wide as its first."""
        first, offset, last, end = _span(node)
        line = self.lines[first - 1] if first <= len(self.lines) else b""
        before = len(line[:offset].decode(errors="replace"))
        stop = line[:end] if last == first else line.rstrip()
        width = len(stop.decode(errors="replace")) - before
        return Place(
            self.fence.place.path,
            self.fence.place.line + first - 1,
            self.fence.place.column + before,
            max(1, width),
        )

    def text_of(self, node: ast.AST) -> str:
        """The node's source, white space folded."""
        first, offset, last, end = _span(node)
        if first == last:
            text = self.lines[first - 1][offset:end]
        else:
            text = b"\n".join(
                (
                    self.lines[first - 1][offset:],
                    *self.lines[first : last - 1],
                    self.lines[last - 1][:end],
                )
            )
        return " ".join(text.decode(errors="replace").split())


def parse_fence(fence: Fence) -> ParsedFence | Problem:
    """The fence parsed and compiled on its own, or what Python says against it, at its line and column."""
    if len(fence.code) > LONGEST_CODE:
        message = f"the fence holds {len(fence.code)} characters; at most {LONGEST_CODE} are read"
        return Problem(
            "python-parses",
            message,
            fence.place,
            "move tables of numbers to a file in the concept's folder",
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(fence.code)
            compile(tree, "content.md", "exec", dont_inherit=True)
    except SyntaxError as error:
        return _syntax_problem(fence, error)
    except (ValueError, RecursionError, MemoryError) as error:
        message = str(error) if isinstance(error, ValueError) else "the code is nested too deeply"
        return Problem(
            "python-parses", message, fence.place, "split the expression into named steps"
        )
    return ParsedFence(
        fence, tree, tuple(walk(tree)), tuple(fence.code.encode(errors="replace").split(b"\n"))
    )


def _syntax_problem(fence: Fence, error: SyntaxError) -> Problem:
    lines = fence.code.split("\n")
    line = min(max(error.lineno or 1, 1), max(1, len(lines)))
    column = max(error.offset or 1, 1)
    ends_here = error.end_lineno in (None, line)
    width = (
        (error.end_offset or column + 1) - column
        if ends_here
        else len(lines[line - 1]) - column + 1
    )
    place = Place(
        fence.place.path,
        fence.place.line + line - 1,
        fence.place.column + column - 1,
        max(1, width),
    )
    return Problem(
        "python-parses", f"Python does not read this: {error.msg}", place, _hint_syntax(error.msg)
    )


def _hint_syntax(said: str) -> str:
    """What to type, where Python's own words say it."""
    unclosed = re.fullmatch(r"'([(\[{])' was never closed", said)
    if unclosed:
        return f"close it with '{_CLOSING[unclosed[1]]}'"
    missing = re.fullmatch(r"expected ('.+')", said)
    return f"write {missing[1]} here" if missing else "each fence is whole Python on its own"


def _span(node: ast.AST) -> tuple[int, int, int, int]:
    first = getattr(node, "lineno", 1)
    offset = getattr(node, "col_offset", 0)
    return (
        first,
        offset,
        getattr(node, "end_lineno", None) or first,
        getattr(node, "end_col_offset", None) or offset + 1,
    )
