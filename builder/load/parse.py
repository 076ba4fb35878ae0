"""YAML text to located nodes: every value with its line, column and width, for any input."""

import yaml

from builder.load.node_builder import DEEPEST, NodeBuilder
from builder.load.nodes import Node
from builder.load.syntax import explain_syntax
from builder.records.problem import Problem, Problems

MOST_READ_AGAIN = 4_000_000  # characters in all
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def parse_yaml(text: str, path: str) -> tuple[Node | None, Problems]:
    """Return the one node of a YAML text, or `None` if it is empty or cannot be read as a whole.

    TeX in double quotes is the most common fault. So each unknown escape is replaced by another
    sign and the text is read again, and the escape hides no other fault.
    """
    escapes: list[Problem] = []
    loader = _Loader
    while True:
        builder = NodeBuilder(text, path)
        try:
            for event in yaml.parse(text, Loader=loader):
                if builder.handlers[type(event)](event):
                    break
        except yaml.YAMLError as error:
            if loader is not yaml.SafeLoader and _is_deep(text, error):
                loader = yaml.SafeLoader
                continue
            fault = explain_syntax(error, builder.lines, path)
            index = _index_of_escape(fault, error)
            if index is None or len(escapes) * len(text) > MOST_READ_AGAIN:
                # The line after a text that was cut is unreadable because of the cut.
                is_cascading = fault.place.line == builder.cut + 2
                return None, (*escapes, *builder.problems, *(() if is_cascading else (fault,)))
            escapes.append(fault)
            text = f"{text[:index]}\ufffd{text[index + 1 :]}"
        else:
            return builder.root, (*escapes, *builder.problems)


def _is_deep(text: str, error: yaml.YAMLError) -> bool:
    """Return true if more brackets are open before the error than `DEEPEST`.

    Some builds of libyaml look ahead and fail at the thousandth bracket, before they report the
    first. The scanner in Python has no such bound, and reports where the depth is exceeded.
    """
    mark = error.problem_mark if isinstance(error, yaml.MarkedYAMLError) else None
    if mark is None:
        return False
    before = text[: mark.index]
    return sum(map(before.count, "[{")) - sum(map(before.count, "]}")) > DEEPEST


def _index_of_escape(fault: Problem, error: yaml.YAMLError) -> int | None:
    """Return the offset of the backslash that libyaml could not read, or `None`."""
    if fault.code != "yaml-unescaped" or not isinstance(error, yaml.MarkedYAMLError):
        return None
    if error.problem_mark is None or "unknown escape" not in (error.problem or ""):
        return None
    return error.problem_mark.index
