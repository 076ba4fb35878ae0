"""The problems of values that do not fit the table of fields, each with its message and hint."""

from builder.load.fields import (
    AnyKind,
    Field,
    ListOf,
    Literals,
    MappingOf,
    Names,
    RecordOf,
    RecordShape,
)
from builder.load.kinds import Choice, shorten
from builder.load.nodes import Mapping, Node, Scalar, Sequence
from builder.records.problem import Note, Problem


def explain_type(node: Node, expected: str, name: str = "") -> Problem:
    """Return the problem of a node that is not of the expected kind."""
    subject = f"'{name}' holds" if name else "here stands"
    message = f"{subject} {_describe_node(node)} where {expected} is wanted"
    return Problem("value-typed", message, node.place, _hint_type(node, expected))


def explain_size(node: Sequence, kind: ListOf, name: str) -> Problem:
    """Return the problem of a list that has too few or too many items."""
    count, lacking = len(node.items), kind.least - len(node.items)
    bound = "" if kind.least == kind.most else "at least " if lacking > 0 else "at most "
    wanted = kind.least if lacking > 0 else kind.most
    written = f"{count or 'no'} {'item' if count == 1 else 'items'}"
    verb = "is" if wanted == 1 else "are"
    message = f"'{name}' has {written}; {bound}{wanted:,} {verb} wanted"
    hint = f"remove {count - kind.most:,}"
    if lacking > 0:
        hint = f"add {lacking}{' more' if count else ''}: {_describe_kind(kind.item)}"
    return Problem("list-sized", message, node.place, hint)


def explain_repeat(repeated: Scalar, first: Scalar, name: str, unique: str) -> Problem:
    """Return the problem of a list item with the text or the key `unique` of an earlier item."""
    quoted = f"'{shorten(repeated.text)}'"
    note = Note(f"{quoted} is first written here", first.place)
    hint = f"give each of '{name}' its own {unique}" if unique else "remove one of the two"
    message = f"{quoted} stands twice in '{name}'"
    return Problem("id-unique", message, repeated.place, hint, notes=(note,))


def explain_missing(node: Mapping, shape: RecordShape) -> Problem | None:
    """Return the problem of a record that lacks required keys."""
    written = {key.text for key, _ in node.pairs}
    missing = [item for item in shape.fields if item.required and item.name not in written]
    if not missing:
        return None
    *others, last = (f"'{item.name}'" for item in missing)
    listed = f"{', '.join(others)} and {last}" if others else last
    hint = f"add {_hint_value(missing[0])}"
    return Problem("key-present", f"{shape.name} here lacks {listed}", node.place, hint)


def explain_empty(key: Scalar, item: Field, shape: RecordShape) -> Problem:
    """Return the problem of a required key without a value."""
    message = f"'{item.name}' of {shape.name} has no value"
    return Problem("key-present", message, key.place, f"write {_hint_value(item)}")


def explain_alternatives(node: Mapping, shape: RecordShape, given: list[Scalar]) -> Problem:
    """Return the problem of a record that has both or neither of two alternative keys."""
    either = f"either {' or '.join(repr(name) for name in shape.exactly_one)}"
    message = f"{shape.name} has {either}; this one has {'both' if given else 'neither'}"
    hint = f"add {' or '.join(repr(f'{name}: …') for name in shape.exactly_one)}"
    if given:
        hint = "remove one of the two"
    place = given[1].place if given else node.place
    return Problem("alternative-chosen", message, place, hint)


def _describe_kind(kind: AnyKind) -> str:
    """Return the name of one value of a kind, with its article."""
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


def _describe_node(node: Node) -> str:
    match node:
        case Mapping(pairs=()):
            return "an empty mapping"
        case Mapping(pairs=pairs):
            return f"a mapping with the key '{shorten(pairs[0][0].text)}'"
        case Sequence():
            return "a list"
        case Scalar(text=text):
            return f"the text '{shorten(text)}'"
    return "nothing"


def _hint_value(item: Field) -> str:
    """Return `'kind: …', one of: definition, …`, or the meaning of the key."""
    if isinstance(item.kind, Choice):
        return f"'{item.name}: …', {item.kind.expected}"
    return f"'{item.name}: …': {item.says}"


def _hint_type(node: Node, expected: str) -> str:
    if isinstance(node, Mapping) and not node.flow:
        return (
            "a colon and a space make a key: put a text with one in single quotes,"
            " and its continuation on lines indented further"
        )
    if isinstance(node, Mapping | Sequence) and node.flow:
        opening = "{" if isinstance(node, Mapping) else "["
        return f"put a text that begins with '{opening}' in single quotes"
    if expected == "a list" and isinstance(node, Scalar):
        return f"write [{shorten(node.text)}], or begin each item on a line of its own with '- '"
    if isinstance(node, Sequence):
        return "remove the '-'"
    return "write it as 'key: value' lines, indented"
