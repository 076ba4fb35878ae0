"""The JSON Schemas of the YAML files, for editors, from the table of fields."""

from builder.load.criteria_shapes import CRITERIA
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
from builder.load.file_shapes import AUDITS, CONCEPT, DOMAIN, REVIEWS, SNAPSHOTS
from builder.load.kinds import Schema

FILES: tuple[tuple[str, RecordOf | ListOf, str], ...] = (
    ("concept.yaml", RecordOf(CONCEPT), "The record of one concept."),
    ("domain.yaml", RecordOf(DOMAIN), "One domain."),
    ("reviews.yaml", REVIEWS, "The reviews of one concept's claims; append-only."),
    ("snapshots.yaml", SNAPSHOTS, "What reviews of one concept's claims read; append-only."),
    ("audits.yaml", AUDITS, "How the records of sources were checked; append-only."),
    ("criteria.yaml", RecordOf(CRITERIA), "What reviewers are asked, and where."),
)


def schemas() -> dict[str, dict[str, object]]:
    """Return the JSON Schema 2020-12 of each file by its name."""
    return {name: _write_schema(name, kind, says) for name, kind, says in FILES}


def _write_schema(name: str, kind: RecordOf | ListOf, says: str) -> Schema:
    shapes: dict[str, RecordShape] = {}
    body = _schema_of(kind, shapes)
    definitions: Schema = {}
    while len(definitions) < len(shapes):  # the fields of a shape may add further shapes
        for class_name, shape in list(shapes.items()):
            if class_name not in definitions:
                definitions[class_name] = _schema_of_shape(shape, shapes)
    head: Schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": name,
        "description": says,
    }
    return head | body | {"$defs": dict(sorted(definitions.items()))}


def _schema_of(kind: AnyKind, shapes: dict[str, RecordShape]) -> Schema:
    match kind:
        case Prose():
            return {"type": ["string", "number", "boolean"]}
        case Names(form=form):
            return form.schema()
        case Literals(item=item):
            return item.schema()
        case ListOf():
            items = _schema_of(kind.item, shapes)
            schema: Schema = {"type": "array", "items": items, "maxItems": kind.most}
            bounds: Schema = {"minItems": kind.least} if kind.least else {}
            unique: Schema = {"uniqueItems": True} if kind.unique == "" else {}
            return schema | bounds | unique
        case MappingOf(value=value, key=key):
            return {
                "type": "object",
                "propertyNames": key.schema(),
                "additionalProperties": _schema_of(value, shapes),
            }
        case RecordOf(shape=shape, bare=bare):
            class_name = shape.make.__name__
            shapes[class_name] = shape
            record: Schema = {"$ref": f"#/$defs/{class_name}"}
            alone = [_schema_of(shape.by_name[bare].kind, shapes)] if bare else []
            return {"anyOf": [*alone, record]} if alone else record
    return kind.schema()


def _schema_of_shape(shape: RecordShape, shapes: dict[str, RecordShape]) -> Schema:
    schema: Schema = {
        "description": shape.name,
        "type": "object",
        "additionalProperties": False,
        "properties": {
            field.name: _schema_of_field(field.kind, field.says, shapes, required=field.required)
            for field in shape.fields
        },
        "required": [field.name for field in shape.fields if field.required],
    }
    if shape.exactly_one:
        schema["oneOf"] = [{"required": [name]} for name in shape.exactly_one]
    return schema


def _schema_of_field(
    kind: AnyKind, says: str, shapes: dict[str, RecordShape], *, required: bool
) -> Schema:
    """Return the schema of a value; an optional key may also be empty."""
    schema = _schema_of(kind, shapes)
    return {"description": says} | (schema if required else {"anyOf": [schema, {"type": "null"}]})
