"""The places of parsed prose: offsets in a source become lines and columns of a file.

Offsets in a part that the parser cuts from the source are converted as well.
"""

from bisect import bisect_right
from dataclasses import dataclass

from markdown_it.token import Token

from builder.records.place import Place

_BEYOND = 1 << 62  # greater than any offset, for a binary search by the first item of a pair
# (offset in the content of a token, offset in the source) of each unbroken stretch
Segments = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Origin:
    """A source text with the places of its lines.

    `starts` holds the offset of each line, and `lines` its 1-based (line, column) in the file. Each
    line of the source beyond `lines` stands at column 1, one line below the line before.
    """

    source: str
    path: str
    starts: tuple[int, ...]
    lines: tuple[tuple[int, int], ...]

    def position(self, offset: int) -> tuple[int, int]:
        """Return the 1-based line and column in the file of an offset in the source."""
        index = bisect_right(self.starts, offset) - 1
        inside = offset - self.starts[index]
        if index < len(self.lines):
            line, column = self.lines[index]
            return line, column + inside
        return self.lines[-1][0] + index - len(self.lines) + 1, 1 + inside

    def place(self, start: int, stop: int) -> Place:
        """Return the stretch from `start` to `stop`, cut at the end of its first line.

        It is at least one character wide.
        """
        line, column = self.position(start)
        end = self.source.find("\n", start, stop)
        return Place(self.path, line, column, max(1, (stop if end < 0 else end) - start))

    def text_of_line(self, index: int) -> str:
        """Return the line of a 0-based index without its line break."""
        if index + 1 < len(self.starts):
            return self.source[self.starts[index] : self.starts[index + 1] - 1]
        return self.source[self.starts[index] :]


def make_origin(source: str, place: Place, lines: tuple[tuple[int, int], ...] = ()) -> Origin:
    """Return the origin of a source with `\\n` line breaks that begins at `place`.

    `lines` holds the place of each line, if given.
    """
    starts = [0]
    at = source.find("\n")
    while at >= 0:
        starts.append(at + 1)
        at = source.find("\n", at + 1)
    return Origin(source, place.path, tuple(starts), lines or ((place.line, place.column),))


def source_offset(segments: Segments, offset: int) -> int:
    """Return the offset in the source of an offset in the content that `segments` describes."""
    content, source = segments[max(0, bisect_right(segments, (offset, _BEYOND)) - 1)]
    return max(0, source + offset - content)


def segment_tokens(tokens: list[Token], origin: Origin) -> None:
    """Set `meta["segments"]` of every inline token to the places of its content in the source."""
    cells: list[Segments] = []
    for index, token in enumerate(tokens):
        if token.type == "tr_open" and token.map:
            cells = _segment_row(tokens, index, origin)
        elif token.type == "inline" and "segments" not in token.meta and token.map:
            opener = tokens[index - 1] if index else token
            if opener.type in ("th_open", "td_open"):
                token.meta["segments"] = cells.pop(0)
            elif opener.type == "heading_open" and opener.markup.startswith("#"):
                token.meta["segments"] = _segment_heading(token, opener.markup, origin)
            else:
                token.meta["segments"] = segment_lines(token.content, token.map[0], origin)


def segment_lines(content: str, first: int, origin: Origin) -> Segments:
    """Return the place of each line of a paragraph's content.

    A line ends where its source line ends. Before it stand the marks of quotes and lists.
    """
    segments = []
    offset = 0
    for index, line in enumerate(content.split("\n"), start=first):
        text = line.lstrip()
        raw = origin.text_of_line(index) if index < len(origin.starts) else ""
        column = len(raw) - len(text)
        if not raw.endswith(text):
            column = len(raw.rstrip()) - len(text.rstrip())
        start = origin.starts[min(index, len(origin.starts) - 1)] + max(0, column)
        segments.append((offset + len(line) - len(text), start))
        offset += len(line) + 1
    if segments[0][0]:
        segments.insert(0, (0, max(0, segments[0][1] - segments[0][0])))
    return tuple(segments)


def _segment_heading(token: Token, markup: str, origin: Origin) -> Segments:
    assert token.map is not None
    line = token.map[0]
    raw = origin.text_of_line(line)
    opened = raw.find(markup) + len(markup)
    return ((0, origin.starts[line] + max(0, raw.find(token.content, opened))),)


def _segment_row(tokens: list[Token], index: int, origin: Origin) -> list[Segments]:
    """Return the place of each cell of a row, which is one line with `|` written as `\\|`."""
    row = tokens[index].map
    assert row is not None
    raw, start = origin.text_of_line(row[0]), origin.starts[row[0]]
    cells: list[Segments] = []
    cursor = 0
    while tokens[index].type != "tr_close":
        if tokens[index].type == "inline":
            written = tokens[index].content.replace("|", "\\|")
            at = max(cursor, raw.find(written, cursor))
            cells.append(_segment_cell(tokens[index].content, start + at))
            cursor = at + len(written)
        index += 1
    return cells


def _segment_cell(content: str, start: int) -> Segments:
    bars = [at for at, sign in enumerate(content) if sign == "|"]
    return ((0, start), *((at, start + at + number) for number, at in enumerate(bars, start=1)))
