"""Pictures that are published beside a page as they are: nothing happens when the address of one is opened by itself."""

from collections.abc import Callable, Iterator

from builder.records.concept import Concept
from builder.records.place import Place
from builder.records.problem import Problem, Problems
from builder.records.walk import list_texts
from builder.render.pictures import measure_picture
from builder.render.svg import FigureError, list_active, parse_svg

# A server tells the browser by the name what a file is, so the name must be that of what is in it.
_BEGINNINGS = {
    ".png": b"\x89PNG\r\n\x1a\n",
    ".jpg": b"\xff\xd8\xff",
    ".jpeg": b"\xff\xd8\xff",
    ".webp": b"RIFF",
}
_HINT = "export it as plain SVG without scripts, styles and links, or as PNG, JPEG or WebP, and name it so"


def publish_pictures(
    concept: Concept, read: Callable[[str], bytes]
) -> tuple[dict[str, bytes], Problems]:
    """The pictures of the concept's texts and figures by the path of the site, and a problem for each that is not published.

    An SVG of a figure is not among them: it stands in the page itself.
    """
    files: dict[str, bytes] = {}
    problems: list[Problem] = []
    for name, place in dict(reversed(list(_list_pictures(concept)))).items():
        content = read(f"{concept.folder}/{name}")
        try:
            check_picture(name, content)
        except FigureError as error:
            problems.append(
                Problem(
                    "figure-safe",
                    f"the picture '{name}' cannot be published: {error}",
                    place,
                    _HINT,
                )
            )
        else:
            files[f"{concept.id}/{name}"] = content
    return files, tuple(problems)


def check_picture(name: str, content: bytes) -> None:
    """Nothing, where the file is a picture of the kind that its name says.

    Raises: FigureError where it is none, or an SVG that does more than be seen.
    """
    ending = name[name.rfind(".") :].lower()
    if ending == ".svg":
        try:
            active = list_active(parse_svg(content.decode("utf-8-sig")))
        except UnicodeDecodeError:
            raise FigureError("it is no UTF-8 text") from None
        if active:
            raise FigureError(f"it holds {', '.join(active[:5])}")
        return
    if ending not in _BEGINNINGS:
        raise FigureError(f"its name ends in none of .svg, {', '.join(_BEGINNINGS)}")
    if not content.startswith(_BEGINNINGS[ending]):
        raise FigureError(f"it is no {ending} by its first bytes")
    measure_picture(content)


def _list_pictures(concept: Concept) -> Iterator[tuple[str, Place]]:
    """The name and the place of every picture that is in the folder."""
    marks = [mark for text in list_texts(concept) for mark in text.marks if mark.kind == "image"]
    named = [(mark.target.removeprefix("./"), mark.place) for mark in marks]
    files = [
        figure.file
        for figure in concept.figures
        if figure.file and not figure.file.id.lower().endswith(".svg")
    ]
    named += [(file.id, file.place) for file in files]
    yield from ((name, place) for name, place in named if name in concept.files)
