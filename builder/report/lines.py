"""Aligned columns and counted nouns, for lines of plain text."""

from collections.abc import Iterator, Sequence


def align_columns(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield a line for each row, with every column but the last padded to its widest cell."""
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row[:-1], widths, strict=False)]
        yield "  ".join([*cells, row[-1]]).rstrip()


def format_count(number: int, noun: str) -> str:
    """Return `1 page` or `2 pages`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"
