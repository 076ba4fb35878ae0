"""The lines of a YAML scalar: its prose as it was broken in the file, with the place at which each line begins."""

from builder.load.nodes import Scalar

Starts = tuple[
    tuple[int, int], ...
]  # 1-based (line, column) in the file, one for each line of the prose
_Piece = tuple[int, int, str]  # line, column, what stands there


def lay_out_inline(scalar: Scalar, text: str, lines: list[str]) -> tuple[str, Starts]:
    """The prose with a line end wherever the author broke the line, though YAML folds some of these to spaces.

    To inline markdown the two are the same, and only so has every word an exact column. `text` and `lines` are the file's.
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
    """The prose as YAML folds it, with the place at which each of its lines begins; a line end may have a meaning in blocks."""
    if text.find("\n", scalar.start, scalar.stop) < 0:
        return scalar.text, (_start(scalar),)
    if scalar.style == "|":
        return _lay_out_literal(scalar, lines)
    source = scalar.text.rstrip("\n")
    pieces = _find_pieces(scalar, text, lines)
    if len(pieces) < 2 or " ".join(piece for _, _, piece in pieces).split() != source.split():
        return source, (_start(scalar),)
    starts: list[tuple[int, int]] = []
    upcoming = 0
    for line in source.split("\n"):
        at, column, _ = pieces[min(upcoming, len(pieces) - 1)]
        starts.append((at, column))
        missing = len(line.split())
        while missing > 0 and upcoming < len(pieces):
            missing -= len(pieces[upcoming][2].split())
            upcoming += 1
    return source, tuple(starts)


def _lay_out_literal(scalar: Scalar, lines: list[str]) -> tuple[str, Starts]:
    source = scalar.text.rstrip("\n")
    written = source.split("\n")
    first = next((number for number, line in enumerate(written) if line), 0)
    at = (
        scalar.spot.line + 1 + first
    )  # 0-based number of the line below the sign `|`, and the empty ones
    indent = len(lines[at]) - len(written[first]) if at < len(lines) else 0
    return source, tuple(
        (scalar.spot.line + 2 + number, indent + 1) for number in range(len(written))
    )


def _find_pieces(scalar: Scalar, text: str, lines: list[str]) -> list[_Piece]:
    """What stands on each line, without the white space around it; empty lines are left out."""
    if scalar.style == ">":
        below = scalar.spot.line + 1
        raw = list(
            enumerate(lines[below : below + text.count("\n", scalar.start, scalar.stop)], below + 1)
        )
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
