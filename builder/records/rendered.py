"""What was rendered, of one concept or of the whole atlas."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from builder.records.codec import Codec
from builder.records.page import Page
from builder.records.problem import Problems
from builder.records.reading import Reading, read_page


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


def make_rendered(pages: Iterable[Page], files: Mapping[str, bytes], problems: Problems = ()) -> Rendered:
    """What was rendered, each page read."""
    return Rendered(tuple(map(read_page, pages)), files, problems)


RENDERED = Codec[Rendered | None](Rendered)  # nothing, where nothing was kept
