"""What was rendered of one concept, and how it is kept from one build to the next."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from builder.records.page import Page
from builder.records.place import Place
from builder.records.problem import Problems


@dataclass(frozen=True, slots=True)
class Rendered:
    """The pages of a concept, the files beside them by path, and what is wrong with its texts."""

    pages: tuple[Page, ...]
    files: Mapping[str, bytes] = field(repr=False)
    problems: Problems = ()

    def list_files(self) -> dict[str, bytes]:
        """Every page and file as it is published, by path."""
        return {**{page.path: page.html.encode() for page in self.pages}, **self.files}

    def write(self) -> bytes:
        """All but the problems: one line of JSON that says what follows, then the content of every page and file."""
        head = {
            "pages": [
                {
                    "path": page.path,
                    "size": len(page.html.encode()),
                    "origin": _write_place(page.origin),
                    "links": {target: _write_place(place) for target, place in page.links.items()},
                    "home": page.home,
                }
                for page in self.pages
            ],
            "files": [[path, len(content)] for path, content in self.files.items()],
        }
        return b"".join((json.dumps(head).encode(), b"\n", *(page.html.encode() for page in self.pages), *self.files.values()))


def read_rendered(raw: bytes) -> Rendered | None:
    """What `Rendered.write` has written; `None` for anything else."""
    line, _, body = raw.partition(b"\n")
    try:
        head = json.loads(line)
        sizes = [page["size"] for page in head["pages"]] + [size for _, size in head["files"]]
        if not all(type(size) is int and size >= 0 for size in sizes) or sum(sizes) != len(body):
            return None
        parts = _cut(body, sizes)
        pages = tuple(
            Page(
                _text(page["path"]),
                next(parts).decode(),
                _read_place(page["origin"]),
                {_text(target): _read_place(place) for target, place in page["links"].items()},
                _text(page["home"]),
            )
            for page in head["pages"]
        )
        return Rendered(pages, {_text(path): next(parts) for path, _ in head["files"]})
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _cut(body: bytes, sizes: list[int]) -> Iterator[bytes]:
    start = 0
    for size in sizes:
        yield body[start : start + size]
        start += size


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    raise TypeError


def _write_place(place: Place) -> list[str | int]:
    return [place.path, place.line, place.column, place.width]


def _read_place(value: list[object]) -> Place:
    path, *numbers = value
    line, column, width = (number for number in numbers if type(number) is int)
    return Place(_text(path), line, column, width)
