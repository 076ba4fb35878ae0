"""The reader of records: reads located YAML nodes by the table of fields.

A value that cannot be read becomes a problem, and the reader goes on with the next value.
"""

from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any

from builder.load.fields import (
    AnyKind,
    ListOf,
    Literals,
    MappingOf,
    Names,
    Prose,
    RecordOf,
    RecordShape,
)
from builder.load.folding import lay_out_blocks, lay_out_inline
from builder.load.kinds import Fault, Kind, shorten, suggest_key
from builder.load.markdown import MOST_CHARACTERS, parse_text
from builder.load.nodes import Mapping, Node, Scalar, Sequence, Spot, Unreadable
from builder.load.record_problems import (
    explain_alternatives,
    explain_empty,
    explain_missing,
    explain_repeat,
    explain_size,
    explain_type,
)
from builder.records.place import Place, Ref
from builder.records.problem import Problem

_MOST_SUGGESTED = 40  # unknown keys of one file that are compared with the known ones
_DEEPEST_LITERAL = 4  # lists in each other


class Absent(Enum):
    """The mark of a value that is absent or cannot be read."""

    ABSENT = 0


ABSENT = Absent.ABSENT
Read = Any  # the value of a kind, or ABSENT: only the table knows the type that each kind gives


@dataclass(slots=True)
class Reader:
    """A reader of the nodes of one file. It adds each fault to `problems`."""

    text: str
    lines: list[str]
    problems: list[Problem] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)  # keys with a value that could not be read
    _suggested: int = 0
    _prose: int = 0  # characters

    def read_record(self, node: Node, shape: RecordShape) -> Read:
        """Return the record of a shape, or `ABSENT` if the node lacks a required key."""
        values = self.read_values(node, shape)
        if values is None:
            return ABSENT
        if any(item.required and item.name not in values for item in shape.fields):
            return ABSENT
        return shape.make(**values)

    def read_values(self, node: Node, shape: RecordShape) -> dict[str, Read] | None:
        """Return the arguments of a record, or `None` if the node is not a mapping.

        They hold `place`, `places` and every value that could be read.
        """
        if not isinstance(node, Mapping):
            keys = ", ".join(item.name for item in shape.fields[:3])
            self._report_type(node, f"{shape.name}, a mapping with {keys} …")
            return None
        values: dict[str, Read] = {"place": node.place, "places": _place_values(node)}
        for key, value in node.pairs:
            item = shape.by_name.get(key.text)
            if item is None:
                self._report_unknown(key, value, shape, in_braces=node.flow)
            elif _is_null(value):  # an optional key without a value reads as an absent key
                if item.required:
                    self.problems.append(explain_empty(key, item, shape))
            elif (read := self.read_value(value, item.kind, item.name)) is not ABSENT:
                values[item.name] = read
            else:
                self.unread.add(item.name)
        if missing := explain_missing(node, shape):
            self.problems.append(missing)
        self._check_alternatives(node, shape, values)
        return values

    def read_value(self, node: Node, kind: AnyKind, name: str) -> Read:
        """Return the value of the key `name`, read as its kind."""
        match kind:
            case Prose():
                return self._read_prose(node, kind, name)
            case Names():
                text = self._read_scalar(node, kind.form, name)
                return ABSENT if text is ABSENT else Ref(text, node.place)
            case Literals():
                return self._read_literal(node, kind, name, depth=0)
            case ListOf():
                return self._read_list(node, kind, name)
            case MappingOf():
                return self._read_mapping(node, kind, name)
            case RecordOf():
                if kind.bare and isinstance(node, Scalar):
                    return self._read_bare(node, kind, name)
                return self.read_record(node, kind.shape)
            case _:
                return self._read_scalar(node, kind, name)

    def _read_bare(self, node: Scalar, kind: RecordOf, name: str) -> Read:
        """Return the record that a value alone stands for."""
        value = self.read_value(node, kind.shape.by_name[kind.bare].kind, name)
        if value is ABSENT:
            return ABSENT
        places = {kind.bare: node.place}
        return kind.shape.make(place=node.place, places=places, **{kind.bare: value})

    def _read_scalar(self, node: Node, kind: Kind, name: str) -> Read:
        if not isinstance(node, Scalar):
            return self._report_type(node, kind.expected, name)
        value = kind.read(node)
        if not isinstance(value, Fault):
            return value
        self._report(value.code, f"'{name}': {value.message}", node.place, value.hint)
        return ABSENT if value.stand_in is None else value.stand_in

    def _read_prose(self, node: Node, kind: Prose, name: str) -> Read:
        if not isinstance(node, Scalar):
            return self._report_type(node, kind.expected, name)
        if not node.text.strip():
            message = f"'{name}': an empty text stands here"
            hint = "write the text, or leave the key out"
            return self._report("value-present", message, node.place, hint)
        lay_out = lay_out_blocks if kind.blocks else lay_out_inline
        source, starts = lay_out(node, self.text, self.lines)
        before, self._prose = self._prose, self._prose + len(source)
        if self._prose > MOST_CHARACTERS:
            if before <= MOST_CHARACTERS:
                size = f"{self._prose:,} characters; {MOST_CHARACTERS:,} of one file are read"
                message = f"the texts up to here have {size}"
                hint = "shorten them, or split the concept"
                self._report("prose-bounded", message, node.place, hint)
            return ABSENT
        text, problems = parse_text(source, node.place, lines=starts, blocks=kind.blocks)
        self.problems += problems
        folded = node.text.rstrip("\n")
        return text if source == folded else replace(text, source=folded)

    def _read_literal(self, node: Node, kind: Literals, name: str, *, depth: int) -> Read:
        if _is_null(node):
            message, hint = f"'{name}' has no value", f"write {kind.item.expected}"
            return self._report("value-present", message, node.place, hint)
        if not isinstance(node, Sequence):
            return self._read_scalar(node, kind.item, name)
        if depth == _DEEPEST_LITERAL:
            message = f"'{name}': lists stand more than {_DEEPEST_LITERAL} deep in each other"
            return self._report("value-typed", message, node.place, "flatten them")
        items = [self._read_literal(item, kind, name, depth=depth + 1) for item in node.items]
        return ABSENT if ABSENT in items else tuple(items)

    def _read_list(self, node: Node, kind: ListOf, name: str) -> Read:
        if not isinstance(node, Sequence):
            self._report_type(node, "a list", name)
            if not isinstance(node, Scalar) or isinstance(kind.item, RecordOf):
                return ABSENT
            # The author most likely meant a list of this one value.
            node = Sequence((node,), node.spot, flow=True)
        if not kind.least <= len(node.items) <= kind.most:
            self.problems.append(explain_size(node, kind, name))
            return ABSENT
        seen: dict[str, Scalar] = {}
        values = []
        for item in node.items:
            if _is_null(item):
                message, hint = f"an item of '{name}' is empty", "write the item, or remove its '-'"
                self._report("value-present", message, item.place, hint)
                continue
            value = self.read_value(item, kind.item, name)
            if kind.unique is not None and self._is_repeated(item, kind.unique, name, seen):
                continue
            if value is ABSENT:
                self.unread.add(name)
            else:
                values.append(value)
        return tuple(values)

    def _read_mapping(self, node: Node, kind: MappingOf, name: str) -> Read:
        if not isinstance(node, Mapping):
            return self._report_type(node, "a mapping", name)
        pairs = []
        for key, value in node.pairs:
            read_key = self._read_scalar(key, kind.key, name)
            written = shorten(key.text)
            if _is_null(value):
                message, hint = f"'{written}' has no value", f"write {written}: and its value"
                read = self._report("value-present", message, key.place, hint)
            else:
                read = self.read_value(value, kind.value, written)
            pairs.append((read_key, read))
        return ABSENT if any(ABSENT in pair for pair in pairs) else tuple(pairs)

    def _is_repeated(self, item: Node, unique: str, name: str, seen: dict[str, Scalar]) -> bool:
        """Return true, and report, if an earlier item has the same text or key `unique`."""
        scalar = _find_unique(item, unique)
        if scalar is None:
            return False
        first = seen.setdefault(scalar.text, scalar)
        if first is scalar:
            return False
        self.problems.append(explain_repeat(scalar, first, name, unique))
        return True

    def _check_alternatives(
        self, node: Mapping, shape: RecordShape, values: dict[str, Read]
    ) -> None:
        alternatives = [key for key, _ in node.pairs if key.text in shape.exactly_one]
        given = [key for key in alternatives if values.get(key.text, ABSENT) is not False]
        if shape.exactly_one and len(given) != 1:
            self.problems.append(explain_alternatives(node, shape, given))

    def _report_unknown(
        self, key: Scalar, value: Node, shape: RecordShape, *, in_braces: bool
    ) -> None:
        self._suggested += 1
        hint = ""
        if in_braces and _is_null(value):
            hint = "inside { } a comma ends the value: put a text with a comma in it in quotes"
        elif self._suggested <= _MOST_SUGGESTED:
            hint = suggest_key(key.text, shape.by_name)
        self._report("key-known", f"{shape.name} has no key '{shorten(key.text)}'", key.place, hint)

    def _report_type(self, node: Node, expected: str, name: str = "") -> Absent:
        if not isinstance(node, Unreadable):
            self.problems.append(explain_type(node, expected, name))
        return ABSENT

    def _report(self, code: str, message: str, place: Place, hint: str) -> Absent:
        self.problems.append(Problem(code, message, place, hint))
        return ABSENT


