"""YAML text to located nodes: plain YAML only, every value with its line, column and width, whatever the input."""

import re
import unicodedata
from typing import Any

import yaml

from builder.load.nodes import Mapping, Node, Scalar, Sequence, Spot, Unreadable
from builder.load.syntax import explain_syntax
from builder.records.problem import Note, Problem, Problems

DEEPEST = 16
LONGEST_VALUE = 50_000  # characters of one scalar
MOST_NODES = 200_000  # of one file
MOST_PROBLEMS = 200  # of one file, after which it is read no further
MOST_READ_AGAIN = 4_000_000  # characters in all
_CUT = re.compile(
    r"[ \t]+(#+[^\s#].*)"
)  # what surely was meant as text: a comment begins with "# "
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Event = Any  # yaml's stubs allow every mark to be None, which those of a parser never are


def parse_yaml(text: str, path: str) -> tuple[Node | None, Problems]:
    """The one node of a YAML text, or `None` where it holds nothing or cannot be read as a whole."""
    escapes: list[Problem] = []
    loader = _Loader
    while True:
        builder = _Builder(text, path)
        try:
            for event in yaml.parse(text, Loader=loader):
                if builder.take[type(event)](event):
                    break
        except yaml.YAMLError as error:
            if loader is not yaml.SafeLoader and _is_deep(text, error):
                loader = yaml.SafeLoader
                continue
            fault = explain_syntax(error, builder.lines, path)
            index = _index_of_escape(fault, error)
            if index is None or len(escapes) * len(text) > MOST_READ_AGAIN:
                echo = (
                    fault.place.line == builder.cut + 2
                )  # what goes on after a text was cut cannot be read
                return None, (*escapes, *builder.problems, *(() if echo else (fault,)))
            escapes.append(fault)
            text = f"{text[:index]}\ufffd{text[index + 1 :]}"
        else:
            return builder.root, (*escapes, *builder.problems)


def _is_deep(text: str, error: yaml.YAMLError) -> bool:
    """True if more brackets are open before the error than may be.

    Some builds of libyaml look ahead and give up at the thousandth bracket, before they have told of the first. Python's own
    scanner has no such bound, and says where the depth is passed.
    """
    mark = error.problem_mark if isinstance(error, yaml.MarkedYAMLError) else None
    if mark is None:
        return False
    before = text[: mark.index]
    return sum(map(before.count, "[{")) - sum(map(before.count, "]}")) > DEEPEST


def _index_of_escape(fault: Problem, error: yaml.YAMLError) -> int | None:
    """Where the backslash stands that libyaml stumbled over. With another sign in its place the rest of the file can be read too:

    TeX in double quotes is the most common slip of all, and must not hide the others.
    """
    if (
        fault.code != "yaml-unescaped"
        or not isinstance(error, yaml.MarkedYAMLError)
        or error.problem_mark is None
    ):
        return None
    return error.problem_mark.index if "unknown escape" in (error.problem or "") else None


class _Open:
    """A collection whose end has not come yet. `key` waits for its value; an unreadable key takes its value with it."""

    __slots__ = ("event", "is_mapping", "items", "key", "pairs", "seen")

    def __init__(self, event: Event) -> None:
        self.event = event
        self.is_mapping = type(event) is yaml.MappingStartEvent
        self.items: list[Node] = []
        self.pairs: list[tuple[Scalar, Node]] = []
        self.seen: dict[str, Spot] = {}
        self.key: Scalar | Unreadable | None = None


