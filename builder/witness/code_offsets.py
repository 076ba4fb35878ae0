"""A fence's code addressed by characters, where syntax trees count bytes of a line."""

import ast
from itertools import accumulate

from builder.witness.fences import ParsedFence


class CodeOffsets:
    """The code of a fence, and where the nodes of its syntax tree stand in it."""

    def __init__(self, parsed: ParsedFence) -> None:
        self.code = parsed.fence.code
        self.starts = (0, *accumulate(len(line) + 1 for line in self.code.split("\n")))
        self._lines = parsed.lines

    def start_of(self, node: ast.expr | ast.stmt) -> int:
        """Return the offset at which the node begins."""
        return self._offset(node.lineno, node.col_offset)

    def end_of(self, node: ast.expr | ast.stmt) -> int:
        """Return the offset at which the node ends."""
        return self._offset(node.end_lineno or node.lineno, node.end_col_offset or 0)

    def _offset(self, line: int, column: int) -> int:
        return self.starts[line - 1] + len(self._lines[line - 1][:column].decode(errors="replace"))
