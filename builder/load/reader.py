"""The generic reader: walks located nodes by the table of fields, reports every fault and goes on."""

from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any

from builder.load.fields import (
    AnyKind,
    Field,
    ListOf,
    Literals,
    MappingOf,
    Names,
    Prose,
    RecordOf,
    Shape,
)
from builder.load.folding import lay_out_blocks, lay_out_inline
from builder.load.kinds import Choice, Fault, Kind, shorten, suggest_key
from builder.load.markdown import MOST_CHARACTERS, parse_text
from builder.load.nodes import Mapping, Node, Scalar, Sequence, Spot, Unreadable
from builder.records.place import Place, Ref
from builder.records.problem import Note, Problem

_MOST_SUGGESTED = 40  # unknown keys of one file that are compared with the known ones
_DEEPEST_LITERAL = 4


class Absent(Enum):
    """What stands for a value that is not there or cannot be read."""

    ABSENT = 0


ABSENT = Absent.ABSENT
Read = Any  # what a kind gives, or ABSENT: every kind has a type of its own, and only the table knows which stands where


@dataclass(slots=True)
class Reader:
    """Reads the nodes of one file; `problems` grows as it goes."""

    text: str
    lines: list[str]
    problems: list[Problem] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)  # the keys of which something could not be read
    _suggested: int = 0
    _prose: int = 0  # characters

    def read_record(self, node: Node, shape: Shape) -> Read:
        """The record of a shape, or `ABSENT` where it lacks a required key."""
        values = self.read_values(node, shape)
        if values is None or any(
            item.required and item.name not in values for item in shape.fields
        ):
            return ABSENT
        return shape.make(**values)

    def read_values(self, node: Node, shape: Shape) -> dict[str, Read] | None:
        """What a record of the shape is made of, `place` and `places` among it, as far as it can be read; `None` for no mapping."""
        if not isinstance(node, Mapping):
            self._report_type(
                node,
                f"{shape.name}, a mapping with {', '.join(item.name for item in shape.fields[:3])} …",
            )
            return None
        values: dict[str, Read] = {"place": node.place, "places": _place_values(node)}
        for key, value in node.pairs:
            item = shape.by_name.get(key.text)
            if item is None:
                self._report_unknown(key, value, shape, in_braces=node.flow)
            elif isinstance(value, Scalar) and value.is_null:
                self._report_empty(key, item, shape)
            elif (read := self.read_value(value, item.kind, item.name)) is not ABSENT:
                values[item.name] = read
            else:
                self.unread.add(item.name)
        self._check_required(node, shape)
        self._check_alternatives(node, shape, values)
        return values

    def read_value(self, node: Node, kind: AnyKind, name: str) -> Read:
        """The value of the key `name`, read as its kind."""
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
                return self.read_record(node, kind.shape)
            case _:
                return self._read_scalar(node, kind, name)

    def report(
        self, code: str, message: str, place: Place, hint: str = "", *, notes: tuple[Note, ...] = ()
    ) -> None:
        """Adds a problem."""
        self.problems.append(Problem(code, message, place, hint, notes=notes))

    def _read_scalar(self, node: Node, kind: Kind, name: str) -> Read:
        if not isinstance(node, Scalar):
            self._report_type(node, kind.expected, name)
            return ABSENT
        value = kind.read(node)
        if not isinstance(value, Fault):
            return value
        self.report(value.code, f"'{name}': {value.message}", node.place, value.hint)
        return ABSENT if value.stand_in is None else value.stand_in

    def _read_prose(self, node: Node, kind: Prose, name: str) -> Read:
        if not isinstance(node, Scalar):
            self._report_type(node, kind.expected, name)
            return ABSENT
        if not node.text.strip():
            self.report(
                "value-present",
                f"'{name}': an empty text stands here",
                node.place,
                "write the text, or leave the key out",
            )
            return ABSENT
        source, starts = (lay_out_blocks if kind.blocks else lay_out_inline)(
            node, self.text, self.lines
        )
        before, self._prose = self._prose, self._prose + len(source)
        if self._prose > MOST_CHARACTERS:
            if before <= MOST_CHARACTERS:
                message = f"the texts up to here have {self._prose:,} characters; {MOST_CHARACTERS:,} of one file are read"
                self.report(
                    "prose-bounded", message, node.place, "shorten them, or split the concept"
                )
            return ABSENT
        text, problems = parse_text(source, node.place, lines=starts, blocks=kind.blocks)
        self.problems += problems
        folded = node.text.rstrip("\n")
        return text if source == folded else replace(text, source=folded)

    def _read_literal(self, node: Node, kind: Literals, name: str, *, depth: int) -> Read:
        if not isinstance(node, Sequence):
            if isinstance(node, Scalar) and node.is_null:
                self.report(
                    "value-present",
                    f"'{name}' has no value",
                    node.place,
                    f"write {kind.item.expected}",
                )
                return ABSENT
            return self._read_scalar(node, kind.item, name)
        if depth == _DEEPEST_LITERAL:
            self.report(
                "value-typed",
                f"'{name}': lists stand more than {_DEEPEST_LITERAL} deep in each other",
                node.place,
                "flatten them",
            )
            return ABSENT
        items = [self._read_literal(item, kind, name, depth=depth + 1) for item in node.items]
        return ABSENT if ABSENT in items else tuple(items)

    def _read_list(self, node: Node, kind: ListOf, name: str) -> Read:
        if not isinstance(node, Sequence):
            self._report_type(node, "a list", name)
            if not isinstance(node, Scalar) or isinstance(kind.item, RecordOf):
                return ABSENT
            node = Sequence(
                (node,), node.spot, flow=True
            )  # read on as the list that was surely meant
        if not kind.least <= len(node.items) <= kind.most:
            self._report_size(node, kind, name)
            return ABSENT
        seen: dict[str, Spot] = {}
        values = []
        for item in node.items:
            if isinstance(item, Scalar) and item.is_null:
                self.report(
                    "value-present",
                    f"an item of '{name}' is empty",
                    item.place,
                    "write the item, or remove its '-'",
                )
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
            self._report_type(node, "a mapping", name)
            return ABSENT
        pairs = []
        for key, value in node.pairs:
            told = self._read_scalar(key, kind.key, name)
            if isinstance(value, Scalar) and value.is_null:
                self.report(
                    "value-present",
                    f"'{shorten(key.text)}' has no value",
                    key.place,
                    f"write {shorten(key.text)}: and its value",
                )
                read = ABSENT
            else:
                read = self.read_value(value, kind.value, shorten(key.text))
            pairs.append((told, read))
        return ABSENT if any(ABSENT in pair for pair in pairs) else tuple(pairs)

    def _is_repeated(self, item: Node, unique: str, name: str, seen: dict[str, Spot]) -> bool:
        mark = _find_mark(item, unique)
        if mark is None:
            return False
        first = seen.setdefault(mark.text, mark.spot)
        if first is mark.spot:
            return False
        note = Note(f"'{shorten(mark.text)}' is first written here", first.place)
        hint = (
            "remove one of the two" if unique == "" else f"give each of '{name}' its own {unique}"
        )
        self.report(
            "id-unique",
            f"'{shorten(mark.text)}' stands twice in '{name}'",
            mark.place,
            hint,
            notes=(note,),
        )
        return True

    def _check_required(self, node: Mapping, shape: Shape) -> None:
        written = {key.text for key, _ in node.pairs}
        missing = [item.name for item in shape.fields if item.required and item.name not in written]
        if missing:
            quoted = [f"'{name}'" for name in missing]
            what = quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} and {quoted[-1]}"
            self.report(
                "key-present",
                f"{shape.name} here lacks {what}",
                node.place,
                f"add {_hint_value(shape.by_name[missing[0]])}",
            )

    def _check_alternatives(self, node: Mapping, shape: Shape, values: dict[str, Read]) -> None:
        if not shape.exactly_one:
            return
        given = [
            key
            for key, _ in node.pairs
            if key.text in shape.exactly_one and values.get(key.text, ABSENT) is not False
        ]
        if len(given) == 1:
            return
        either = f"either {' or '.join(repr(name) for name in shape.exactly_one)}"
        hint = (
            "remove one of the two"
            if given
            else f"add {' or '.join(repr(f'{name}: …') for name in shape.exactly_one)}"
        )
        message = f"{shape.name} has {either}; this one has {'both' if given else 'neither'}"
        self.report("alternative-chosen", message, given[1].place if given else node.place, hint)

    def _report_unknown(self, key: Scalar, value: Node, shape: Shape, *, in_braces: bool) -> None:
        self._suggested += 1
        if in_braces and isinstance(value, Scalar) and value.is_null:
            hint = "inside { } a comma ends the value: put a text with a comma in it in quotes"
        elif self._suggested > _MOST_SUGGESTED:
            hint = ""
        else:
            hint = suggest_key(key.text, shape.by_name)
        self.report("key-known", f"{shape.name} has no key '{shorten(key.text)}'", key.place, hint)

    def _report_empty(self, key: Scalar, item: Field, shape: Shape) -> None:
        """An empty value of an optional key is no fault: it reads as if the key were not there."""
        if item.required:
            self.report(
                "key-present",
                f"'{item.name}' of {shape.name} has no value",
                key.place,
                f"write {_hint_value(item)}",
            )

    def _report_size(self, node: Sequence, kind: ListOf, name: str) -> None:
        count, lacking = len(node.items), kind.least - len(node.items)
        bound = "" if kind.least == kind.most else "at least " if lacking > 0 else "at most "
        wanted = kind.least if lacking > 0 else kind.most
        more = f"add {lacking}{' more' if count else ''}: {_describe_kind(kind.item)}"
        hint = more if lacking > 0 else f"remove {count - kind.most:,}"
        written = f"{count or 'no'} {'item' if count == 1 else 'items'}"
        message = (
            f"'{name}' has {written}; {bound}{wanted:,} {'is' if wanted == 1 else 'are'} wanted"
        )
        self.report("list-sized", message, node.place, hint)

    def _report_type(self, node: Node, expected: str, name: str = "") -> None:
        if isinstance(node, Unreadable):
            return
        subject = f"'{name}' holds" if name else "here stands"
        self.report(
            "value-typed",
            f"{subject} {_describe(node)} where {expected} is wanted",
            node.place,
            _hint_type(node, expected),
        )


