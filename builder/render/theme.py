"""The theme made ready: templates compiled, style sheets joined in the order of their layers."""

from collections.abc import Mapping

from jinja2 import DictLoader, Environment, StrictUndefined

LAYERS = ("tokens", "reset", "base", "prose", "layout", "components", "utilities", "print")

# Inline MathML and SVG need nothing more; the theme's own modules run and fetch files of the site, nothing comes from elsewhere.
CSP = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "base-uri 'none'; form-action 'none'"
)


def make_environment(theme: Mapping[str, bytes]) -> Environment:
    """The templates below `templates/`; a name that a view lacks is an error, and everything is escaped that is not `Markup`."""
    prefix = "templates/"
    sources = {path.removeprefix(prefix): content.decode() for path, content in theme.items() if path.startswith(prefix)}
    return Environment(loader=DictLoader(sources), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)


def join_styles(theme: Mapping[str, bytes]) -> bytes:
    """One style sheet: the order of the layers, then every file below `css/`, components by name."""
    found = sorted(path for path in theme if path.startswith("css/") and path.endswith(".css"))
    parts = [f"@layer {', '.join(LAYERS)};\n".encode(), *(theme[path] for path in sorted(found, key=_layer_of))]
    return b"".join(parts)


def list_assets(theme: Mapping[str, bytes]) -> dict[str, bytes]:
    """Files of the theme that are published as they are: everything below `assets/` and `js/`, and the fonts with their licences."""
    fonts = {path for path in theme if path.startswith("fonts/") and path.endswith((".woff2", ".txt"))}  # not what makes them
    kept = {f"assets/{path.removeprefix('assets/')}": theme[path] for path in theme if path.startswith(("assets/", "js/")) or path in fonts}
    return kept | {"assets/site.css": join_styles(theme)}


def _layer_of(path: str) -> tuple[int, str]:
    layer = path.split("/")[1].removesuffix(".css")
    return (LAYERS.index(layer) if layer in LAYERS else len(LAYERS), path)
