"""Solves the letters of the notation table's shapes from the run: `[n, d]` observed as (40, 200) says n = 40, d = 200."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from builder.records.concept import Concept, Symbol
from builder.records.place import Place
from builder.records.problem import Note, Problem
from builder.records.run import Answer


@dataclass(frozen=True, slots=True)
class _Observed:
    """A symbol's shapes in the run, the last one last."""

    index: int
    symbol: Symbol
    seen: tuple[tuple[int, ...], ...]

    @property
    def place(self) -> Place:
        return self.symbol.place_of("shape")


def judge_shapes(concept: Concept, answers: Mapping[str, Answer]) -> Iterator[Problem]:
    """Shapes that the run does not have, and letters that mean two lengths.

    A local of a function has one shape per call; a letter may take several lengths there, but every symbol must share one of them.
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
    """The answers, those of shapes with `letters` in their data: `{"shape": [40, 200], "kind": "float64", "letters": {"n": [40]}}`.

    A letter with several lengths is free: it differs between calls of the function whose local the symbol is.
    """
    by_id = {answer.id: answer for answer in answers}
    shown: dict[str, Answer] = {}
    for observed in _observe(concept, by_id):
        declared = observed.symbol.shape or ()
        fitting = [shape for shape in observed.seen if _fits(declared, shape)]
        answer = by_id[f"symbol:{observed.index}"]
        data = json.loads(answer.data)
        data["letters"] = {
            letter: sorted(lengths) for letter, lengths in _read_letters(declared, fitting).items()
        }
        shown[answer.id] = replace(answer, data=json.dumps(data))
    return tuple(shown.get(answer.id, answer) for answer in answers)


def _observe(concept: Concept, answers: Mapping[str, Answer]) -> Iterator[_Observed]:
    """Symbols that declare a shape and whose code the run has answered."""
    for index, symbol in enumerate(concept.symbols):
        answer = answers.get(f"symbol:{index}")
        if symbol.shape is not None and answer is not None and not answer.failed:
            yield _Observed(
                index, symbol, tuple(tuple(shape) for shape in json.loads(answer.data)["seen"])
            )


def _fits(declared: tuple[str | int, ...], shape: tuple[int, ...]) -> bool:
    """Whether the lengths agree, and one letter stands for one length within the shape."""
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
    message = f"'{observed.symbol.code}' has the shape {_text(shape)} in the run, and not {_text(declared)}"
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
    message = f"'{letter}' is {_lengths(lengths)} in '{observed.symbol.code}' and {_lengths(known)} in '{before.symbol.code}'"
    note = Note(f"'{letter}' is {_lengths(known)} here", before.place)
    return Problem(
        "shape-agrees",
        message,
        observed.place,
        "use another letter for the other length",
        notes=(note,),
    )


def _lengths(lengths: frozenset[int]) -> str:
    return " or ".join(map(str, sorted(lengths)[:6]))


def _text(shape: tuple[str | int, ...]) -> str:
    return f"({', '.join(map(str, shape))}{',' if len(shape) == 1 else ''})"
