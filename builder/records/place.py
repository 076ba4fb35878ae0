"""Where in the author's files a value was written."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A stretch of one line.

    `path` relative to the atlas's root with `/`, `line` and `column` 1-based, `width` in
    characters.

    Where a file or folder is meant as a whole, the width is 0, and no line is shown.
    """

    path: str
    line: int = 1
    column: int = 1
    width: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Ref:
    """An id that names another object, with the place where it stands.

    Equal to any `Ref` of the same id.
    """

    id: str
    place: Place = field(compare=False)

    def __str__(self) -> str:
        return self.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """Base of every record that an author writes.

    Where it stands, and where each of its keys' values stands.

    Places never take part in comparison: a record moved by a blank line is the same record.
    """

    place: Place = field(compare=False, repr=False)
    places: Mapping[str, Place] = field(
        compare=False, repr=False, default_factory=dict
    )  # "kind" -> place of its value

    def place_of(self, key: str) -> Place:
        """Return the place of the value of `key`, or of the record if the key is absent."""
        return self.places.get(key, self.place)
