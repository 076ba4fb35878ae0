r"""Bytes to text: UTF-8 without its mark, lines that end in `\n`, no character that hides or turns what is read."""

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
    """The text of a file of at most `most` bytes, or `None` where it cannot be read.

    A byte-order mark is read over. Hidden characters are problems, and stand as U+FFFD in the text so that all places remain true.
    Of two versions that a merge has left, which is a problem too, the first is read.
    """
    if len(raw) > most:
        message = f"the file has {len(raw):,} bytes; at most {most:,} are read"
        return None, (
            Problem(
                "file-bounded",
                message,
                Place(path, width=0),
                "split the file, or move what is not text out of it",
            ),
        )
    text, problem = decode_utf8(raw, path)
    if problem is not None:
        return None, (problem,)
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    hidden = _find_hidden(text, path) if HIDDEN.search(text) else ()
    text, conflicts = take_first_sides(HIDDEN.sub("\ufffd", text) if hidden else text, path)
    return text, (*hidden, *conflicts)


def decode_utf8(raw: bytes, path: str) -> tuple[str, Problem | None]:
    """The text of a file as it is, and what keeps it from being read as UTF-8."""
    for mark, name in _WIDE_MARKS:
        if raw.startswith(mark):
            return "", Problem(
                "text-readable",
                f"the file is written in {name}",
                Place(path, width=0),
                "save it as UTF-8",
            )
    try:
        return raw.decode("utf-8"), None
    except UnicodeDecodeError as error:
        before = (
            raw[: error.start]
            .decode("utf-8")
            .removeprefix("\ufeff")
            .replace("\r\n", "\n")
            .replace("\r", "\n")
        )
        byte = raw[error.start]
        hint = (
            f"save the file as UTF-8; in Latin-1 this byte is '{chr(byte)}'"
            if byte >= 0xA0
            else "save the file as UTF-8"
        )
        return "", Problem(
            "text-readable",
            f"the byte 0x{byte:02X} is not UTF-8",
            place_at(before, len(before), path),
            hint,
        )


def place_at(text: str, index: int, path: str) -> Place:
    """The place of the character at `index`, 0-based, of a file's text."""
    return Place(path, text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index))


def _find_hidden(text: str, path: str) -> Problems:
    problems: list[Problem] = []
    for match in HIDDEN.finditer(text):
        if len(problems) == MOST_FAULTS:
            message = f"more than {MOST_FAULTS} hidden characters; this is perhaps no text"
            problems.append(
                Problem(
                    "characters-visible",
                    message,
                    place_at(text, match.start(), path),
                    "save the file as plain text",
                )
            )
            break
        message, hint = explain_hidden(match.group())
        problems.append(
            Problem("characters-visible", message, place_at(text, match.start(), path), hint)
        )
    return tuple(problems)
