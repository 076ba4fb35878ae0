"""Parses the fences of a witness into syntax trees that know their places in content.md."""

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
    """A fence with its syntax tree; the offsets of nodes count bytes of `lines`."""

    fence: Fence
    tree: ast.Module
    nodes: tuple[ast.AST, ...]  # the tree and all below it
    lines: tuple[bytes, ...]

    @property
    def assertions(self) -> list[ast.Assert]:
        """The assertions of the fence, in source order."""
        return find_assertions(self.nodes)

    def place_of(self, node: ast.AST) -> Place:
        """Return where the node begins in content.md, and its width on its first line."""
        first, offset, last, end = _span(node)
        line = self.lines[first - 1] if first <= len(self.lines) else b""
        before = len(line[:offset].decode(errors="replace"))
        stop = line[:end] if last == first else line.rstrip()
        width = len(stop.decode(errors="replace")) - before
        start = self.fence.place
        return Place(start.path, start.line + first - 1, start.column + before, max(1, width))

    def text_of(self, node: ast.AST) -> str:
        """Return the node's source with white space folded."""
        first, offset, last, end = _span(node)
        if first == last:
            text = self.lines[first - 1][offset:end]
        else:
            head, tail = self.lines[first - 1][offset:], self.lines[last - 1][:end]
            text = b"\n".join((head, *self.lines[first : last - 1], tail))
        return " ".join(text.decode(errors="replace").split())


def parse_fence(fence: Fence) -> ParsedFence | Problem:
    """Return the fence parsed and compiled on its own, or Python's error at its line and column."""
    if len(fence.code) > LONGEST_CODE:
        message = f"the fence holds {len(fence.code)} characters; at most {LONGEST_CODE} are read"
        hint = "move tables of numbers to a file in the concept's folder"
        return Problem("python-parses", message, fence.place, hint)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(fence.code)
            compile(tree, "content.md", "exec", dont_inherit=True)
    except SyntaxError as error:
        return _syntax_problem(fence, error)
    except (ValueError, RecursionError, MemoryError) as error:
        message = str(error) if isinstance(error, ValueError) else "the code is nested too deeply"
        hint = "split the expression into named steps"
        return Problem("python-parses", message, fence.place, hint)
    lines = fence.code.encode(errors="replace").split(b"\n")
    return ParsedFence(fence, tree, tuple(walk(tree)), tuple(lines))


def _syntax_problem(fence: Fence, error: SyntaxError) -> Problem:
    lines = fence.code.split("\n")
    line = min(max(error.lineno or 1, 1), max(1, len(lines)))
    column = max(error.offset or 1, 1)
    if error.end_lineno in (None, line):
        end = error.end_offset or column + 1
    else:
        end = len(lines[line - 1]) + 1
    start = fence.place
    first_column = start.column + column - 1
    place = Place(start.path, start.line + line - 1, first_column, max(1, end - column))
    message = f"Python does not read this: {error.msg}"
    return Problem("python-parses", message, place, _hint_syntax(error.msg))


def _hint_syntax(message: str) -> str:
    """Return what to type, where Python's own message says it."""
    unclosed = re.fullmatch(r"'([(\[{])' was never closed", message)
    if unclosed:
        return f"close it with '{_CLOSING[unclosed[1]]}'"
    missing = re.fullmatch(r"expected ('.+')", message)
    return f"write {missing[1]} here" if missing else "each fence is whole Python on its own"


def _span(node: ast.AST) -> tuple[int, int, int, int]:
    """Return the (first line, offset in it, last line, end offset in it) of a node."""
    first = getattr(node, "lineno", 1)
    offset = getattr(node, "col_offset", 0)
    last = getattr(node, "end_lineno", None) or first
    return first, offset, last, getattr(node, "end_col_offset", None) or offset + 1
