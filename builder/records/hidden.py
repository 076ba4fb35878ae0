"""Characters that cannot be seen, or that turn what is read.

Most are refused in texts, and all are made visible in messages.
"""

import re
import unicodedata

# No text of an author or of a run holds one of these.
# Controls but tab and line feed; the breaks that only some tools count as line ends; what overrides
# the direction of text
# (Source: Unicode Technical Report 36, 3.1.5); the byte-order mark inside a text; two noncharacters
# that libyaml stops at;
# surrogates, by which Python writes the bytes of a file's name that are not UTF-8.
HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)


def explain_hidden(sign: str) -> tuple[str, str]:
    """Return what is wrong with a hidden character, and the hint."""
    name = f"U+{ord(sign):04X}"
    called = unicodedata.name(sign, "").lower()
    shown = f"{name} ({called})" if called else name
    return (
        f"the character {shown} cannot be seen, and may change how the text around it is read",
        f"delete {name}",
    )


# Printable to Python, and nothing to the eye. Source: Unicode Character Database,
# Default_Ignorable_Code_Point; U+2800 is an empty pattern.
_BLANK = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0000-\U000e0fff]"
)
_PERHAPS_UNSEEN = re.compile("[^ -~\n]")


def is_seen(sign: str) -> bool:
    """Return true if a character shows by itself that it is there."""
    return sign.isprintable() and not _BLANK.match(sign)


def make_visible(text: str) -> str:
    r"""Return the text with an escape, as `\u200b`, for every invisible or steering character.

    Whatever quotes what somebody else wrote, in a message or a terminal, passes it through here.

    >>> print(make_visible("a\u200bb\x1b[31m"))
    a\u200bb\u001b[31m
    """
    return _PERHAPS_UNSEEN.sub(
        lambda match: match[0] if is_seen(match[0]) else _escape(match[0]), text
    )


def _escape(sign: str) -> str:
    return f"\\u{ord(sign):04x}" if ord(sign) <= 0xFFFF else f"\\U{ord(sign):08x}"
