"""Records of which only the head has been read: they say what whole ones say, and read the rest when it is asked for, once."""

import pickle
from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path

import pytest

from builder.effects.disk import read_tree
from builder.load import load_atlas
from builder.load.atlas import CONCEPT
from builder.records.codec import HeadedCodec, cut_head
from builder.records.concept import Concept
from builder.records.gone import GoneError
from builder.records.hollow import Hollow, replace_fields
from builder.records.memory import Memory
from builder.records.problem import Problems

SITES = Path(__file__).parent / "sites"


@dataclass(frozen=True, slots=True)
class Part(Hollow):
    words: str


@dataclass(frozen=True, slots=True)
class Record(Hollow):
    id: str
    text: str = ""
    part: Part | None = None
    other: Part | None = None
    numbers: tuple[int, ...] = ()


CODEC = HeadedCodec[Record, str](Record, str, ("id",))
WHOLE = Record("a", text="long", part=Part("of it"))


class Source:
    """Reads what was written, and counts how often."""

    def __init__(self, value: tuple[Record, str]) -> None:
        self.raw = CODEC.write(value) or b""
        self.reads = 0

    def __call__(self) -> tuple[Record, str]:
        self.reads += 1
        found = CODEC.read(self.raw)
        assert found is not None
        return found


@pytest.fixture
def source() -> Source:
    return Source((WHOLE, "beside"))


@pytest.fixture
def hollow(source: Source) -> Record:
    found = CODEC.read_head(cut_head(source.raw), source)
    assert found is not None
    record, beside = found
    assert beside == "beside"
    return record


def test_what_is_in_the_head_and_what_holds_its_default_is_known_without_the_rest(
    hollow: Record, source: Source
) -> None:
    assert (hollow.id, hollow.other, hollow.numbers) == ("a", None, ())
    assert hollow.part is not None
    assert source.reads == 0


@pytest.mark.parametrize(
    "ask", [lambda one: one.text, lambda one: one.part.words, lambda one: one == WHOLE, hash, repr]
)
def test_the_rest_is_read_once_whatever_is_asked_for(
    ask: Callable[[Record], object], hollow: Record, source: Source
) -> None:
    for _ in range(2):
        assert ask(hollow) == ask(WHOLE)
        assert (hollow.text, hollow.part, hollow) == ("long", Part("of it"), WHOLE)
    assert source.reads == 1


def test_a_record_with_another_value_is_as_hollow_as_it_was(hollow: Record, source: Source) -> None:
    changed = replace_fields(hollow, text="short")
    assert (changed.id, changed.text) == ("a", "short")
    assert source.reads == 0
    assert changed == Record("a", text="short", part=Part("of it"))
    assert replace_fields(WHOLE, text="short") == changed


def test_a_hollow_record_is_written_and_handed_over_whole(hollow: Record, source: Source) -> None:
    assert CODEC.write((replace_fields(hollow), "beside")) == source.raw
    assert pickle.loads(pickle.dumps(hollow)) == WHOLE


def test_what_is_no_field_is_not_looked_for(hollow: Record, source: Source) -> None:
    for record in (hollow, WHOLE):
        with pytest.raises(AttributeError, match="'Record' has no 'size'"):
            record.size  # type: ignore[attr-defined]  # noqa: B018
    assert source.reads == 0


@pytest.mark.parametrize("cut", range(1, 12))
def test_a_head_that_is_none_is_not_read(cut: int, source: Source) -> None:
    head = cut_head(source.raw)
    assert CODEC.read_head(head[:-cut], source) is None
    assert CODEC.read_head(head + b"x", source) is None


@pytest.mark.parametrize("site", ["small", "example"])
def test_every_concept_comes_back_from_its_head(site: str) -> None:
    atlas, _ = load_atlas(read_tree(SITES / site / "in"))
    for concept in atlas.concepts:
        raw = CONCEPT.write((concept, ()))
        assert raw is not None

        def fill(raw: bytes = raw) -> tuple[Concept, Problems]:
            found = CONCEPT.read(raw)
            assert found is not None
            return found

        for field in fields(Concept):  # whichever is asked for first
            found = CONCEPT.read_head(cut_head(raw), fill)
            assert found is not None
            assert getattr(found[0], field.name) == getattr(concept, field.name)
            assert found[0] == concept


class Shelf:
    """A store that may lose what it had."""

    def __init__(self) -> None:
        self.entries: dict[str, bytes] = {}

    def recall(self, key: str) -> bytes | None:
        return self.entries.get(key)

    def recall_head(self, key: str) -> bytes | None:
        return cut_head(self.entries[key]) if key in self.entries else None

    def keep(self, key: str, body: bytes) -> bool:
        self.entries[key] = body
        return True

    keep_headed = keep


def test_what_has_gone_by_the_time_it_is_asked_for_says_so() -> None:
    shelf = Shelf()
    for name in ("first process", "second process"):
        memory = Memory()
        memory.begin(shelf)
        record, _ = memory.recall("record", ("known by",), lambda: (WHOLE, "beside"), CODEC)
        assert record.id == "a", name
    shelf.entries.clear()
    with pytest.raises(GoneError):
        assert record.text
