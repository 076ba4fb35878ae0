"""The pieces that a site is rendered in: each is recalled where a build before has rendered it, else printed, and kept for the next."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from builder.records.codec import Codec
from builder.records.concept import Concept
from builder.records.digest import digest_records
from builder.records.memory import Memory
from builder.records.problem import Problems
from builder.records.rendered import Rendered
from builder.render.faces import Faces
from builder.render.known import Known
from builder.render.printed import Shelf, print_concept
from builder.render.printer import Printer

_T = TypeVar("_T")
_R = TypeVar("_R")
_Asked = tuple[str, ...]  # ids of the concepts whose faces a sheet looked at
_Printed = tuple[
    Rendered, str, _Asked
]  # what was printed, and the digest of all that it depends on
_ASKED = Codec[_Asked](_Asked)


class Helpers(Protocol):
    """What was made in builds before, and hands for what was not."""

    memory: Memory  # of builds before this one

    def recall_rendered(self, key: str) -> Rendered | None:
        """What was kept under the key; its files are read when they are asked for."""

    def keep_rendered(self, key: str, rendered: Rendered) -> bool:
        """Keeps it for builds to come, and says whether it can be recalled from now on."""

    def digest_folder(self, folder: str) -> str:
        """The digest of all files in a folder of the atlas, and of their names."""

    def make_apart(self, make: Callable[[_T], object], items: Sequence[_T]) -> None:
        """Has something made of each item at once where that can be, so that it need but be recalled."""

    def spread(self, work: Callable[[_T], _R], items: Sequence[_T]) -> Sequence[_R]:
        """What the work makes of each item, in their order; several are worked on at once where that can be."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is rendered in one piece: all of a concept, or a shelf of the whole atlas."""

    id: str  # its name among all sheets
    recall: Callable[
        [], Rendered | None
    ]  # as a build before has rendered it, if nothing that it depends on has changed since
    print: Callable[[], _Printed]
    note: Callable[
        [_Asked], None
    ]  # has `recall` find what was kept of the sheet that looked at these faces


def lay_page(concept: Concept, printer: Printer, faces: Faces, helpers: Helpers) -> Sheet:
    """The sheet of a concept that is shown."""
    own = faces.digest_own(concept, helpers.digest_folder(concept.folder))

    def recall() -> Rendered | None:
        asked = helpers.memory.find("faces of", (own,), _ASKED)
        return helpers.recall_rendered(faces.digest_page(own, asked)) if asked is not None else None

    def print() -> _Printed:
        known, asked = faces.look_from(concept)
        rendered = print_concept(printer, concept, known)
        return rendered, faces.digest_page(own, asked), tuple(sorted(asked))

    return Sheet(
        concept.id,
        recall,
        print,
        lambda asked: helpers.memory.keep("faces of", (own,), asked, _ASKED),
    )


def lay_shelf(
    shelf: Shelf, printer: Printer, take: Callable[[], Known], digest: str, helpers: Helpers
) -> Sheet:
    """The sheet of a shelf: it may know all that `take` gives, whose digest is given, and depends on all of it."""
    key = digest_records(digest, shelf.id, shelf.origin)
    return Sheet(
        shelf.id,
        lambda: helpers.recall_rendered(key),
        lambda: (shelf.print(printer, take()), key, ()),
        lambda asked: None,
    )


def render_sheets(sheets: Sequence[Sheet], printer: Printer, helpers: Helpers) -> list[Rendered]:
    """The sheets in their order, those that cannot be recalled printed, on all cores; what is not without fault is not kept.

    The printer has the faults of the theme that were met.
    """
    kept = [sheet.recall() for sheet in sheets]
    missing = [sheet for sheet, known in zip(sheets, kept, strict=True) if known is None]

    def render(sheet: Sheet) -> tuple[Rendered | None, _Asked, Problems]:
        """What was rendered, or nothing where it can be recalled: then it need not be handed from process to process."""
        printer.faults.clear()
        rendered, key, asked = sheet.print()
        faults = tuple(printer.faults)
        is_kept = not rendered.problems and not faults and helpers.keep_rendered(key, rendered)
        if is_kept:
            sheet.note(asked)  # here, and where the whole is put together
        return None if is_kept else rendered, asked, faults

    made = dict(zip((sheet.id for sheet in missing), helpers.spread(render, missing), strict=True))
    printer.faults = [fault for _, _, faults in made.values() for fault in faults]
    for sheet in missing:
        rendered, asked, _ = made[sheet.id]
        if rendered is None:
            sheet.note(asked)
    return [
        one or made[sheet.id][0] or sheet.recall() or sheet.print()[0]
        for sheet, one in zip(sheets, kept, strict=True)
    ]
