"""Publication of unchanged pictures beside a page, checked to be safe when opened directly."""

from collections.abc import Callable, Iterator

from builder.records.concept import Concept
from builder.records.place import Place
from builder.records.problem import Problem, Problems
from builder.records.walk import list_texts
from builder.render.figures.pictures import measure_picture
from builder.render.figures.read_svg import SvgError, list_active, parse_svg

# A server derives the type of a file from its ending, so the ending must match the content.
_BEGINNINGS = {
    ".png": b"\x89PNG\r\n\x1a\n",
    ".jpg": b"\xff\xd8\xff",
    ".jpeg": b"\xff\xd8\xff",
    ".webp": b"RIFF",
}
_HINT = (
    "export it as plain SVG without scripts, styles and links, or as PNG, JPEG or WebP, "
    "and name it so"
)


def publish_pictures(
    concept: Concept, read: Callable[[str], bytes]
) -> tuple[dict[str, bytes], Problems]:
    """Return the pictures of the concept by their paths in the site, and the refused ones.

    Each refused picture is a problem. An SVG of a figure is part of the page, so it is not
    published.
    """
    files: dict[str, bytes] = {}
    problems: list[Problem] = []
    for name, place in dict(reversed(list(_list_pictures(concept)))).items():
        content = read(f"{concept.folder}/{name}")
        try:
            check_picture(name, content)
        except SvgError as error:
            message = f"the picture '{name}' cannot be published: {error}"
            problems.append(Problem("figure-safe", message, place, _HINT))
        else:
            files[f"{concept.id}/{name}"] = content
    return files, tuple(problems)


def check_picture(name: str, content: bytes) -> None:
    """Check that the file has the format of its ending.

    Raises: SvgError if it does not, or if it is an SVG with active parts.
    """
    ending = name[name.rfind(".") :].lower()
    if ending == ".svg":
        try:
            active = list_active(parse_svg(content.decode("utf-8-sig")))
        except UnicodeDecodeError:
            raise SvgError("it is no UTF-8 text") from None
        if active:
            raise SvgError(f"it holds {', '.join(active[:5])}")
        return
    if ending not in _BEGINNINGS:
        raise SvgError(f"its name ends in none of .svg, {', '.join(_BEGINNINGS)}")
    if not content.startswith(_BEGINNINGS[ending]):
        raise SvgError(f"it is no {ending} by its first bytes")
    measure_picture(content)


def _list_pictures(concept: Concept) -> Iterator[tuple[str, Place]]:
    """Yield the name and the place of every picture that exists in the concept's folder."""
    marks = [mark for text in list_texts(concept) for mark in text.marks if mark.kind == "image"]
    named = [(mark.target.removeprefix("./"), mark.place) for mark in marks]
    files = [figure.file for figure in concept.figures if figure.file]
    named += [(file.id, file.place) for file in files if not file.id.lower().endswith(".svg")]
    yield from ((name, place) for name, place in named if name in concept.files)
