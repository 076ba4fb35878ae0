"""A step that is worked out for each of many items, and its results."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from builder.records.serializer import Serializer

H = TypeVar("H")
B = TypeVar("B")


@dataclass(frozen=True, slots=True)
class Step(Generic[H, B]):
    """A step that makes a head and a body of each item; a body is read on request.

    `is_final` is false for a head that the next build has to work out again.
    """

    name: str
    head: Serializer[H]
    body: Serializer[B]
    is_final: Callable[[H], bool] = lambda head: True


class Results(Mapping[str, H], Generic[H, B]):
    """What a step has made.

    The head of each item by its id, in the items' order; bodies and digests by id.
    """

    def __init__(
        self, heads: Mapping[str, H], digests: Mapping[str, str], read_body: Callable[[str], B]
    ) -> None:
        self._heads = heads
        self._digests = digests
        self._read_body = read_body

    def __getitem__(self, item: str) -> H:
        return self._heads[item]

    def __iter__(self) -> Iterator[str]:
        return iter(self._heads)

    def __len__(self) -> int:
        return len(self._heads)

    def body(self, item: str) -> B:
        """Read the body of an item. Raises: `KeyError` for an unknown item."""
        return self._read_body(item)

    def digest(self, item: str) -> str:
        """Return the digest of an item's head and body."""
        return self._digests[item]

    def select(self, items: "Mapping[str, object] | set[str] | tuple[str, ...]") -> "Results[H, B]":
        """Return the results of these items alone."""
        return Results({item: self._heads[item] for item in items}, self._digests, self._read_body)
