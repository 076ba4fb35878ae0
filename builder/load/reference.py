"""The reference of every key that an author writes, as Markdown, from the tables of fields."""

from collections.abc import Iterable, Iterator, Sequence

from builder.load.config import CAP, IMPORTS, LIMITS, SETTINGS, SEVERITIES
from builder.load.fields import (
    AnyKind,
    Field,
    ListOf,
    Literals,
    MappingOf,
    Names,
    Prose,
    RecordOf,
    RecordShape,
)
from builder.load.kinds import Choice
from builder.load.schema import FILES
from builder.load.witness_shapes import LIMITS as LIMIT_FIELDS

_HEAD = """# Every key

<!-- Written by `plumbline schema --markdown`. Edit the tables of builder/load, not this file. -->

This page lists every key of `concept.yaml`, `domain.yaml`, `reviews.yaml`, `snapshots.yaml`,
`audits.yaml`, `criteria.yaml` and `[tool.builder]`. A record without a required key cannot be read.
Rules may ask for other keys, such as a caveat of every claim: see [rules.md](rules.md). The status
`draft` asks for the least.
"""
_CONFIG = """## `[tool.builder]` of `pyproject.toml`

Every key may be left out.
"""
_MOST = ListOf(Prose()).most  # items of a list for which no other bound is set

Row = Sequence[str]


def write_reference() -> str:
    """Return the reference of all files and of the configuration."""
    files = (part for name, kind, says in FILES for part in _write_file(name, kind, says))
    return "\n".join((_HEAD, *files, *_write_config()))


def _write_file(name: str, kind: RecordOf | ListOf, says: str) -> Iterator[str]:
    """Yield the heading of a file, and a table for its record and for each record inside it."""
    top = kind.item if isinstance(kind, ListOf) else kind
    assert isinstance(top, RecordOf)
    form = f" The file is {_describe(kind, name)}." if isinstance(kind, ListOf) else ""
    yield f"## `{name}`\n\n{says}{form}\n"
    for shape in {shape.name: shape for shape in _walk(top.shape)}.values():
        if shape is not top.shape or isinstance(kind, ListOf):
            yield f"### {_title(shape, name)}\n"
        yield _write_shape(shape, name)


def _walk(shape: RecordShape) -> Iterator[RecordShape]:
    """Yield a shape and those of its fields, in the order in which the keys are listed."""
    yield shape
    for field in shape.fields:
        kind = field.kind.item if isinstance(field.kind, ListOf) else field.kind
        if isinstance(kind, RecordOf):
            yield from _walk(kind.shape)


def _write_shape(shape: RecordShape, file: str) -> str:
    """Return the table of the keys of one record."""
    rows = (_write_field(field, file) for field in shape.fields)
    table = _write_table(("key", "value", "required", "meaning"), rows)
    if not shape.exactly_one:
        return table
    names = " and ".join(f"`{name}`" for name in shape.exactly_one)
    return f"{table}\nExactly one of {names} is written.\n"


def _write_field(field: Field, file: str) -> Row:
    required = "yes" if field.required else ""
    return f"`{field.name}`", _describe(field.kind, file), required, field.says


def _describe(kind: AnyKind, file: str) -> str:
    """Return what a value of the kind is, with links to records of the same file."""
    match kind:
        case Prose(blocks=blocks):
            return "paragraphs with Markdown" if blocks else "a text with Markdown"
        case Names(form=form):
            return form.expected
        case Literals(item=item):
            return item.expected
        case Choice(options=options):
            return ", ".join(f"`{option}`" for option in options)
        case RecordOf(shape=shape, bare=bare):
            anchor = _title(shape, file).lower().replace(" ", "-").replace("`", "").replace(".", "")
            alone = f", or its `{bare}` alone" if bare else ""
            return f"[{shape.name}](#{anchor}){alone}"
        case MappingOf(value=value, key=key):
            return f"a mapping from {key.expected} to {_describe(value, file)}"
        case ListOf():
            return f"a list of {_count(kind)}: {_describe(kind.item, file)}{_distinguish(kind)}"
    return kind.expected


def _title(shape: RecordShape, file: str) -> str:
    """Return the heading of a record, which names its file since two files have a reviewer."""
    noun = shape.name.removeprefix("an ").removeprefix("a ").removeprefix("the ")
    return f"{noun.capitalize()} in `{file}`"


def _count(kind: ListOf) -> str:
    """Return `2 to 20` or the like: how many items a list has."""
    if kind.least == kind.most:
        return f"{kind.least}"
    if kind.most == _MOST:
        return f"{kind.least} or more" if kind.least else "any length"
    return f"{kind.least} to {kind.most}" if kind.least else f"at most {kind.most}"


def _distinguish(kind: ListOf) -> str:
    if kind.unique is None:
        return ""
    return f", no two with the same `{kind.unique}`" if kind.unique else ", no two alike"


def _write_config() -> Iterator[str]:
    """Yield the tables of the configuration."""
    head = ("key", "default", "meaning")
    yield _CONFIG
    yield _write_table(head, ((f"`{one.name}`", one.default, one.says) for one in SETTINGS))
    yield "### `[tool.builder.limits]`\n\nWhat one run of a witness may use: positive integers.\n"
    limits = [(f"`{name}`", f"{LIMITS[name]}", LIMIT_FIELDS.by_name[name].says) for name in LIMITS]
    cap = "How many times these limits a concept may ask for in its own `limits`."
    yield _write_table(head, (*limits, ("`cap`", f"{CAP}", cap)))
    yield "### `[tool.builder.witness]`\n"
    imports = ", ".join(f"`{name}`" for name in IMPORTS)
    says = "A list of the modules that witnesses may import."
    yield _write_table(head, (("`allow_imports`", imports, says),))
    severities = ", ".join(f"`{severity}`" for severity in SEVERITIES)
    yield "### `[tool.builder.rules]`\n"
    yield (
        "Each key is the code of a rule that may be lowered; [rules.md](rules.md) lists them. Its "
        f"value is a table with two keys, both required: `severity`, one of {severities}, and "
        "`reason`, a text.\n"
    )


def _write_table(head: Row, rows: Iterable[Row]) -> str:
    """Return a table of Markdown, with vertical lines inside its cells escaped."""
    lines = [head, ["---"] * len(head), *rows]
    return "".join(
        f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |\n" for line in lines
    )
