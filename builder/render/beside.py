"""The helper modules and data files of a page's program: shown below its code, folded, and published beside the page."""

import hashlib
from collections.abc import Callable, Iterator

from markupsafe import Markup

from builder.records.beside import has_program, list_data, list_helpers
from builder.records.concept import Concept
from builder.records.hidden import HIDDEN
from builder.records.outline import Outline
from builder.render.code import render_beginning, render_module
from builder.render.known import Known, View, source_slug
from builder.render.words import count

FOLDER = "files"  # below the page's own
DIGEST_SHOWN = 12  # characters of a digest; evidence.json holds all of it
FIRST_LINES = 10  # of a data file
LONGEST_LINE = 200

# Endings whose type every server and browser knows as one that is not run when its address is opened.
_INERT = (".bin", ".csv", ".json", ".npy", ".npz", ".py", ".tsv", ".txt")
_ACTIVE = (b"<", b"%PDF")  # what a browser that is told no type may take for a document

ReadFile = Callable[[str], bytes]


def view_files(
    concept: Concept, outline: Outline, known: Known, root: str, read: ReadFile
) -> tuple[View, ...]:
    """What `files.html` shows of every file of the page's program; nothing of a page that runs none."""
    if not has_program(concept):
        return ()
    helpers = (
        _view_helper(name, read(f"{concept.folder}/{name}"), outline)
        for name in list_helpers(concept)
    )
    data = (
        _view_data(name, read(f"{concept.folder}/{name}"), concept, known, root)
        for name in list_data(concept)
    )
    return (*helpers, *data)


def publish_files(concept: Concept, read: ReadFile) -> dict[str, bytes]:
    """The files of the page's program, byte for byte, by the path of the site."""
    if not has_program(concept):
        return {}
    found = {
        name: read(f"{concept.folder}/{name}")
        for name in (*list_helpers(concept), *list_data(concept))
    }
    return {
        f"{concept.id}/{address_file(name, content)}": content for name, content in found.items()
    }


def address_file(name: str, content: bytes) -> str:
    """The file's address from its page. Its name gets another ending where a browser might run it: `files/page.html.txt`."""
    is_inert = name.lower().endswith(_INERT) and not content.removeprefix(
        b"\xef\xbb\xbf"
    ).lstrip().startswith(_ACTIVE)
    ending = "" if is_inert else ".bin" if _read_text(content) is None else ".txt"
    return f"{FOLDER}/{name}{ending}"


def _view_helper(name: str, content: bytes, outline: Outline) -> View:
    text = _read_text(content)
    module = name.removesuffix(".py")
    is_imported = module in outline.helpers
    use = (
        "imported by the code of this page"
        if is_imported
        else "no code block of this page imports it"
    )
    shown = render_module(text, f"{_name_anchor(name)}-") if text else ""
    return {
        **_view_file("Helper module", name, content, text),
        "use": use,
        "listing": Markup(shown),
        "rest": "",
        "source": None,
    }


def _view_data(name: str, content: bytes, concept: Concept, known: Known, root: str) -> View:
    text = _read_text(content)
    lines = _split_lines(text) if text else []
    first = [
        line if len(line) <= LONGEST_LINE else f"{line[: LONGEST_LINE - 1]}…"
        for line in lines[:FIRST_LINES]
    ]
    more = len(lines) - len(first)
    return {
        **_view_file("Data file", name, content, text),
        "use": "at hand while the code of this page runs",
        "listing": Markup(render_beginning("\n".join(first)) if first else ""),
        "rest": f"and {count(more, 'more line')}" if more else "",
        "source": next(_view_source(concept, name, known, root), None),
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
    """The anchor of a file: names hold letters, digits, hyphens, dots and underscores alone."""
    return f"file-{name}"


def _view_source(concept: Concept, name: str, known: Known, root: str) -> Iterator[View]:
    for data in concept.data:
        if data.file.id == name and data.source.id in known.labels:
            locator = f", {data.locator}" if data.locator else ""
            text = f"{known.labels[data.source.id]}{locator}"
            yield {
                "href": f"{root}sources/{source_slug(data.source.id)}/",
                "text": text,
                "licence": data.licence,
            }


def _read_text(content: bytes) -> str | None:
    """The text of a file, hidden characters as signs; nothing of a file that is no text."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else HIDDEN.sub("\ufffd", text.replace("\r\n", "\n"))


def _split_lines(text: str) -> list[str]:
    return text.removesuffix("\n").split("\n") if text else []
