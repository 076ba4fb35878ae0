"""What a claim shows: the figures and the demo that it names, as a review binds to them."""

import hashlib
import json
from collections.abc import Callable, Iterator

from builder.records.concept import Claim, Concept, Figure
from builder.records.evidence import Evidence
from builder.records.plotted import NOTHING_PLOTTED, Column, Plotted
from builder.review.normal import fold, fold_prose

_DIGITS = 6  # significant, of the numbers that a demo shows
_SHORT = 16  # of the digest of a list of numbers


def write_shown(
    claim: Claim, concept: Concept, evidence: Evidence, read: Callable[[str], bytes]
) -> Iterator[str]:
    """Yield a line for each picture, series and table of states under the claim's `shows`.

    Numbers are rounded to 6 significant digits. Long lists of them are given by their ends, their
    range and a digest. `read` returns a file by its path.
    """
    figures = {f"figure:{figure.id}": figure for figure in concept.figures}
    drawn = {drawing.id: drawing.plotted for drawing in evidence.figures}
    for key in sorted(ref.id for ref in claim.shows):
        figure = figures.get(key)
        if figure is not None:
            yield f"{key}: {fold_prose(figure.caption)}"
            yield from _write_picture(figure, concept, read)
            yield from _write_plotted(drawn.get(figure.id, NOTHING_PLOTTED))
        elif key == "demo":
            states = [(state.settings, _round(state.series())) for state in evidence.states]
            yield f"demo: {len(states)} states, {_digest(states)}"


def _write_picture(figure: Figure, concept: Concept, read: Callable[[str], bytes]) -> Iterator[str]:
    yield f"  for those who cannot see it: {fold(figure.alt)}"
    if figure.file is not None:
        content = read(f"{concept.folder}/{figure.file.id}").replace(b"\r\n", b"\n")
        yield f"  file: {figure.file.id} {hashlib.sha256(content).hexdigest()}"


def _write_plotted(plotted: Plotted) -> Iterator[str]:
    for series in plotted.series:
        name = fold(f"{series.plot} {series.kind} {series.name}")
        columns = "; ".join(map(_describe, series.columns))
        yield f"  {name}, {series.points} points: {columns}"
    yield from (f"  not told as numbers: {name}" for name in plotted.untold)


def _describe(column: Column) -> str:
    numbers = [cell for cell in column.cells if isinstance(cell, int | float)]
    name = fold(column.name)
    if not numbers:
        return f"{name} {_digest(column.cells)}"
    ends = f"{numbers[0]:g} to {numbers[-1]:g}"
    return f"{name} {ends}, in [{min(numbers):g}, {max(numbers):g}], {_digest(column.cells)}"


def _round(value: object) -> object:
    """Return the value with every number rounded."""
    if isinstance(value, float):
        return f"{value:.{_DIGITS}g}"
    if isinstance(value, list | tuple):
        return [_round(part) for part in value]
    if isinstance(value, dict):
        return {name: _round(part) for name, part in value.items()}
    return value


def _digest(values: object) -> str:
    return hashlib.sha256(json.dumps(values).encode()).hexdigest()[:_SHORT]
