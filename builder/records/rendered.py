"""What was rendered, of one concept or of the whole atlas."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from builder.records.codec import Codec, HeadedCodec
from builder.records.digest import digest_records
from builder.records.hollow import Hollow
from builder.records.page import Page, digest_files
from builder.records.problem import Problems
from builder.records.reading import Reading, read_page


@dataclass(frozen=True, slots=True)
class Rendered(Hollow):
    """Pages as they were read, what is published by path with its SHA-256, and what is wrong with the texts on the pages.

    `anchors` is the digest of what can be led to on each page, by its path.
    """

    readings: tuple[Reading, ...]
    files: Mapping[str, bytes] = field(repr=False)
    digests: Mapping[str, str] = field(repr=False)
    anchors: Mapping[str, str]
    problems: Problems = ()


def make_rendered(
    pages: Iterable[Page], files: Mapping[str, bytes], problems: Problems = ()
) -> Rendered:
    """What was rendered: each page is read, every file digested."""
    printed = tuple(pages)
    every = {page.path: page.html.encode() for page in printed} | dict(files)
    readings = tuple(map(read_page, printed))
    anchors = {reading.path: digest_records(reading.anchors) for reading in readings}
    return Rendered(readings, every, digest_files(every), anchors, problems)


RENDERED = HeadedCodec[Rendered, None](Rendered, None, ("digests", "anchors", "problems"))
FILES = Codec[dict[str, bytes]](dict[str, bytes])
