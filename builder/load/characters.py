r"""Bytes to text: UTF-8 without a byte-order mark, with `\n` line breaks.

Characters that are invisible or that reorder the text are replaced.
"""

from builder.records.hidden import HIDDEN, explain_hidden
from builder.records.merge import take_first_sides
from builder.records.place import Place
from builder.records.problem import Problem, Problems

MOST_FAULTS = 20  # of one file; a binary file renamed to .md would otherwise give thousands

_WIDE_MARKS = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)


def decode_text(raw: bytes, path: str, *, most: int) -> tuple[str | None, Problems]:
    """Return the text of a file of at most `most` bytes, or `None` if it cannot be read.

    A byte-order mark is skipped. A hidden character is a problem, and is replaced by U+FFFD, so
    that all places stay right. The conflict markers of a merge are problems, and the first version
    is read.
    """
    if len(raw) > most:
        message = f"the file has {len(raw):,} bytes; at most {most:,} are read"
        hint = "split the file, or move what is not text out of it"
        return None, (Problem("file-bounded", message, Place(path, width=0), hint),)
    text, problem = decode_utf8(raw, path)
    if problem is not None:
        return None, (problem,)
    text = _normalise(text)
    hidden = _find_hidden(text, path) if HIDDEN.search(text) else ()
    text, conflicts = take_first_sides(HIDDEN.sub("\ufffd", text) if hidden else text, path)
    return text, (*hidden, *conflicts)


def decode_utf8(raw: bytes, path: str) -> tuple[str, Problem | None]:
    """Return the text of a file, and the problem if it is not UTF-8."""
    for mark, name in _WIDE_MARKS:
        if raw.startswith(mark):
            message, place = f"the file is written in {name}", Place(path, width=0)
            return "", Problem("text-readable", message, place, "save it as UTF-8")
    try:
        return raw.decode("utf-8"), None
    except UnicodeDecodeError as error:
        before = _normalise(raw[: error.start].decode("utf-8"))
        byte = raw[error.start]
        message = f"the byte 0x{byte:02X} is not UTF-8"
        hint = "save the file as UTF-8"
        if byte >= 0xA0:
            hint += f"; in Latin-1 this byte is '{chr(byte)}'"
        return "", Problem("text-readable", message, place_at(before, len(before), path), hint)


def _normalise(text: str) -> str:
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def place_at(text: str, index: int, path: str) -> Place:
    """Return the place of the character at the 0-based `index` of a file's text."""
    return Place(path, text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index))


def _find_hidden(text: str, path: str) -> Problems:
    problems: list[Problem] = []
    for match in HIDDEN.finditer(text):
        place = place_at(text, match.start(), path)
        if len(problems) == MOST_FAULTS:
            message = f"more than {MOST_FAULTS} hidden characters; this is perhaps no text"
            hint = "save the file as plain text"
            problems.append(Problem("characters-visible", message, place, hint))
            break
        message, hint = explain_hidden(match.group())
        problems.append(Problem("characters-visible", message, place, hint))
    return tuple(problems)
