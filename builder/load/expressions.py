"""Splits `expression:format`, the content of a `{value}` role."""

import re

# Python's format specification, with at most two digits of width and of precision: a wider value
# would fill the page.
_FORMAT = re.compile(r"(?:.?[<>=^])?[-+ ]?z?#?0?\d{0,2}[,_]?(?:\.\d{1,2})?[bcdeEfFgGnosxX%]?")


def split_format(content: str) -> tuple[str, str, str]:
    """Return the expression, its format, and the text that stands in place of a format.

    The format or the text is empty. The format follows the last colon outside brackets and strings:
    `curve["a:b"][1:2]:.3f` is cut before `:.3f`.
    """
    content = " ".join(line.strip() for line in content.split("\n"))
    colon = _find_colon(content)
    if colon < 0:
        return content, "", ""
    expression, spec = content[:colon].rstrip(), content[colon + 1 :].strip()
    if not spec or not _FORMAT.fullmatch(spec):
        return expression, "", spec or ":"
    return expression, spec, ""


def _find_colon(content: str) -> int:
    """Return the offset of the last colon outside brackets and strings, or -1."""
    found, depth, quote, index = -1, 0, "", 0
    while index < len(content):
        sign = content[index]
        if quote:
            index += sign == "\\"
            quote = "" if sign == quote else quote
        elif sign in "\"'":
            quote = sign
        elif sign in "([{":
            depth += 1
        elif sign in ")]}":
            depth -= 1
        elif sign == ":" and depth <= 0:
            found = index
        index += 1
    return found
