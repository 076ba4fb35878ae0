"""Read the colours of the theme's light scheme from its style sheets."""

import re
from collections.abc import Mapping

from builder.render.templates.theme import order_styles

Colour = tuple[int, int, int]

_TOKEN = re.compile(
    rb"--([a-z0-9-]+):\s*(?:light-dark\(\s*(#[0-9a-f]{3,6})\s*,|(#[0-9a-f]{3,6})\s*;|var\(--([a-z0-9-]+)\))",
    re.IGNORECASE,
)
_SHEETS = ("css/tokens.css", "css/tokens/")


def read_colours(theme: Mapping[str, bytes]) -> dict[str, Colour]:
    """Return the theme's light colours by token name: `ink`, `paper`, and `1` for `series-1`."""
    values: dict[str, str] = {}
    for path in order_styles(theme):
        if not path.startswith(_SHEETS):
            continue
        for name, light, single, other in _TOKEN.findall(theme[path]):
            values[name.decode()] = (light or single or b"--" + other).decode()
    resolved = {name: _follow_tokens(value, values) for name, value in values.items()}
    return {
        name.removeprefix("series-"): read_hex(value)
        for name, value in resolved.items()
        if value.startswith("#")
    }


def read_hex(text: str) -> Colour:
    """Return the colour of `#rrggbb`, or of `#rgb`."""
    digits = text[1:] if len(text) == 7 else "".join(2 * digit for digit in text[1:4])
    return int(digits[0:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)


def _follow_tokens(value: str, values: Mapping[str, str]) -> str:
    """Return the value to which `--token` leads; a cycle of tokens ends after one round."""
    for _ in values:
        if not value.startswith("--"):
            break
        value = values.get(value[2:], "")
    return value
