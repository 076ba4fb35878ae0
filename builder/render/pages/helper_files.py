"""The helper modules and data files of a page's program, shown on the page and published."""

import hashlib
from collections.abc import Callable, Iterator

from markupsafe import Markup

from builder.records.beside import has_program, list_data, list_helpers
from builder.records.concept import Concept
from builder.records.hidden import HIDDEN
from builder.records.outline import Outline
from builder.render.prose.highlight import render_beginning, render_module
from builder.render.render_context import RenderContext, View, source_slug
from builder.render.words import count

FOLDER = "files"  # below the page's own folder
DIGEST_SHOWN = 12  # characters of a digest; evidence.json has all of them
FIRST_LINES = 10  # of a data file
LONGEST_LINE = 200

# Endings whose type no browser runs when the address is opened.
_INERT = (".bin", ".csv", ".json", ".npy", ".npz", ".py", ".tsv", ".txt")
_ACTIVE = (b"<", b"%PDF")  # beginnings that a browser may open as a document if it has no type
_BOM = b"\xef\xbb\xbf"

ReadFile = Callable[[str], bytes]


def view_files(
    concept: Concept, outline: Outline, context: RenderContext, root: str, read: ReadFile
) -> tuple[View, ...]:
    """Return the views of the program's files for `files.html`; none if the page runs no code."""
    if not has_program(concept):
        return ()
    folder = concept.folder
    helpers = [
        _view_helper(name, read(f"{folder}/{name}"), outline) for name in list_helpers(concept)
    ]
    data = [
        _view_data(name, read(f"{folder}/{name}"), concept, context, root)
        for name in list_data(concept)
    ]
    return (*helpers, *data)


def publish_files(concept: Concept, read: ReadFile) -> dict[str, bytes]:
    """Return the unchanged files of the page's program by their paths in the site."""
    if not has_program(concept):
        return {}
    published = {}
    for name in (*list_helpers(concept), *list_data(concept)):
        content = read(f"{concept.folder}/{name}")
        published[f"{concept.id}/{address_file(name, content)}"] = content
    return published


def address_file(name: str, content: bytes) -> str:
    """Return the file's address from its page.

    A file that a browser might run gets another ending: `files/page.html.txt`.
    """
    is_active = content.removeprefix(_BOM).lstrip().startswith(_ACTIVE)
    if name.lower().endswith(_INERT) and not is_active:
        return f"{FOLDER}/{name}"
    return f"{FOLDER}/{name}{'.bin' if _read_text(content) is None else '.txt'}"


def _view_helper(name: str, content: bytes, outline: Outline) -> View:
    text = _read_text(content)
    use = "no code block of this page imports it"
    if name.removesuffix(".py") in outline.helpers:
        use = "imported by the code of this page"
    listing = render_module(text, f"{_name_anchor(name)}-") if text else ""
    return {
        **_view_file("Helper module", name, content, text),
        "use": use,
        "listing": Markup(listing),
        "rest": "",
        "source": None,
    }


def _view_data(
    name: str, content: bytes, concept: Concept, context: RenderContext, root: str
) -> View:
    text = _read_text(content)
    lines = _split_lines(text) if text else []
    first = [_shorten_line(line) for line in lines[:FIRST_LINES]]
    more = len(lines) - len(first)
    return {
        **_view_file("Data file", name, content, text),
        "use": "at hand while the code of this page runs",
        "listing": Markup(render_beginning("\n".join(first)) if first else ""),
        "rest": f"and {count(more, 'more line')}" if more else "",
        "source": next(_view_source(concept, name, context, root), None),
    }


def _view_file(kind: str, name: str, content: bytes, text: str | None) -> View:
    return {
        "anchor": _name_anchor(name),
        "kind": kind,
        "name": name,
        "size": f"{len(content):,} {'byte' if len(content) == 1 else 'bytes'}",
        "lines": count(len(_split_lines(text)), "line") if text is not None else "binary",
        "href": address_file(name, content),
        "digest": hashlib.sha256(content).hexdigest()[:DIGEST_SHOWN],
    }


def _name_anchor(name: str) -> str:
    """Return a file's anchor; names have only letters, digits, hyphens, dots and underscores."""
    return f"file-{name}"


def _shorten_line(line: str) -> str:
    return line if len(line) <= LONGEST_LINE else f"{line[: LONGEST_LINE - 1]}…"


def _view_source(concept: Concept, name: str, context: RenderContext, root: str) -> Iterator[View]:
    for data in concept.data:
        if data.file.id == name and data.source.id in context.labels:
            locator = f", {data.locator}" if data.locator else ""
            yield {
                "href": f"{root}sources/{source_slug(data.source.id)}/",
                "text": f"{context.labels[data.source.id]}{locator}",
                "licence": data.licence,
            }


def _read_text(content: bytes) -> str | None:
    """Return a file's text with hidden characters replaced, or nothing if it is not text."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else HIDDEN.sub("\ufffd", text.replace("\r\n", "\n"))


def _split_lines(text: str) -> list[str]:
    return text.removesuffix("\n").split("\n") if text else []
