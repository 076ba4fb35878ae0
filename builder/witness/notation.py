"""Solve for the letters in the shapes of the notation table.

A symbol declared as `[n, d]` that has the shape (40, 200) in the run gives n = 40 and d = 200.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from builder.records.concept import Concept, Symbol
from builder.records.place import Place
from builder.records.problem import Note, Problem
from builder.records.run import Answer


@dataclass(frozen=True, slots=True)
class _Observed:
    """A symbol and its shapes in the run, in the order of their calls."""

    index: int
    symbol: Symbol
    seen: tuple[tuple[int, ...], ...]

    @property
    def place(self) -> Place:
        return self.symbol.place_of("shape")


def judge_shapes(concept: Concept, answers: Mapping[str, Answer]) -> Iterator[Problem]:
    """Yield the shapes that differ from those of the run, and the letters with two lengths.

    A local variable of a function has one shape per call, so its letters may have several lengths.
    All symbols with the same letter must share one of them.
    """
    first: dict[str, tuple[frozenset[int], _Observed]] = {}
    for observed in _observe(concept, answers):
        declared = observed.symbol.shape or ()
        fitting = [shape for shape in observed.seen if _fits(declared, shape)]
        if not fitting or fitting[-1] != observed.seen[-1]:
            yield _misfit(observed, declared)
            continue
        for letter, lengths in _read_letters(declared, fitting).items():
            known, before = first.setdefault(letter, (lengths, observed))
            if not known & lengths:
                yield _conflict(letter, observed, lengths, before, known)
            elif before is not observed:
                first[letter] = (known & lengths, before)


def show_shapes(concept: Concept, answers: tuple[Answer, ...]) -> tuple[Answer, ...]:
    """Return the answers, with `letters` added to the data of shapes.

    Example: `{"shape": [40, 200], "kind": "float64", "letters": {"n": [40]}}`. A letter with
    several lengths is free: it differs between calls of the function that the symbol is local to.
    """
    by_id = {answer.id: answer for answer in answers}
    shown: dict[str, Answer] = {}
    for observed in _observe(concept, by_id):
        declared = observed.symbol.shape or ()
        fitting = [shape for shape in observed.seen if _fits(declared, shape)]
        letters = _read_letters(declared, fitting)
        answer = by_id[f"symbol:{observed.index}"]
        data = json.loads(answer.data)
        data["letters"] = {letter: sorted(lengths) for letter, lengths in letters.items()}
        shown[answer.id] = replace(answer, data=json.dumps(data))
    return tuple(shown.get(answer.id, answer) for answer in answers)


def _observe(concept: Concept, answers: Mapping[str, Answer]) -> Iterator[_Observed]:
    """Yield the symbols that declare a shape and whose code the run could evaluate."""
    for index, symbol in enumerate(concept.symbols):
        answer = answers.get(f"symbol:{index}")
        if symbol.shape is not None and answer is not None and not answer.failed:
            seen = map(tuple, json.loads(answer.data)["seen"])
            yield _Observed(index, symbol, tuple(seen))


def _fits(declared: tuple[str | int, ...], shape: tuple[int, ...]) -> bool:
    """Return true if the lengths agree, and each letter has one length within the shape."""
    if len(declared) != len(shape):
        return False
    letters: dict[str, int] = {}
    return all(
        length == part if isinstance(part, int) else letters.setdefault(part, length) == length
        for part, length in zip(declared, shape, strict=True)
    )


def _read_letters(
    declared: tuple[str | int, ...], shapes: list[tuple[int, ...]]
) -> dict[str, frozenset[int]]:
    return {
        part: frozenset(shape[position] for shape in shapes)
        for position, part in enumerate(declared)
        if isinstance(part, str)
    }


def _misfit(observed: _Observed, declared: tuple[str | int, ...]) -> Problem:
    shape = observed.seen[-1]
    shapes = f"{_text(shape)} in the run, and not {_text(declared)}"
    message = f"'{observed.symbol.code}' has the shape {shapes}"
    hint = (
        f"write shape: [{', '.join(map(str, shape))}], with letters for lengths that may change"
        if shape
        else "write shape: [] for a single number"
    )
    return Problem("shape-agrees", message, observed.place, hint)


def _conflict(
    letter: str,
    observed: _Observed,
    lengths: frozenset[int],
    before: _Observed,
    known: frozenset[int],
) -> Problem:
    here = f"{_lengths(lengths)} in '{observed.symbol.code}'"
    there = f"{_lengths(known)} in '{before.symbol.code}'"
    message = f"'{letter}' is {here} and {there}"
    note = Note(f"'{letter}' is {_lengths(known)} here", before.place)
    hint = "use another letter for the other length"
    return Problem("shape-agrees", message, observed.place, hint, notes=(note,))


def _lengths(lengths: frozenset[int]) -> str:
    return " or ".join(map(str, sorted(lengths)[:6]))


def _text(shape: tuple[str | int, ...]) -> str:
    return f"({', '.join(map(str, shape))}{',' if len(shape) == 1 else ''})"
