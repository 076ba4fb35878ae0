"""The files of a concept's folder that its witness may use: helper modules and data files."""

from collections.abc import Iterator

from builder.records.concept import Concept


def list_helpers(concept: Concept) -> Iterator[str]:
    """Yield the names of the concept's Python files, which its witness may import as modules."""
    yield from (name for name in concept.files if name.endswith(".py"))


def list_data(concept: Concept) -> Iterator[str]:
    """Yield the files that a run can read and that are no code.

    Pictures of the page are none, unless they are declared as data.
    """
    declared = {data.file.id for data in concept.data}
    marks = concept.content.text.marks if concept.content is not None else ()
    pictures = {figure.file.id for figure in concept.figures if figure.file} | {
        mark.target for mark in marks if mark.kind == "image"
    }
    yield from (
        name
        for name in concept.files
        if not name.endswith(".py") and (name in declared or name not in pictures)
    )


def has_program(concept: Concept) -> bool:
    """Return true if the page holds code that the build runs."""
    return concept.content is not None and any(
        fence.kind in ("witness", "figure") for fence in concept.content.fences
    )