def _is_null(node: Node) -> bool:
    return isinstance(node, Scalar) and node.is_null


def _place_values(node: Mapping) -> dict[str, Place]:
    """Return the place of each value by its key, and the places of the parts of collections.

    An item of a list has the key `at.0`; a pair of a mapping has the key `set.ridge`.
    """
    places = {key.text: value.place for key, value in node.pairs}
    for name, value in node.pairs:
        if isinstance(value, Mapping):
            for key, part in value.pairs:
                places[f"{name.text}.{key.text}"] = _span_pair(key.spot, part.spot)
        elif isinstance(value, Sequence):
            for index, part in enumerate(value.items):
                if isinstance(part, Scalar):
                    places[f"{name.text}.{index}"] = part.place
    return places


def _span_pair(key: Spot, value: Spot) -> Place:
    """Return the place from a key to the end of its value, or of the key if they share no line."""
    width = value.column + value.width - key.column if value.line == key.line else key.width
    return key._replace(width=width).place


def _find_unique(item: Node, unique: str) -> Scalar | None:
    """Return the scalar that must be unique in a list: the item, or its value of `unique`."""
    if unique == "":
        return item if isinstance(item, Scalar) else None
    if not isinstance(item, Mapping):
        return None
    values = (value for key, value in item.pairs if key.text == unique)
    return next((value for value in values if isinstance(value, Scalar)), None)
