"""Write `program.py` and `notebook.ipynb` beside a page: its code with the files that it needs.

Each of the two runs by itself in an empty folder.
"""

import base64
import hashlib
import re
from collections.abc import Callable, Iterator, Mapping

from builder.records.beside import has_program, list_data, list_helpers
from builder.records.concept import Concept
from builder.records.evidence import Evidence
from builder.records.hidden import HIDDEN
from builder.records.program import write_program
from builder.render.exports.plain import Json, write_json
from builder.render.pages.helper_files import address_file
from builder.render.prose.markdown import plain_text
from builder.render.render_context import RenderContext

MOST_CARRIED = 200_000  # bytes of an embedded file; of a larger one the program gives the address

_QUOTE = re.compile(r"'(?='|\Z)")  # two in a row, or one before the closing quotes

ReadFile = Callable[[str], bytes]

# Opening lines of a program with files: run it in its own folder.
_CHANGE_FOLDER = """\
import os

os.chdir(os.path.dirname(os.path.abspath(__file__)))  # the files stand beside the program
"""
_PLACE = '''\
def _place(name, digest, text=None, base64=None, address=None):
    """Write a file that the program needs, unless it is here. \
Nothing that is here is overwritten."""
    import binascii
    import hashlib
    import os

    if not os.path.lexists(name):
        if address is not None:
            raise SystemExit(f"'{name}' is missing: fetch {address}, and save it here as '{name}'")
        with open(name, "xb") as file:
            file.write(text.encode() if text is not None else binascii.a2b_base64(base64))
    with open(name, "rb") as file:
        if hashlib.sha256(file.read()).hexdigest() != digest:
            raise SystemExit(f"'{name}' is here and holds something else: \
run this in an empty folder")
'''


def name_programs(concept: Concept) -> tuple[str, str]:
    """Return the names of the program and the notebook, which differ from those of their files."""
    return _name_free("program.py", concept), _name_free("notebook.ipynb", concept)


def export_programs(concept: Concept, context: RenderContext, read: ReadFile) -> dict[str, bytes]:
    """Return the program and the notebook by path, or nothing for a page that runs no code."""
    if not has_program(concept):
        return {}
    names = (*list_helpers(concept), *list_data(concept))
    files = {name: read(f"{concept.folder}/{name}") for name in names}
    base = context.atlas.config.base_url.rstrip("/")
    site = f"{base}/{concept.id}" if base else concept.id
    placed = [
        _write_placing(name, content, f"{site}/{address_file(name, content)}")
        for name, content in files.items()
    ]
    head = list(_list_head(concept, context.evidence[concept.id], with_files=bool(placed)))
    program, notebook = name_programs(concept)
    return {
        f"{concept.id}/{program}": _write_script(concept, head, placed).encode(),
        f"{concept.id}/{notebook}": _write_notebook(concept, head, placed),
    }


def write_literal(text: str) -> str:
    """Return a Python literal of the text, which keeps its lines."""
    escaped = _QUOTE.sub(r"\\'", text.replace("\\", "\\\\"))
    escaped = HIDDEN.sub(lambda match: match[0].encode("unicode_escape").decode(), escaped)
    return f"'''\\\n{escaped}'''"


def _name_free(name: str, concept: Concept) -> str:
    return _name_free(f"page-{name}", concept) if name in concept.files else name


def _write_script(concept: Concept, head: list[str], placed: list[str]) -> str:
    lines = "".join(f"# {line}\n" for line in head)
    files = "\n".join([_CHANGE_FOLDER, "", _PLACE, "", *placed, ""]) if placed else ""
    return f"{lines}\n{files}{write_program(concept)}".rstrip("\n") + "\n"


def _write_notebook(concept: Concept, head: list[str], placed: list[str]) -> bytes:
    """Return the notebook: a cell with the heading, one for each file, one for each code block.

    Source: nbformat 4.5.
    """
    fences = concept.content.fences if concept.content is not None else ()
    code = [
        *([_PLACE] if placed else []),
        *placed,
        *(fence.code for fence in fences if fence.kind in ("witness", "figure")),
    ]
    heading = "\n\n".join(re.sub(r"([\\`*_{}\[\]()#+!|<>~$])", r"\\\1", line) for line in head)
    cells = [
        _write_cell(0, "markdown", heading, {}),
        *(_write_cell(n, "code", one, _NOT_RUN) for n, one in enumerate(code, start=1)),
    ]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    return write_json({"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5})


_NOT_RUN: Mapping[str, Json] = {"execution_count": None, "outputs": []}


def _write_cell(number: int, kind: str, source: str, more: Mapping[str, Json]) -> Json:
    return {
        "cell_type": kind,
        "id": f"cell-{number}",
        "metadata": {},
        **more,
        "source": source.strip("\n").splitlines(keepends=True),
    }


def _list_head(concept: Concept, evidence: Evidence, *, with_files: bool) -> Iterator[str]:
    yield " ".join(plain_text(concept.title).split())
    files = ", with the files that it needs" if with_files else ""
    yield f"The code of the page {concept.id}, in its order{files}."
    if evidence.is_checked:
        packages = ", ".join(f"{name} {version}" for name, version in evidence.packages)
        yield f"It was run with {packages}."


def _write_placing(name: str, content: bytes, address: str) -> str:
    """Return the call of `_place` for one file.

    The call holds the file as text or as base64, or the address of a large file.
    """
    if len(content) > MOST_CARRIED:
        held = f"address={address!r}"
    elif (text := _read_exact(content)) is not None:
        held = f"text={write_literal(text)}"
    else:
        held = f"base64='''\n{base64.encodebytes(content).decode()}'''"
    return f'_place("{name}", "{hashlib.sha256(content).hexdigest()}", {held})\n'


def _read_exact(content: bytes) -> str | None:
    """Return the bytes as UTF-8 text, or `None` if they are not text."""
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text