class _Builder:
    """Takes events one by one; a stack of its own, so that no nesting is too deep for it.

    `take` holds for every type of event what is done with it; a true answer says that the rest of the file is not to be read.
    """

    def __init__(self, text: str, path: str) -> None:
        self.text, self.path, self.lines = text, path, text.split("\n")
        self.problems: list[Problem] = []
        self.root: Node | None = None
        self.take = {
            yaml.ScalarEvent: self._take_scalar,
            yaml.AliasEvent: self._take_alias,
            yaml.SequenceStartEvent: self._open,
            yaml.MappingStartEvent: self._open,
            yaml.SequenceEndEvent: self._close,
            yaml.MappingEndEvent: self._close,
            yaml.DocumentStartEvent: self._begin_document,
            yaml.DocumentEndEvent: self._pass_over,
            yaml.StreamStartEvent: self._pass_over,
            yaml.StreamEndEvent: self._pass_over,
        }
        self._stack: list[_Open] = []
        self._documents = self._nodes = 0
        self.cut = -2  # the last line on which '#' cut a text short

    def _take_scalar(self, event: Event) -> bool:
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
            message = (
                f"this value has {len(value):,} characters; at most {LONGEST_VALUE:,} are read"
            )
            self._report("value-bounded", message, spot, "move it to content.md, or shorten it")
            node = Unreadable(spot)
        if not style and self._refuse_cut(end) and not value:
            node = Unreadable(spot)
        return self._add(node)

    def _take_alias(self, event: Event) -> bool:
        spot = self._spot(event.start_mark, event.end_mark)
        hint = f"write the value out; a text that begins with '*' goes in single quotes: '*{event.anchor}*'"
        self._report(
            "yaml-plain", f"'*{event.anchor}' repeats a value written elsewhere", spot, hint
        )
        return self._add(Unreadable(spot))

    def _open(self, event: Event) -> bool:
        if event.anchor is not None or event.tag is not None:
            self._refuse_extras(event)
        self._stack.append(_Open(event))
        if len(self._stack) <= DEEPEST:
            return False
        spot = self._spot(event.start_mark, event.end_mark)
        self._report(
            "yaml-shallow",
            f"this is nested more than {DEEPEST} deep",
            spot,
            "close what is open, or flatten it",
        )
        return True

    def _close(self, event: Event) -> bool:
        opened = self._stack.pop()
        flow = bool(opened.event.flow_style)
        if not flow and opened.pairs:
            spot = opened.pairs[0][0].spot
        else:
            spot = self._spot(opened.event.start_mark, (event if flow else opened.event).end_mark)
        return self._add(
            Mapping(tuple(opened.pairs), spot, flow)
            if opened.is_mapping
            else Sequence(tuple(opened.items), spot, flow)
        )

    def _begin_document(self, event: Event) -> bool:
        self._documents += 1
        if self._documents > 1:
            spot = self._spot(event.start_mark, event.end_mark)
            self._report(
                "yaml-plain",
                "a second document begins here",
                spot,
                "remove '---'; one file holds one record",
            )
            return True
        if event.version is not None or event.tags:
            line = next(
                (number for number, line in enumerate(self.lines) if line.startswith("%")), 0
            )
            written = self.lines[line].rstrip()
            self._report(
                "yaml-plain",
                f"'{written[:60]}' is a directive",
                Spot(self.path, line, 0, len(written) or 1),
                "remove the line",
            )
        return False

    def _pass_over(self, event: Event) -> bool:
        return False

    def _add(self, node: Node) -> bool:
        self._nodes += 1
        if not self._stack:
            self.root = node
            return False
        holder = self._stack[-1]
        if not holder.is_mapping:
            holder.items.append(node)
        elif holder.key is None:
            holder.key = self._check_key(node, holder)
        else:
            if type(holder.key) is Scalar:
                holder.pairs.append((holder.key, node))
            holder.key = None
        return (self._nodes > MOST_NODES or len(self.problems) >= MOST_PROBLEMS) and self._give_up(
            node.spot
        )

    def _check_key(self, node: Node, holder: _Open) -> Scalar | Unreadable:
        if not isinstance(node, Scalar):
            if not isinstance(node, Unreadable):
                self._report(
                    "yaml-plain",
                    "a list or a mapping stands where a key is wanted",
                    node.spot,
                    "write the key as a single word",
                )
            return Unreadable(node.spot)
        text = node.text if node.text.isascii() else unicodedata.normalize("NFKC", node.text)
        if text == "<<" and not node.style:
            self._report(
                "yaml-plain",
                "'<<' would merge another mapping into this one",
                node.spot,
                "write the keys out",
            )
            return Unreadable(node.spot)
        first = holder.seen.setdefault(text, node.spot)
        if first is node.spot:
            return node
        note = Note(f"'{text[:60]}' is first written here", first.place)
        self._report(
            "key-unique",
            f"the key '{text[:60]}' is written twice",
            node.spot,
            "keep one of the two",
            note,
        )
        return Unreadable(node.spot)

    def _refuse_extras(self, event: Event) -> None:
        spot = self._spot(event.start_mark, event.end_mark)
        if event.anchor is not None:
            hint = f"remove '&{event.anchor}'; a text that begins with '&' goes in single quotes"
            self._report(
                "yaml-plain", f"'&{event.anchor}' names a value for repetition", spot, hint
            )
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
        hint = "use single quotes, in which a backslash is a backslash (and '' is one quote)"
        self._report(
            "yaml-unescaped", f"'{written}' in double quotes is an escape to YAML", spot, hint
        )

    def _refuse_cut(self, end: Event) -> bool:
        """Whether a '#' right after an unquoted value takes text from it."""
        cut = _CUT.match(self.lines[end.line], end.column) if end.line < len(self.lines) else None
        if cut is None:
            return False
        written = cut.group(1).rstrip()
        self.cut = end.line
        hint = "put the whole text in single quotes (inside, '' is one quote), or write '# ' where a comment is meant"
        message = f"'{written[:60]}' is cut off: after a space, '#' begins a comment"
        self._report(
            "yaml-plain", message, Spot(self.path, end.line, cut.start(1), len(written)), hint
        )
        return True

    def _give_up(self, spot: Spot) -> bool:
        """Leaves the rest of the file unread."""
        self.root = None
        if self._nodes > MOST_NODES:
            message = f"the file holds more than {MOST_NODES:,} values"
            self._report(
                "file-bounded",
                message,
                spot,
                "move what is data into a file of its own and name it under 'data'",
            )
        else:
            self._report(
                "problems-bounded",
                f"more than {MOST_PROBLEMS} problems in this file",
                spot,
                "mend those above first",
            )
        return True

    def _spot(self, start: Event, end: Event) -> Spot:
        """Where something stands; of what runs over several lines, the part on the first line."""
        line, column = start.line, start.column
        stop = (
            end.column
            if end.line == line
            else len(self.lines[line].rstrip())
            if line < len(self.lines)
            else column
        )
        return Spot(self.path, line, column, max(stop - column, 1))

    def _report(self, code: str, message: str, spot: Spot, hint: str, *notes: Note) -> None:
        self.problems.append(Problem(code, message, spot.place, hint, notes=notes))
