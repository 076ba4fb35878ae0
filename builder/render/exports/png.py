"""Writes PNG with a palette, the same bytes on every machine: the compression is our own, since releases of zlib compress differently.

Source: PNG, third edition, 5, 9 and 11.2; RFC 1950; RFC 1951, 3.2.5 and 3.2.6
"""

import re
import struct
import zlib
from collections.abc import Iterator, Sequence

Colour = tuple[int, int, int]

_RUN = re.compile(rb"(?s)(.)\1{3,}")
_LONGEST_MATCH = 258
_END = (0, 7)  # the code that ends a block, and its length


def write_png(width: int, pixels: bytes, palette: Sequence[Colour]) -> bytes:
    """The picture; `pixels` holds an index into the palette for each pixel, row by row from the top."""
    rows = b"".join(b"\0" + pixels[at : at + width] for at in range(0, len(pixels), width))
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", width, len(pixels) // width, 8, 3, 0, 0, 0)),
        (b"PLTE", b"".join(bytes(colour) for colour in palette)),
        (b"IDAT", b"\x78\x01" + deflate(rows) + struct.pack(">I", zlib.adler32(rows))),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(_write_chunk(kind, content) for kind, content in chunks)


def deflate(content: bytes) -> bytes:
    """One block with the fixed codes, in which a run of equal bytes is a match at distance 1: all that a flat drawing needs."""
    out = bytearray()
    held, count = 0b011, 3  # last block, fixed codes
    for bits, length in _list_codes(content):
        held |= bits << count
        count += length
        while count >= 8:
            out.append(held & 0xFF)
            held >>= 8
            count -= 8
    return bytes(out) + bytes([held] if count else [])


def _list_codes(content: bytes) -> Iterator[tuple[int, int]]:
    """(bits, how many) in the order in which they are written, lowest bit first."""
    start = 0
    for match in _RUN.finditer(content):
        yield from (_LITERALS[byte] for byte in content[start : match.start() + 1])
        left = match.end() - match.start() - 1
        while left:
            step = (
                left if left <= _LONGEST_MATCH else min(_LONGEST_MATCH, left - 3)
            )  # what remains is a match too
            yield _MATCHES[step]
            left -= step
        start = match.end()
    yield from (_LITERALS[byte] for byte in content[start:])
    yield _END


def _write_chunk(kind: bytes, content: bytes) -> bytes:
    return (
        struct.pack(">I", len(content))
        + kind
        + content
        + struct.pack(">I", zlib.crc32(kind + content))
    )


def _reverse(code: int, length: int) -> int:
    """A code as it is packed, its highest bit first."""
    return int(f"{code:0{length}b}"[::-1], 2)


def _code_symbol(symbol: int) -> tuple[int, int]:
    if symbol < 144:
        return _reverse(0b00110000 + symbol, 8), 8
    if symbol < 256:
        return _reverse(0b110010000 + symbol - 144, 9), 9
    if symbol < 280:
        return _reverse(symbol - 256, 7), 7
    return _reverse(0b11000000 + symbol - 280, 8), 8


def _code_match(length: int) -> tuple[int, int]:
    """The code of a length, its extra bits, and the five zeros that stand for distance 1."""
    over = length - 3
    if length == _LONGEST_MATCH:
        symbol, extra = 285, 0
    elif over < 8:
        symbol, extra = 257 + over, 0
    else:
        extra = over.bit_length() - 3
        symbol = 261 + 4 * extra + (over >> extra) - 4
    bits, count = _code_symbol(symbol)
    return bits | (over & (1 << extra) - 1) << count, count + extra + 5


_LITERALS = tuple(_code_symbol(byte) for byte in range(256))
_MATCHES = {length: _code_match(length) for length in range(3, _LONGEST_MATCH + 1)}
