"""Checks of PNG, JPEG and WebP pictures: format, size, and completeness by the specification."""

import re
import struct
import zlib
from collections.abc import Iterator

from builder.render.figures.read_svg import SvgError

MOST_PIXELS = 16_000  # along one side
MOST_BYTES = 5_000_000

_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG_SIZES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # markers SOF0 to SOF15
# The next marker after the data of a scan: not a stuffed byte, a restart or a fill byte.
# Source: ITU-T T.81, B.1.1.
_JPEG_MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")
_WEBP_DATA = frozenset({b"VP8 ", b"VP8L", b"ANMF"})

Size = tuple[int, int]  # width and height in pixels


def measure_picture(content: bytes) -> Size:
    """Return the width and height of a complete picture.

    Raises: SvgError if the picture has another format, is cut off, damaged or too large, or
    has no size.
    """
    if len(content) > MOST_BYTES:
        raise SvgError(f"it is {len(content):,} bytes long; {MOST_BYTES:,} are published")
    try:
        size = _measure(content)
    except (struct.error, IndexError):
        raise _cut_off() from None
    if size is None:
        raise SvgError("it is no SVG, PNG, JPEG or WebP by its first bytes")
    if not all(0 < side <= MOST_PIXELS for side in size):
        raise SvgError(f"it is {size[0]} by {size[1]} pixels; a side has 1 to {MOST_PIXELS:,}")
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
    """Check all chunks to IEND by their checksums. Source: PNG, third edition, 5.3 and 5.6."""
    at = len(_PNG)
    kinds: list[bytes] = []
    while kinds[-1:] != [b"IEND"]:
        (length,) = struct.unpack(">I", content[at : at + 4])
        (checksum,) = struct.unpack(">I", content[at + 8 + length : at + 12 + length])
        kinds.append(content[at + 4 : at + 8])
        if zlib.crc32(content[at + 4 : at + 8 + length]) != checksum:
            raise SvgError(
                f"the picture is damaged: its chunk number {len(kinds)} "
                "is not what its checksum says"
            )
        at += 12 + length
    if kinds[0] != b"IHDR" or b"IDAT" not in kinds:
        raise SvgError("the picture is damaged: it lacks its head or its pixels")
    width, height = struct.unpack(">II", content[16:24])
    return width, height


def _measure_jpeg(content: bytes) -> Size:
    """Check all segments and scans to the end of the image. Source: ITU-T T.81, B.2."""
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
    """Check all chunks to the end that the header declares; the first chunk has the size.

    Source: RFC 9649, sections 2.3 to 2.7.
    """
    end = 8 + struct.unpack("<I", content[4:8])[0]
    if end > len(content) or _WEBP_DATA.isdisjoint(_list_webp_chunks(content, end)):
        raise _cut_off()
    kind = content[12:16]
    if kind == b"VP8X":
        width, height = (int.from_bytes(content[at : at + 3], "little") for at in (24, 27))
        return 1 + width, 1 + height
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


def _cut_off() -> SvgError:
    return SvgError("the picture is cut off: the file ends before the picture does")
