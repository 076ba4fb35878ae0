"""Characters that cannot be seen, or that turn what is read: no text of an author or of a run holds one."""

import re
import unicodedata

# Controls but tab and line feed; the breaks that only some tools count as line ends; what overrides the direction of text
# (Source: Unicode Technical Report 36, 3.1.5); the byte-order mark inside a text; two noncharacters that libyaml stops at;
# surrogates, by which Python writes the bytes of a file's name that are not UTF-8.
HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]")


def explain_hidden(sign: str) -> tuple[str, str]:
    """What is wrong with a hidden character, and the hint."""
    name = f"U+{ord(sign):04X}"
    called = unicodedata.name(sign, "").lower()
    shown = f"{name} ({called})" if called else name
    return f"the character {shown} cannot be seen, and may change how the text around it is read", f"delete {name}"
