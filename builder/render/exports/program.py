"""`program.py` and `notebook.ipynb` beside a page: its code, and the files that it needs, to be run alone in an empty folder."""

import base64
import hashlib
import re
from collections.abc import Callable, Iterator, Mapping

from builder.records.beside import has_program, list_data, list_helpers
from builder.records.concept import Concept
from builder.records.evidence import Evidence
from builder.records.hidden import HIDDEN
from builder.records.program import write_program
from builder.render.beside import address_file
from builder.render.exports.plain import Json, write_json
from builder.render.known import Known
from builder.render.markdown import plain_text

MOST_CARRIED = (
    200_000  # bytes of a file that the program holds itself; a larger one is named with its address
)

_QUOTE = re.compile(r"'(?='|\Z)")  # two in a row, or one before the closing quotes

ReadFile = Callable[[str], bytes]

_BESIDE = """\
import os

os.chdir(os.path.dirname(os.path.abspath(__file__)))  # the files stand beside the program
"""
_PLACE = '''\
def _place(name, digest, text=None, base64=None, address=None):
    """Write a file that the program needs, unless it is here. Nothing that is here is overwritten."""
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
            raise SystemExit(f"'{name}' is here and holds something else: run this in an empty folder")
'''


def name_programs(concept: Concept) -> tuple[str, str]:
    """Return the names of the program and of the notebook, which are those of no file that they write."""
    return _name_free("program.py", concept), _name_free("notebook.ipynb", concept)


def export_programs(concept: Concept, known: Known, read: ReadFile) -> dict[str, bytes]:
    """Return the program and the notebook by the path of the site; nothing of a page that runs no code."""
    if not has_program(concept):
        return {}
    files = {
        name: read(f"{concept.folder}/{name}")
        for name in (*list_helpers(concept), *list_data(concept))
    }
    base = known.atlas.config.base_url.rstrip("/")
    site = f"{base}/{concept.id}" if base else concept.id
    placed = [
        _write_placing(name, content, f"{site}/{address_file(name, content)}")
        for name, content in files.items()
    ]
    head = list(_list_head(concept, known.evidence[concept.id], with_files=bool(placed)))
    program, notebook = name_programs(concept)
    return {
        f"{concept.id}/{program}": _write_script(concept, head, placed).encode(),
        f"{concept.id}/{notebook}": _write_notebook(concept, head, placed),
    }


def write_literal(text: str) -> str:
    """Return the text as Python writes it, line by line: a literal that is read back as exactly this text."""
    escaped = _QUOTE.sub(r"\\'", text.replace("\\", "\\\\"))
    escaped = HIDDEN.sub(lambda match: match[0].encode("unicode_escape").decode(), escaped)
    return f"'''\\\n{escaped}'''"


def _name_free(name: str, concept: Concept) -> str:
    return _name_free(f"page-{name}", concept) if name in concept.files else name


def _write_script(concept: Concept, head: list[str], placed: list[str]) -> str:
    lines = "".join(f"# {line}\n" for line in head)
    files = "\n".join([_BESIDE, "", _PLACE, "", *placed, ""]) if placed else ""
    return f"{lines}\n{files}{write_program(concept)}".rstrip("\n") + "\n"


def _write_notebook(concept: Concept, head: list[str], placed: list[str]) -> bytes:
    """Write the notebook: a cell that says what it is, one for each file, one for each code block.

    Source: nbformat 4.5.
    """
    fences = concept.content.fences if concept.content is not None else ()
    code = [
        *([_PLACE] if placed else []),
        *placed,
        *(fence.code for fence in fences if fence.kind in ("witness", "figure")),
    ]
    told = "\n\n".join(re.sub(r"([\\`*_{}\[\]()#+!|<>~$])", r"\\\1", line) for line in head)
    cells = [
        _write_cell(0, "markdown", told, {}),
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
    yield f"The code of the page {concept.id}, in its order{', with the files that it needs' if with_files else ''}."
    if evidence.is_checked:
        yield f"It was run with {', '.join(f'{name} {version}' for name, version in evidence.packages)}."


def _write_placing(name: str, content: bytes, address: str) -> str:
    """Write the call that places one file: its text as text, other bytes as base64, of a large one where it is to be had."""
    if len(content) > MOST_CARRIED:
        held = f"address={address!r}"
    elif (text := _read_exact(content)) is not None:
        held = f"text={write_literal(text)}"
    else:
        held = f"base64='''\n{base64.encodebytes(content).decode()}'''"
    return f'_place("{name}", "{hashlib.sha256(content).hexdigest()}", {held})\n'


def _read_exact(content: bytes) -> str | None:
    """Return the text whose bytes in UTF-8 these are; nothing where they are none that one reads."""
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text
