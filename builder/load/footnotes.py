"""The checks of footnotes: each reference has a note, each note a reference and its own name."""

from collections.abc import Iterator, Sequence

from markdown_it.token import Token

from builder.load.locate import Origin
from builder.records.place import Place
from builder.records.problem import Note, Problem
from builder.records.text import Mark


def check_footnotes(tokens: Sequence[Token], origin: Origin) -> Iterator[Problem]:
    """Yield problems `footnote-exists`, then `footnote-used`, then `footnote-unique`."""
    notes: dict[str, Place] = {}
    repeated: list[Problem] = []
    for token in tokens:
        if token.type == "footnote_reference_open" and token.map is not None:
            label, place = token.meta["label"], _place_note(token, origin)
            if label in notes:
                message = f"a second footnote is named '{label}'"
                hint = "give it another name, here and where it is referred to"
                note = Note("the first one", notes[label])
                repeated.append(Problem("footnote-unique", message, place, hint, notes=(note,)))
            notes.setdefault(label, place)
    references = {mark.target: mark.place for mark in reversed(list(_list_references(tokens)))}
    for label, place in references.items():
        if label not in notes:
            message = f"no footnote is named '{label}'"
            hint = (
                f"write the note on a line of its own: [^{label}]: ...; \\[ is the bracket itself"
            )
            yield Problem("footnote-exists", message, place, hint)
    for label, place in notes.items():
        if label not in references:
            message = f"the footnote '{label}' is referred to nowhere, so it is not shown"
            yield Problem("footnote-used", message, place, f"refer to it: [^{label}]")
    yield from repeated


def _list_references(tokens: Sequence[Token]) -> Iterator[Mark]:
    for token in tokens:
        yield from (mark for mark in token.meta.get("marks", ()) if mark.kind == "footnote")
        yield from _list_references(token.children or ())


def _place_note(token: Token, origin: Origin) -> Place:
    assert token.map is not None
    written = f"[^{token.meta['label']}]"
    start = origin.starts[token.map[0]]
    at = start + max(0, origin.text_of_line(token.map[0]).find(written))
    return origin.place(at, at + len(written))
