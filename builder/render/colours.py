"""Colours of drawings as roles of the theme, so that one figure serves light, dark and print."""

import re

# matplotlib's default cycle, C0 to C9: "#1f77b4" -> "1". Names of css/components/figure.css: fill-1, stroke-1, ...
SERIES = {
    colour: str(number)
    for number, colour in enumerate(
        (
            "#1f77b4",
            "#ff7f0e",
            "#2ca02c",
            "#d62728",
            "#9467bd",
            "#8c564b",
            "#e377c2",
            "#7f7f7f",
            "#bcbd22",
            "#17becf",
        ),
        start=1,
    )
}
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

_DARK, _MIDDLE, _PALE = (
    0x50,
    0xA0,
    0xF4,
)  # greys up to these are ink, quiet, hairline; above the last they are paper


def role_of(colour: str) -> str:
    """The role that a colour stands for: a series' number, `ink`, `quiet`, `hair`, `paper`; empty where it stands for itself."""
    colour = normalise_colour(colour)
    if colour in SERIES:
        return SERIES[colour]
    if colour == "currentcolor":
        return "ink"
    if not _HEX.fullmatch(colour) or not colour[1:3] == colour[3:5] == colour[5:7]:
        return ""
    grey = int(colour[1:3], 16)
    return (
        "ink"
        if grey <= _DARK
        else "quiet"
        if grey <= _MIDDLE
        else "hair"
        if grey <= _PALE
        else "paper"
    )


def normalise_colour(colour: str) -> str:
    """Lower case, six digits, the commonest names as numbers; empty for what is no plain colour."""
    colour = colour.strip().lower()
    colour = _NAMES.get(colour, colour)
    if _HEX.fullmatch(colour) and len(colour) == 4:
        return "#" + "".join(2 * digit for digit in colour[1:])
    return colour if _HEX.fullmatch(colour) or _WORD.fullmatch(colour) else ""
