"""A whole atlas whose every text field is hostile, made by walking the table of fields: a new field is in it, or stops the tests."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from builder.load.criteria_shapes import CRITERIA
from builder.load.fields import (
    AnyKind,
    Field,
    ListOf,
    Literals,
    MappingOf,
    Prose,
    RecordOf,
    RecordShape,
)
from builder.load.file_shapes import AUDITS, CONCEPT, DOMAIN, REVIEWS
from builder.load.kinds import Address, Choice, Day, Truth, Words
from builder.load.numbers import Whole

PATHS = {
    "concept": "concepts/hostile/texts/concept.yaml",
    "domain": "concepts/hostile/domain.yaml",
    "reviews": "concepts/hostile/texts/reviews.yaml",
    "audits": "sources/audits.yaml",
    "criteria": "sources/criteria.yaml",
}
ROOTS: Mapping[str, AnyKind] = {
    "concept": RecordOf(CONCEPT),
    "domain": RecordOf(DOMAIN),
    "reviews": REVIEWS,
    "audits": AUDITS,
    "criteria": RecordOf(CRITERIA),
}

# Of a record that has alternatives, which keys each of its examples leaves out.
EXAMPLES: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "an option": (("otherwise",), ("when",)),
    "a frame": (("figure",), ("state", "mark")),
    "a figure": (("file", "licence", "source"), ("hero",)),
    "a control": ((), ()),
    "a claim": ((), ()),
}

# Values of a fixed form, by record and key; where a record has several examples, one for each.
FORMED: Mapping[str, str | tuple[str, ...]] = {
    "a concept.status": "review",
    "a concept.aliases": "[hostile/old]",
    "a prerequisite.concept": "hostile/before",
    "a relation.concept": "hostile/beside",
    "a use of a source.key": "source1",
    "a symbol.tex": r"x_{\text{<b>}}",  # TeX
    "a symbol.code": "total",
    "a symbol.shape": "[]",
    "a claim.id": ("said", "echoed"),
    "a criterion.id": "source-supports",
    "a criterion.implies": "[source-supports]",
    "an exemption.claim": "hostile/texts#said",
    "the criteria.demanded": "{review: warning}",
    "a review.criterion": "source-supports",
    "a further claim.claim": "echoed",
    "a claim.kind": "synthetic",
    "a claim.checks": "[holds]",
    "a claim.equations": "[sum]",
    "a claim.shows": "['figure:drawn', demo]",
    "a citation.key": "source1",
    "a misconception.id": "wrong",
    "a misconception.claim": "said",
    "a misconception.repair": "hostile/before",
    "a question.object": "claim:said",
    "a question.evidence": "['check:holds']",
    "a countercondition.fails": "[holds]",
    "a countercondition.set": "{scale: 0}",
    "a rival.id": "none",
    "a rival.replace": "total = scale",
    "a rival.with": "total = -1.0",
    "a rival.refuted_by": "[holds]",
    "the seeds.shown": "2",
    "the seeds.held": "1",
    "a witness.holds_at_least": "{holds: 1}",
    "limits.memory_mib": "1024",
    "limits.time_s": "20",
    "limits.threads": "64",
    "limits.output_kib": "256",
    "a figure.id": ("drawn", "made"),
    "a figure.file": "made.svg",
    "a figure.source": "source1",
    "a data file.file": "data.txt",
    "a data file.source": "source1",
    "a control.name": ("scale", "mood"),
    "a control.values": ("[1, 2]", "['plain', @@]"),
    "an axis.low": "-1000",
    "an axis.high": "1000",
    "an axis.key": "'x <b> \" {{1337*7331}}'",
    "an option.id": ("more", "less"),
    "an option.when": "total > 0",
    "an option.otherwise": "true",
    "an option.repair": "hostile/before",
    "a demo.function": "curve",
    "a demo.result": "shown",
    "a frame.state": "{mood: @@}",
    "a frame.mark": "{x: 1}",
    "a frame.figure": "drawn",
    "a cue.id": "here",
    "a cue.at": "[1, 'total']",
    "an inquiry.figure": "drawn",
    "an exercise.id": "try",
    "an exercise.claim": "said",
    "a review.id": "2026-01-01-1",
    "a review.before": "none",
    "a review.claim": "said",
    "an audit.key": "source1",
    "a domain.order": "1",
}


@dataclass(frozen=True, slots=True)
class Place:
    """One place of the table: the file and the keys that lead there, and what the table says of its value."""

    file: str
    keys: tuple[str, ...]
    holder: str
    field: Field

    @property
    def name(self) -> str:
        return f"{self.holder}.{self.field.name}"

    @property
    def is_text(self) -> bool:
        """Whether any words may stand here; otherwise the value has a form."""
        return isinstance(_item(self.field.kind), Prose | Words)

    @property
    def is_prose(self) -> bool:
        """Whether the text is markdown."""
        return isinstance(_item(self.field.kind), Prose)

    @property
    def most(self) -> int:
        """How many characters one text of a list may have, or any text."""
        kind = _item(self.field.kind)
        return kind.most if isinstance(kind, Words) and kind is not self.field.kind else 100_000


def list_places() -> tuple[Place, ...]:
    """Every field of every record of the table that holds no record itself."""
    return tuple(place for file, kind in ROOTS.items() for place in _walk(file, kind, ()))


def _walk(file: str, kind: AnyKind, keys: tuple[str, ...]) -> Iterator[Place]:
    shape = _shape_of(kind)
    for field in shape.fields if shape else ():
        if _shape_of(field.kind):
            yield from _walk(file, field.kind, (*keys, field.name))
        else:
            yield Place(file, (*keys, field.name), shape.name if shape else "", field)


def _shape_of(kind: AnyKind) -> RecordShape | None:
    if isinstance(kind, RecordOf):
        return kind.shape
    return _shape_of(kind.item) if isinstance(kind, ListOf) else None


Texts = Callable[[Place], list[str]]  # the lines of the text that stands at a place


class Writer:
    """Writes one file of records as YAML; `lines_of` holds on which line of the file each line of a text stands."""

    def __init__(
        self,
        file: str,
        texts: Texts,
        formed: Mapping[str, str] | None = None,
        literal: str = "mood",
    ) -> None:
        self._file, self._texts, self._formed, self._literal = file, texts, formed or {}, literal
        self.lines: list[str] = []
        self.lines_of: dict[
            str, list[int]
        ] = {}  # "a claim.text" -> 1-based lines, those of all its examples

    def write(self) -> str:
        kind = ROOTS[self._file]
        shape = _shape_of(kind)
        assert shape is not None
        self._write_record(shape, (), 0, "- " if isinstance(kind, ListOf) else "", 0)
        return "\n".join(self.lines) + "\n"

    def _write_record(
        self, shape: RecordShape, keys: tuple[str, ...], depth: int, bullet: str, example: int
    ) -> None:
        left_out = EXAMPLES.get(shape.name, ((),))[example]
        indent = "  " * depth
        for number, field in enumerate(
            field for field in shape.fields if field.name not in left_out
        ):
            lead = indent + (bullet if number == 0 else "  " if bullet else "")
            inner = depth + (1 if bullet else 0)
            below = _shape_of(field.kind)
            if below is None:
                self._write_value(
                    Place(self._file, (*keys, field.name), shape.name, field), lead, inner, example
                )
                continue
            self.lines.append(f"{lead}{field.name}:")
            is_list = isinstance(field.kind, ListOf)
            for one in range(len(EXAMPLES.get(below.name, ((),))) if is_list else 1):
                self._write_record(
                    below, (*keys, field.name), inner + 1, "- " if is_list else "", one
                )

    def _write_value(self, place: Place, lead: str, depth: int, example: int) -> None:
        here = self.lines_of.setdefault(place.name, [])
        formed = self._formed.get(place.name) or self._find_formed(place, example)
        if formed:
            self.lines.append(f"{lead}{place.field.name}: {formed}")
            here.append(len(self.lines))
            return
        indent = "  " * (depth + 1)
        if isinstance(place.field.kind, ListOf):
            self.lines.append(f"{lead}{place.field.name}:")
            for text in self._texts(place):
                self.lines.append(f"{indent}- '{text.replace(chr(39), chr(39) * 2)}'")
                here.append(len(self.lines))
            return
        self.lines.append(f"{lead}{place.field.name}: |-")
        for text in self._texts(place):
            self.lines.append(indent + text)
            here.append(len(self.lines))

    def _find_formed(self, place: Place, example: int) -> str:
        given = FORMED.get(place.name)
        if given is not None:
            value = given if isinstance(given, str) else given[example]
            return value.replace("@@", "'" + self._literal.replace("'", "''") + "'")
        match place.field.kind:
            case Choice(options=options):
                return next(iter(options))
            case Whole(least=least):
                return str(least)
            case Truth():
                return "false" if place.name != "a figure.hero" else "true"
            case Day():
                return "2026-01-01"
            case Address():
                return "https://example.org/"
            case MappingOf(value=Words()):
                return "{text: '0', caveat: '0'}"
        if place.is_text:
            return ""
        raise AssertionError(f"say in FORMED what may stand at {place.name}")


def is_formed(place: Place) -> bool:
    """Whether what stands here has a form: a literal of the witness has none, although FORMED says how it is written."""
    return not place.is_text and not isinstance(_item(place.field.kind), Literals | MappingOf)


def _item(kind: AnyKind) -> AnyKind:
    return kind.item if isinstance(kind, ListOf) else kind


def write_files(root: Path, files: Mapping[str, str | bytes]) -> None:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(text if isinstance(text, bytes) else text.encode())