def _place_values(node: Mapping) -> dict[str, Place]:
    """Where each key's value stands, and the parts of plain lists and mappings: `at.0`, and `set.ridge` with its key."""
    places = {key.text: value.place for key, value in node.pairs}
    for name, value in node.pairs:
        if isinstance(value, Mapping):
            places |= {
                f"{name.text}.{key.text}": _span_pair(key.spot, part.spot)
                for key, part in value.pairs
            }
        elif isinstance(value, Sequence):
            places |= {
                f"{name.text}.{index}": part.place
                for index, part in enumerate(value.items)
                if isinstance(part, Scalar)
            }
    return places


def _span_pair(key: Spot, value: Spot) -> Place:
    """From the key to the end of its value, or of the key alone where the value stands on another line."""
    width = value.column + value.width - key.column if value.line == key.line else key.width
    return key._replace(width=width).place


def _find_mark(item: Node, unique: str) -> Scalar | None:
    """The scalar by which an item is told from the others: itself, or the value of its key `unique`."""
    if unique == "":
        return item if isinstance(item, Scalar) else None
    if not isinstance(item, Mapping):
        return None
    return next(
        (value for key, value in item.pairs if key.text == unique and isinstance(value, Scalar)),
        None,
    )


def _describe_kind(kind: AnyKind) -> str:
    """One item of a kind, with its article."""
    match kind:
        case Names():
            return kind.form.expected
        case RecordOf():
            return kind.shape.name
        case Literals():
            return kind.item.expected
        case ListOf() | MappingOf():
            return "an item"
        case _:
            return kind.expected


def _hint_value(item: Field) -> str:
    """`'kind: …', one of: definition, …`, or what the key says."""
    return (
        f"'{item.name}: …', {item.kind.expected}"
        if isinstance(item.kind, Choice)
        else f"'{item.name}: …': {item.says}"
    )


def _describe(node: Node) -> str:
    match node:
        case Mapping(pairs=pairs):
            return (
                f"a mapping with the key '{shorten(pairs[0][0].text)}'"
                if pairs
                else "an empty mapping"
            )
        case Sequence():
            return "a list"
        case Scalar(text=text):
            return f"the text '{shorten(text)}'"
    return "nothing"


def _hint_type(node: Node, expected: str) -> str:
    if isinstance(node, Mapping) and not node.flow:
        return "a colon and a space make a key: put a text with one in single quotes, and its continuation on lines indented further"
    if isinstance(node, Mapping | Sequence) and node.flow:
        opening = "{" if isinstance(node, Mapping) else "["
        return f"put a text that begins with '{opening}' in single quotes"
    if expected == "a list" and isinstance(node, Scalar):
        return f"write [{shorten(node.text)}], or begin each item on a line of its own with '- '"
    if isinstance(node, Sequence):
        return "remove the '-'"
    return "write it as 'key: value' lines, indented"
