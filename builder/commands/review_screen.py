"""What a reviewer sees of a claim on a terminal of a given size, as lines of styled text."""

import re
from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.text import Text

from builder.commands.program import name_commands
from builder.commands.review_walk import Walk, list_keys
from builder.records.hidden import make_visible
from builder.records.review import DiffPiece, shorten_pieces
from builder.report.claim_paragraph import Piece
from builder.report.claim_rows import Row

STYLES = {
    "claim": "bold reverse",
    "good": "green",
    "bad": "bold red",
    "code": "cyan",
    "quote": "italic",
    "dim": "dim",
    "gone": "red strike",
    "new": "green underline",
}
_SIGNS = {"gone": "[-{}-]", "new": "{{+{}+}}", "kept": "{}"}
_LABEL = 13  # columns of the labels
_NARROW = 60  # columns below which labels stand above their words
_AROUND = 80  # characters of unchanged text beside a change
_SPACES = re.compile(r"\s+")


def lay_rows(rows: Iterable[Row], width: int) -> list[Text]:
    """Return the rows as lines of at most `width` columns, each label beside its words."""
    console = Console(width=width, legacy_windows=False)
    indent = _LABEL if width >= _NARROW else 2
    lines: list[Text] = []
    for row in rows:
        words = Text.assemble(*map(_style, row.pieces))
        wrapped = words.wrap(console, max(width - indent, 10), no_wrap=False)
        if indent < _LABEL and row.label:
            lines.append(Text(row.label, "bold"))
        for number, line in enumerate(wrapped):
            line.rstrip()
            label = row.label if number == 0 and indent == _LABEL else ""
            lines.append(Text.assemble((label.ljust(indent), "bold"), line))
    return lines


def list_changes(name: str, review: str, changes: Sequence[DiffPiece]) -> Row:
    """Return the row of a component that changed since its review, word by word."""
    shown = shorten_pieces(changes, _AROUND)
    pieces = (Piece(_SIGNS[one.kind].format(one.words), one.kind) for one in shown)
    return Row("moved", (Piece(f"{name} moved since {review}: "), *pieces))


def lay_screen(
    head: Sequence[str], body: Sequence[Text], foot: Sequence[Text], *, height: int, top: int
) -> list[Text]:
    """Return the lines of a screen: the head, the part of the body from line `top`, the foot."""
    space = count_body(head, foot, height)
    shown = list(body[top : top + space])
    padding = [Text("")] * (space - len(shown))
    return [*(Text(make_visible(line), "bold") for line in head), *shown, *padding, *foot]


def lay_foot(walk: Walk, message: str, width: int, extent: tuple[int, int, int]) -> list[Text]:
    """Return the foot: which lines are shown (first, last, of all), the message, the keys."""
    first, last, total = extent
    more = ", [space] for more" if last < total else ""
    status = f"-- lines {first} to {last} of {total}{more} "
    lines = [Text(status.ljust(width, "-")[:width], "dim")]
    if len(walk.targets) > 1:
        names = ", ".join(item.claim for item in walk.targets)
        lines += _wrap(f"a verdict counts for: {names}", width, "yellow")
    if message:
        lines += _wrap(name_commands(message), width, "yellow")
    return lines + [line for keys in list_keys() for line in _wrap(keys, width, "")]


def lay_end(message: str, width: int) -> list[Text]:
    """Return the lines of the screen after the last claim."""
    ending = "no claim is left; [u] takes the last record back, [q] ends"
    return [*_wrap(name_commands(message), width, "yellow"), *_wrap(ending, width, "bold")]


def count_body(head: Sequence[str], foot: Sequence[Text], height: int) -> int:
    """Return how many lines of the body there is room for."""
    return max(height - len(head) - len(foot), 1)


def _wrap(words: str, width: int, style: str) -> list[Text]:
    console = Console(width=width, legacy_windows=False)
    return list(Text(make_visible(words), style).wrap(console, width, no_wrap=False))


def _style(piece: Piece) -> tuple[str, str]:
    return _SPACES.sub(" ", make_visible(piece.words)), STYLES.get(piece.style, "")
