"""What was rendered, of one concept or of the whole atlas."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from builder.records.codec import Codec
from builder.records.page import Page, digest_files
from builder.records.problem import Problems
from builder.records.reading import Reading, read_page


@dataclass(frozen=True, slots=True)
class Rendered:
    """Pages as they were read, what is published by path with its SHA-256, and what is wrong with the texts on the pages."""

    readings: tuple[Reading, ...]
    files: Mapping[str, bytes] = field(repr=False)
    digests: Mapping[str, str] = field(repr=False)
    problems: Problems = ()


def make_rendered(pages: Iterable[Page], files: Mapping[str, bytes], problems: Problems = ()) -> Rendered:
    """What was rendered: each page is read, every file digested."""
    printed = tuple(pages)
    every = {page.path: page.html.encode() for page in printed} | dict(files)
    return Rendered(tuple(map(read_page, printed)), every, digest_files(every), problems)


RENDERED = Codec[Rendered](Rendered)
FILES = Codec[dict[str, bytes]](dict[str, bytes])
