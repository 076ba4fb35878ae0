"""JSON Schemas: from the table that the readers follow, and so about the same keys."""

import json
from dataclasses import MISSING, fields

from builder.load import schemas
from builder.load.fields import ListOf, RecordOf, RecordShape
from builder.load.file_shapes import AUDIT, CONCEPT, DOMAIN, REVIEW
from builder.load.witness_shapes import RIVAL
from builder.records.concept import Rival

OWN = {
    "place",
    "places",
    "id",
    "content",
    "reviews",
    "snapshots",
    "files",
    "unread",
}  # of a concept: not written in its own record


def walk_shapes(shape: RecordShape) -> list[RecordShape]:
    kinds = [
        field.kind.item if isinstance(field.kind, ListOf) else field.kind for field in shape.fields
    ]
    return [
        shape,
        *(
            found
            for kind in kinds
            if isinstance(kind, RecordOf)
            for found in walk_shapes(kind.shape)
        ),
    ]


SHAPES = {
    Rival if shape is RIVAL else shape.make: shape
    for top in (CONCEPT, DOMAIN, REVIEW, AUDIT)
    for shape in walk_shapes(top)
}


def name_attribute(key: str) -> str:
    """Return the attribute of a key: `with` of a rival is a word of Python."""
    return {"with": "instead"}.get(key, key)


def test_the_table_names_every_attribute_of_every_record_and_no_other() -> None:
    for record, shape in SHAPES.items():
        own = OWN if shape in (CONCEPT, DOMAIN) else {"place", "places"}
        assert {name_attribute(field.name) for field in shape.fields} == {
            field.name for field in fields(record)
        } - own


def test_a_key_is_required_where_its_attribute_has_no_default() -> None:
    for record, shape in SHAPES.items():
        bare = {
            field.name
            for field in fields(record)
            if field.default is MISSING and field.default_factory is MISSING
        } - {"place"}
        required = {name_attribute(field.name) for field in shape.fields if field.required}
        assert required == bare - (OWN if shape in (CONCEPT, DOMAIN) else set())


def test_every_key_says_what_it_means() -> None:
    assert [
        field.name
        for shape in SHAPES.values()
        for field in shape.fields
        if not field.says.endswith((".", ".`"))
    ] == []


def test_there_is_a_schema_for_every_yaml_file() -> None:
    assert list(schemas()) == [
        "concept.yaml",
        "domain.yaml",
        "reviews.yaml",
        "snapshots.yaml",
        "audits.yaml",
        "criteria.yaml",
    ]


def test_every_reference_of_a_schema_leads_to_a_definition() -> None:
    for schema in schemas().values():
        text = json.dumps(schema)
        named = {part.partition('"')[0] for part in text.split('"#/$defs/')[1:]}
        definitions = schema["$defs"]
        assert isinstance(definitions, dict)
        assert named == set(definitions)


def test_the_schema_of_a_concept_knows_its_keys_and_choices() -> None:
    definitions = schemas()["concept.yaml"]["$defs"]
    assert isinstance(definitions, dict)
    concept = definitions["Concept"]
    assert concept["required"] == ["title", "summary", "status"]
    assert concept["additionalProperties"] is False
    assert concept["properties"]["status"] == {
        "description": "How far the page is.",
        "enum": ["planned", "draft", "review", "published"],
    }
    assert concept["properties"]["difficulty"]["anyOf"][0] == {
        "type": "integer",
        "minimum": 1,
        "maximum": 5,
    }
