"""Colours of drawings as roles of the theme, so that a figure suits light, dark and print."""

import re

# fmt: off
_CYCLE = (  # matplotlib's default cycle, C0 to C9
    "#1f77b4", "#ff7f0e", "#2ca02c", "#d62728", "#9467bd",
    "#8c564b", "#e377c2", "#7f7f7f", "#bcbd22", "#17becf",
)
# fmt: on
# "#1f77b4" -> "1"; css/components/figure.css styles fill-1, stroke-1, ...
SERIES = {colour: str(number) for number, colour in enumerate(_CYCLE, start=1)}
_NAMES = {
    "black": "#000000",
    "white": "#ffffff",
    "gray": "#808080",
    "grey": "#808080",
    "red": "#ff0000",
    "none": "none",
}
_HEX = re.compile(r"#(?:[0-9a-f]{3}|[0-9a-f]{6})")
_WORD = re.compile(r"[a-z]{3,20}|rgb\([0-9., %]+\)")

_GREYS = ((0x50, "ink"), (0xA0, "quiet"), (0xF4, "hair"), (0xFF, "paper"))  # (at most, role)


def role_of(colour: str) -> str:
    """Return a colour's role: a series' number, `ink`, `quiet`, `hair` or `paper`, else empty."""
    colour = normalise_colour(colour)
    if colour in SERIES:
        return SERIES[colour]
    if colour == "currentcolor":
        return "ink"
    if not _HEX.fullmatch(colour) or not colour[1:3] == colour[3:5] == colour[5:7]:
        return ""
    grey = int(colour[1:3], 16)
    return next(role for limit, role in _GREYS if grey <= limit)


def normalise_colour(colour: str) -> str:
    """Return the colour in lower case with six digits; empty if it is not a plain colour.

    The most common names become numbers.
    """
    colour = colour.strip().lower()
    colour = _NAMES.get(colour, colour)
    if _HEX.fullmatch(colour) and len(colour) == 4:
        return "#" + "".join(2 * digit for digit in colour[1:])
    return colour if _HEX.fullmatch(colour) or _WORD.fullmatch(colour) else ""
