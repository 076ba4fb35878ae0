"""The parts of the table of fields: fields, kinds of collections, and shapes.

A shape is the table of the fields of one record class.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from builder.load.kinds import Kind, Shaped
from builder.load.numbers import Value


@dataclass(frozen=True, slots=True)
class Prose:
    """Markdown with maths: inline text, or paragraphs and lists if `blocks` is true."""

    blocks: bool = False
    expected: str = "a text"


@dataclass(frozen=True, slots=True)
class Names:
    """The id of another object, stored with its place; `form` is the form of the id."""

    form: Shaped


@dataclass(frozen=True, slots=True)
class Literals:
    """A literal of the witness, or a list of literals of bounded depth."""

    item: Value


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list. No two items may have the same value of the key `unique`.

    With `""` no two items may be equal; with `None` items may repeat.
    """

    item: "AnyKind"
    least: int = 0
    most: int = 10_000
    unique: str | None = None


@dataclass(frozen=True, slots=True)
class MappingOf:
    """A mapping with keys that the author chooses; its value is pairs in the order written."""

    value: "AnyKind"
    key: Shaped


@dataclass(frozen=True, slots=True)
class RecordOf:
    """A record with a shape. A value alone stands for a record with just the key `bare`."""

    shape: "RecordShape"
    bare: str = ""


AnyKind = Kind | Prose | Names | Literals | ListOf | MappingOf | RecordOf


@dataclass(frozen=True, slots=True)
class Field:
    """One key of a record: the kind of its value, and its meaning in words.

    A record without a required key cannot be read.
    """

    name: str
    kind: AnyKind
    says: str
    required: bool = False


@dataclass(frozen=True, slots=True)
class RecordShape:
    """The fields of one record class. A record has exactly one of the keys in `exactly_one`.

    `make` is called with the values by field name, and with `place` and `places`. Its type has
    `Any`, since each class has different fields.
    """

    name: str  # of one record, with its article: "a claim"
    make: Callable[..., Any]
    fields: tuple[Field, ...]
    exactly_one: tuple[str, ...] = ()
    by_name: Mapping[str, Field] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {field.name: field for field in self.fields})
