"""Reads what a picture is and how large, and follows its parts to its end: PNG, JPEG and WebP, each by its own specification."""

import re
import struct
import zlib
from collections.abc import Iterator

from builder.render.svg import FigureError

MOST_PIXELS = 16_000  # along one side
MOST_BYTES = 5_000_000

_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG_SIZES = frozenset(
    {0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF}
)


# The next marker behind the data of a scan: neither a stuffed byte, nor a restart, nor a byte that fills. Source: ITU-T T.81, B.1.1.
_JPEG_MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")
_WEBP_DATA = frozenset({b"VP8 ", b"VP8L", b"ANMF"})

Size = tuple[int, int]  # width and height in pixels


def measure_picture(content: bytes) -> Size:
    """Width and height of a whole picture.

    Raises: FigureError where it is no such picture, ends before its end, is damaged, has no size, or is too large.
    """
    if len(content) > MOST_BYTES:
        raise FigureError(f"it is {len(content):,} bytes long; {MOST_BYTES:,} are published")
    try:
        size = _measure(content)
    except (struct.error, IndexError):
        raise _cut_off() from None
    if size is None:
        raise FigureError("it is no SVG, PNG, JPEG or WebP by its first bytes")
    if not all(0 < side <= MOST_PIXELS for side in size):
        raise FigureError(f"it is {size[0]} by {size[1]} pixels; a side has 1 to {MOST_PIXELS:,}")
    return size


def _measure(content: bytes) -> Size | None:
    if content.startswith(_PNG):
        return _measure_png(content)
    if content.startswith(b"\xff\xd8\xff"):
        return _measure_jpeg(content)
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return _measure_webp(content)
    return None


def _measure_png(content: bytes) -> Size:
    """Follows the chunks to IEND, each with its checksum. Source: PNG, third edition, 5.3 and 5.6."""
    at = len(_PNG)
    kinds: list[bytes] = []
    while kinds[-1:] != [b"IEND"]:
        (length,) = struct.unpack(">I", content[at : at + 4])
        (checksum,) = struct.unpack(">I", content[at + 8 + length : at + 12 + length])
        kinds.append(content[at + 4 : at + 8])
        if zlib.crc32(content[at + 4 : at + 8 + length]) != checksum:
            raise FigureError(
                f"the picture is damaged: its chunk number {len(kinds)} is not what its checksum says"
            )
        at += 12 + length
    if kinds[0] != b"IHDR" or b"IDAT" not in kinds:
        raise FigureError("the picture is damaged: it lacks its head or its pixels")
    width, height = struct.unpack(">II", content[16:24])
    return width, height


def _measure_jpeg(content: bytes) -> Size:
    """Follows the segments, and the data behind each scan, to the end of the image. Source: ITU-T T.81, B.2."""
    at, size, is_scanned = 2, (0, 0), False
    while content[at] == 0xFF:
        marker = content[at + 1]
        if marker == 0xD9 and is_scanned:
            return size
        if marker == 0xFF:  # fill byte
            at += 1
            continue
        if marker in _JPEG_SIZES:
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            size = width, height
        at += 2 + struct.unpack(">H", content[at + 2 : at + 4])[0]
        if marker == 0xDA:
            is_scanned = True
            found = _JPEG_MARKER.search(content, at)
            if found is None:
                break
            at = found.start()
    raise _cut_off()


def _measure_webp(content: bytes) -> Size:
    """Follows the chunks to the end that the file says it has; the size is in the first. Source: RFC 9649, sections 2.3 to 2.7."""
    end = 8 + struct.unpack("<I", content[4:8])[0]
    if end > len(content) or _WEBP_DATA.isdisjoint(_list_webp_chunks(content, end)):
        raise _cut_off()
    kind = content[12:16]
    if kind == b"VP8X":
        return 1 + int.from_bytes(content[24:27], "little"), 1 + int.from_bytes(
            content[27:30], "little"
        )
    if kind == b"VP8L":
        bits = int.from_bytes(content[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    width, height = struct.unpack("<HH", content[26:30])
    return width & 0x3FFF, height & 0x3FFF


def _list_webp_chunks(content: bytes, end: int) -> Iterator[bytes]:
    at = 12
    while at < end:
        length = struct.unpack("<I", content[at + 4 : at + 8])[0]
        if at + 8 + length > end:
            raise _cut_off()
        yield content[at : at + 4]
        at += 8 + length + length % 2


def _cut_off() -> FigureError:
    return FigureError("the picture is cut off: the file ends before the picture does")
