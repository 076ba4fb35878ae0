"""What was rendered, of one concept or of the whole atlas, and how it is kept from one build to the next."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from builder.records.page import Page
from builder.records.place import Place
from builder.records.problem import Problems
from builder.records.reading import Link, Reading, read_page


@dataclass(frozen=True, slots=True)
class Rendered:
    """Pages as they were read, the files beside them by path, and what is wrong with the texts on them."""

    readings: tuple[Reading, ...]
    files: Mapping[str, bytes] = field(repr=False)
    problems: Problems = ()

    @property
    def pages(self) -> tuple[Page, ...]:
        """The pages themselves."""
        return tuple(reading.page for reading in self.readings)

    def list_files(self) -> dict[str, bytes]:
        """Every page and file as it is published, by path."""
        return {**{page.path: page.html.encode() for page in self.pages}, **self.files}

    def write(self) -> bytes:
        """All but the problems: one line of JSON that says what follows, then the content of every page and file."""
        head = {
            "pages": [_write_reading(reading) for reading in self.readings],
            "files": [[path, len(content)] for path, content in self.files.items()],
        }
        return b"".join((json.dumps(head).encode(), b"\n", *(page.html.encode() for page in self.pages), *self.files.values()))


def make_rendered(pages: Iterable[Page], files: Mapping[str, bytes], problems: Problems = ()) -> Rendered:
    """What was rendered, each page read."""
    return Rendered(tuple(map(read_page, pages)), files, problems)


def read_rendered(raw: bytes) -> Rendered | None:
    """What `Rendered.write` has written; `None` for anything else."""
    line, _, body = raw.partition(b"\n")
    try:
        head = json.loads(line)
        sizes = [page["size"] for page in head["pages"]] + [size for _, size in head["files"]]
        if not all(type(size) is int and size >= 0 for size in sizes) or sum(sizes) != len(body):
            return None
        parts = _cut(body, sizes)
        readings = tuple(_read_reading(page, next(parts).decode()) for page in head["pages"])
        return Rendered(readings, {_text(path): next(parts) for path, _ in head["files"]})
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _write_reading(reading: Reading) -> dict[str, object]:
    page = reading.page
    return {
        "path": page.path,
        "size": len(page.html.encode()),
        "origin": _write_place(page.origin),
        "written": {target: _write_place(place) for target, place in page.links.items()},
        "home": page.home,
        "ids": reading.ids,
        "links": [[link.address, link.path, link.anchor, link.fault] for link in reading.links],
        "undescribed": reading.undescribed,
        "step": reading.step,
    }


def _read_reading(found: dict[str, Any], html: str) -> Reading:
    written = {_text(target): _read_place(place) for target, place in found["written"].items()}
    page = Page(_text(found["path"]), html, _read_place(found["origin"]), written, _text(found["home"]))
    ids = tuple(map(_text, found["ids"]))
    links = tuple(Link(*map(_text, link)) for link in found["links"])
    step = None if found["step"] is None else _read_step(*found["step"])
    return Reading(page, ids, frozenset(ids), links, _number(found["undescribed"]), step)


def _read_step(before: object, level: object) -> tuple[int, int]:
    return _number(before), _number(level)


def _cut(body: bytes, sizes: list[int]) -> Iterator[bytes]:
    start = 0
    for size in sizes:
        yield body[start : start + size]
        start += size


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    raise TypeError


def _number(value: object) -> int:
    if type(value) is int:
        return value
    raise TypeError


def _write_place(place: Place) -> list[str | int]:
    return [place.path, place.line, place.column, place.width]


def _read_place(value: list[object]) -> Place:
    path, *numbers = value
    line, column, width = map(_number, numbers)
    return Place(_text(path), line, column, width)
