"""The prose of a YAML scalar line by line, with the place at which each line begins."""

from builder.load.nodes import Scalar

Starts = tuple[tuple[int, int], ...]  # 1-based (line, column) of each line of the prose
_Piece = tuple[int, int, str]  # line, column, text


def lay_out_inline(scalar: Scalar, text: str, lines: list[str]) -> tuple[str, Starts]:
    """Return the prose with the line breaks of the file, and the start of each line.

    YAML folds some line breaks to spaces. Inline markdown reads both in the same way, and the line
    breaks give every word its exact column. `text` and `lines` are those of the file.
    """
    if text.find("\n", scalar.start, scalar.stop) < 0:
        return scalar.text, (_start(scalar),)
    if scalar.style == "|":
        return _lay_out_literal(scalar, lines)
    pieces = _find_pieces(scalar, text, lines)
    source = "\n".join(piece for _, _, piece in pieces)
    if len(pieces) < 2 or source.split() != scalar.text.split():
        return scalar.text.rstrip("\n"), (_start(scalar),)
    return source, tuple((line, column) for line, column, _ in pieces)


def lay_out_blocks(scalar: Scalar, text: str, lines: list[str]) -> tuple[str, Starts]:
    """Return the prose as YAML folds it, and the start of each of its lines.

    The prose is folded because a line break has a meaning in blocks of markdown.
    """
    if text.find("\n", scalar.start, scalar.stop) < 0:
        return scalar.text, (_start(scalar),)
    if scalar.style == "|":
        return _lay_out_literal(scalar, lines)
    source = scalar.text.rstrip("\n")
    pieces = _find_pieces(scalar, text, lines)
    if len(pieces) < 2 or " ".join(piece for _, _, piece in pieces).split() != source.split():
        return source, (_start(scalar),)
    starts: list[tuple[int, int]] = []
    index = 0  # of the piece at which the line begins
    for line in source.split("\n"):
        number, column, _ = pieces[min(index, len(pieces) - 1)]
        starts.append((number, column))
        missing = len(line.split())
        while missing > 0 and index < len(pieces):
            missing -= len(pieces[index][2].split())
            index += 1
    return source, tuple(starts)


def _lay_out_literal(scalar: Scalar, lines: list[str]) -> tuple[str, Starts]:
    source = scalar.text.rstrip("\n")
    written = source.split("\n")
    first = next((number for number, line in enumerate(written) if line), 0)
    # The 0-based number of the first line with text, below the sign `|`.
    at = scalar.spot.line + 1 + first
    indent = len(lines[at]) - len(written[first]) if at < len(lines) else 0
    below = scalar.spot.line + 2
    return source, tuple((below + number, indent + 1) for number in range(len(written)))


def _find_pieces(scalar: Scalar, text: str, lines: list[str]) -> list[_Piece]:
    """Return the text on each line without the white space around it; skip empty lines."""
    if scalar.style == ">":
        below = scalar.spot.line + 1
        count = text.count("\n", scalar.start, scalar.stop)
        raw = list(enumerate(lines[below : below + count], below + 1))
    else:
        line, column = _start(scalar)
        quote = 1 if scalar.style else 0
        inside = text[scalar.start + quote : scalar.stop - quote]
        first, *others = inside.split("\n")
        raw = [(line, " " * (column - 1) + first), *enumerate(others, line + 1)]
    pieces: list[_Piece] = []
    missing = len(scalar.text.split())
    for line, written in raw:
        piece = written.strip().replace("''", "'") if scalar.style == "'" else written.strip()
        if missing <= 0:
            break
        if piece:
            pieces.append((line, len(written) - len(written.lstrip()) + 1, piece))
            missing -= len(piece.split())
    return pieces


def _start(scalar: Scalar) -> tuple[int, int]:
    quoted = scalar.style in ("'", '"')
    return scalar.spot.line + 1, scalar.spot.column + (2 if quoted else 1)
