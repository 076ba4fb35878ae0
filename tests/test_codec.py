"""Records that come back from a store: all of them, places and tokens too; and nothing else comes back."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest
from markdown_it.token import Token

from builder.effects.disk import read_tree
from builder.load import load_atlas
from builder.load.atlas import CONCEPT
from builder.records.codec import Codec
from builder.records.outline import Outline, Parameter
from builder.records.place import Place
from builder.records.text import Tokens
from tests.atlases import make_concept

ROOT = Path(__file__).parents[1]
TREES = {"the atlas": ROOT, "a small site": ROOT / "tests" / "sites" / "small" / "in"}


def spell_out(value: object) -> object:
    """Everything that a record holds, what takes no part in comparing too."""
    if isinstance(value, Tokens | list | tuple):
        return [spell_out(part) for part in value]
    if isinstance(value, Mapping):
        return {key: spell_out(part) for key, part in value.items()}
    if isinstance(value, Token) or is_dataclass(value):
        return type(value).__name__, [
            (field.name, spell_out(getattr(value, field.name))) for field in fields(value)
        ]  # type: ignore[arg-type]
    return value


@pytest.mark.parametrize("name", TREES)
def test_a_concept_comes_back_with_its_places_and_tokens(name: str) -> None:
    atlas, _ = load_atlas(read_tree(TREES[name]))
    for concept in atlas.concepts:
        raw = CONCEPT.write((concept, ()))
        assert raw is not None
        back = CONCEPT.read(raw)
        assert back is not None
        assert spell_out(back[0]) == spell_out(concept)


def test_a_record_of_another_type_or_in_part_does_not_come_back() -> None:
    raw = CONCEPT.write((make_concept("a/b"), ())) or b""
    assert CONCEPT.read(raw) is not None
    assert [CONCEPT.read(raw[:size]) for size in range(len(raw))] == [None] * len(raw)
    for other in (
        raw + b"\0",
        b"\x80\x04K\x01.",
        b"null",
        Codec[Place](Place).write(Place("a")) or b"",
    ):
        assert CONCEPT.read(other) is None


def test_what_cannot_be_written_is_not_kept() -> None:
    place = Place("a/content.md")
    large, deep = Parameter("n", 10**30, place), Parameter("n", ((((((1,),),),),),), place)  # type: ignore[arg-type]
    codec = Codec[Outline](Outline)
    assert codec.write(Outline("a/b", parameters=(large,))) is None
    assert codec.read(codec.write(Outline("a/b", parameters=(deep,))) or b"") is None
