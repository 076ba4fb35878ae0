"""Located nodes from the events of a YAML parser. Only plain YAML is accepted."""

import re
import unicodedata
from typing import Any

import yaml

from builder.load.nodes import Mapping, Node, Scalar, Sequence, Spot, Unreadable
from builder.records.problem import Note, Problem

DEEPEST = 16
LONGEST_VALUE = 50_000  # characters of one scalar
MOST_NODES = 200_000  # of one file
MOST_PROBLEMS = 200  # of one file; the rest of the file is not read
_CUT = re.compile(r"[ \t]+(#+[^\s#].*)")  # most likely meant as text: a comment begins with "# "

Event = Any  # yaml's stubs allow every mark to be None, but a parser sets all of them


class _Open:
    """A collection that is not complete yet. `key` is a key whose value comes next.

    The value of an unreadable key is dropped.
    """

    __slots__ = ("event", "is_mapping", "items", "key", "pairs", "seen")

    def __init__(self, event: Event) -> None:
        self.event = event
        self.is_mapping = type(event) is yaml.MappingStartEvent
        self.items: list[Node] = []
        self.pairs: list[tuple[Scalar, Node]] = []
        self.seen: dict[str, Spot] = {}
        self.key: Scalar | Unreadable | None = None


class NodeBuilder:
    """A builder of one node from events, with a stack of its own instead of recursion.

    `handlers` holds the method for each type of event. A method returns true to stop reading the
    file.
    """

    def __init__(self, text: str, path: str) -> None:
        self.text, self.path, self.lines = text, path, text.split("\n")
        self.problems: list[Problem] = []
        self.root: Node | None = None
        self.handlers = {
            yaml.ScalarEvent: self._add_scalar,
            yaml.AliasEvent: self._add_alias,
            yaml.SequenceStartEvent: self._open,
            yaml.MappingStartEvent: self._open,
            yaml.SequenceEndEvent: self._close,
            yaml.MappingEndEvent: self._close,
            yaml.DocumentStartEvent: self._begin_document,
            yaml.DocumentEndEvent: self._skip,
            yaml.StreamStartEvent: self._skip,
            yaml.StreamEndEvent: self._skip,
        }
        self._stack: list[_Open] = []
        self._documents = self._nodes = 0
        self.cut = -2  # the last line on which '#' cut a text short

    def _add_scalar(self, event: Event) -> bool:
        start, end, style, value = event.start_mark, event.end_mark, event.style or "", event.value
        line, column = start.line, start.column
        width = end.column - column if end.line == line else len(self.lines[line].rstrip()) - column
        spot = Spot(self.path, line, column, width if width > 0 else 1)
        node: Scalar | Unreadable = Scalar(value, style, spot, start.index, end.index)
        if event.anchor is not None or event.tag is not None:
            self._refuse_extras(event)
        if style == '"' and "\\" in self.text[start.index : end.index]:
            self._refuse_escapes(start.index, end.index)
        if len(value) > LONGEST_VALUE:
            size = f"{len(value):,} characters; at most {LONGEST_VALUE:,} are read"
            hint = "move it to content.md, or shorten it"
            self._report("value-bounded", f"this value has {size}", spot, hint)
            node = Unreadable(spot)
        if not style and self._refuse_cut(end) and not value:
            node = Unreadable(spot)
        return self._add(node)

    def _add_alias(self, event: Event) -> bool:
        spot = self._spot(event.start_mark, event.end_mark)
        alias = f"'*{event.anchor}"
        hint = f"write the value out; a text that begins with '*' goes in single quotes: {alias}*'"
        self._report("yaml-plain", f"{alias}' repeats a value written elsewhere", spot, hint)
        return self._add(Unreadable(spot))

    def _open(self, event: Event) -> bool:
        if event.anchor is not None or event.tag is not None:
            self._refuse_extras(event)
        self._stack.append(_Open(event))
        if len(self._stack) <= DEEPEST:
            return False
        spot = self._spot(event.start_mark, event.end_mark)
        hint = "close what is open, or flatten it"
        self._report("yaml-shallow", f"this is nested more than {DEEPEST} deep", spot, hint)
        return True

    def _close(self, event: Event) -> bool:
        opened = self._stack.pop()
        flow = bool(opened.event.flow_style)
        if not flow and opened.pairs:
            spot = opened.pairs[0][0].spot
        else:
            spot = self._spot(opened.event.start_mark, (event if flow else opened.event).end_mark)
        if opened.is_mapping:
            return self._add(Mapping(tuple(opened.pairs), spot, flow))
        return self._add(Sequence(tuple(opened.items), spot, flow))

    def _begin_document(self, event: Event) -> bool:
        self._documents += 1
        if self._documents > 1:
            spot = self._spot(event.start_mark, event.end_mark)
            hint = "remove '---'; one file holds one record"
            self._report("yaml-plain", "a second document begins here", spot, hint)
            return True
        if event.version is not None or event.tags:
            directives = (at for at, line in enumerate(self.lines) if line.startswith("%"))
            line = next(directives, 0)
            written = self.lines[line].rstrip()
            spot = Spot(self.path, line, 0, len(written) or 1)
            message = f"'{written[:60]}' is a directive"
            self._report("yaml-plain", message, spot, "remove the line")
        return False

    def _skip(self, event: Event) -> bool:
        return False

    def _add(self, node: Node) -> bool:
        self._nodes += 1
        if not self._stack:
            self.root = node
            return False
        parent = self._stack[-1]
        if not parent.is_mapping:
            parent.items.append(node)
        elif parent.key is None:
            parent.key = self._check_key(node, parent)
        else:
            if type(parent.key) is Scalar:
                parent.pairs.append((parent.key, node))
            parent.key = None
        if self._nodes <= MOST_NODES and len(self.problems) < MOST_PROBLEMS:
            return False
        self._give_up(node.spot)
        return True

    def _check_key(self, node: Node, parent: _Open) -> Scalar | Unreadable:
        """Return the key, or an unreadable node if it is no text or is repeated."""
        if isinstance(node, Unreadable):
            return node
        if not isinstance(node, Scalar):
            message = "a list or a mapping stands where a key is wanted"
            self._report("yaml-plain", message, node.spot, "write the key as a single word")
            return Unreadable(node.spot)
        text = node.text if node.text.isascii() else unicodedata.normalize("NFKC", node.text)
        if text == "<<" and not node.style:
            message = "'<<' would merge another mapping into this one"
            self._report("yaml-plain", message, node.spot, "write the keys out")
            return Unreadable(node.spot)
        first = parent.seen.setdefault(text, node.spot)
        if first is node.spot:
            return node
        note = Note(f"'{text[:60]}' is first written here", first.place)
        message = f"the key '{text[:60]}' is written twice"
        self._report("key-unique", message, node.spot, "keep one of the two", note)
        return Unreadable(node.spot)

    def _refuse_extras(self, event: Event) -> None:
        """Report the anchor and the tag of a node."""
        spot = self._spot(event.start_mark, event.end_mark)
        if event.anchor is not None:
            anchor = f"'&{event.anchor}'"
            hint = f"remove {anchor}; a text that begins with '&' goes in single quotes"
            self._report("yaml-plain", f"{anchor} names a value for repetition", spot, hint)
        if event.tag is not None:
            start = event.start_mark.index
            tag = self.text[start : start + 60].partition(" ")[0].partition("\n")[0]
            written = tag if tag.startswith("!") else event.tag
            hint = f"remove '{written}'; a text that begins with '!' goes in single quotes"
            self._report("yaml-plain", f"the tag '{written}' asks for a type", spot, hint)

    def _refuse_escapes(self, start: int, stop: int) -> None:
        index = self.text.index("\\", start, stop)
        line = self.text.count("\n", 0, index)
        written = self.text[index : index + 2].strip()
        spot = Spot(self.path, line, index - self.text.rfind("\n", 0, index) - 1, len(written))
        message = f"'{written}' in double quotes is an escape to YAML"
        hint = "use single quotes, in which a backslash is a backslash (and '' is one quote)"
        self._report("yaml-unescaped", message, spot, hint)

    def _refuse_cut(self, end: Event) -> bool:
        """Return true, and report, if a `#` right after a plain value begins a comment."""
        cut = _CUT.match(self.lines[end.line], end.column) if end.line < len(self.lines) else None
        if cut is None:
            return False
        self.cut = end.line
        written = cut.group(1).rstrip()
        spot = Spot(self.path, end.line, cut.start(1), len(written))
        message = f"'{written[:60]}' is cut off: after a space, '#' begins a comment"
        hint = (
            "put the whole text in single quotes (inside, '' is one quote),"
            " or write '# ' where a comment is meant"
        )
        self._report("yaml-plain", message, spot, hint)
        return True

    def _give_up(self, spot: Spot) -> None:
        """Drop the whole file, and report the bound that it exceeds."""
        self.root = None
        if self._nodes > MOST_NODES:
            message = f"the file holds more than {MOST_NODES:,} values"
            hint = "move what is data into a file of its own and name it under 'data'"
            self._report("file-bounded", message, spot, hint)
        else:
            message = f"more than {MOST_PROBLEMS} problems in this file"
            self._report("problems-bounded", message, spot, "mend those above first")

    def _spot(self, start: Event, end: Event) -> Spot:
        """Return the stretch between two marks, cut at the end of its first line."""
        line, column = start.line, start.column
        stop = column
        if end.line == line:
            stop = end.column
        elif line < len(self.lines):
            stop = len(self.lines[line].rstrip())
        return Spot(self.path, line, column, max(stop - column, 1))

    def _report(self, code: str, message: str, spot: Spot, hint: str, *notes: Note) -> None:
        self.problems.append(Problem(code, message, spot.place, hint, notes=notes))
