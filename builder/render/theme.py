"""The theme made ready: templates compiled, style sheets joined in the order of their layers."""

import base64
import hashlib
import re
from collections.abc import Mapping
from functools import lru_cache

from jinja2 import Environment, FileSystemBytecodeCache, FunctionLoader, StrictUndefined

from builder.render.sandbox import Sandbox

FOLDER = "theme"  # where problems say that a file of the theme stands
_TEMPLATES = "templates/"
PAGES = "css/pages/"  # components that stand on no concept's page
_SPACE = re.compile(
    rb"""("[^"\n]*"|'[^'\n]*')|\s*([{};,])\s*|(?<=:)[ \t\n]+"""
)  # beside a sign that ends a word, and not in a string
_REMARK = re.compile(
    rb"^[ \t]*/\*.*?\*/[ \t]*\n", re.DOTALL | re.MULTILINE
)  # a comment that stands alone: such a line is in no string
_JS_REMARK = re.compile(
    rb"^[ \t]*(?://.*|/\*\*.*\*/[ \t]*)\n", re.MULTILINE
)  # a line of remark and nothing else
LAYERS = ("tokens", "reset", "base", "prose", "layout", "components", "utilities", "print")

EARLY = "early.js"  # the one script that stands in the pages, before the style sheet, so that no colour flashes


def read_early(theme: Mapping[str, bytes]) -> str:
    """The script in the head of every page, as it stands there."""
    return theme.get(EARLY, b"").decode().strip()


def write_policy(early: str) -> str:
    """The policy of every page: inline MathML and SVG need nothing more; the theme's own modules run and fetch files of the site, nothing
    comes from elsewhere, and of inline scripts only this one runs.

    Source: CSP 3, 2.3.1, hash-source
    """
    digest = base64.b64encode(hashlib.sha256(early.encode()).digest()).decode()
    return (
        f"default-src 'none'; script-src 'self' 'sha256-{digest}'; connect-src 'self'; style-src 'self'; img-src 'self' data:; "
        "font-src 'self'; base-uri 'none'; form-action 'none'"
    )


def make_environment(theme: Mapping[str, bytes], compiled: str = "") -> Environment:
    """Return the templates below `templates/`; a name that a view lacks is an error, and everything is escaped that is not `Markup`.

    `compiled` is a folder for the compiled templates of this builder alone.
    """
    return _make_environment(
        tuple((path, content) for path, content in theme.items() if path.startswith(_TEMPLATES)),
        compiled,
    )


@lru_cache(maxsize=2)
def _make_environment(found: tuple[tuple[str, bytes], ...], compiled: str) -> Environment:
    """Of the same templates the same, since compiling them takes longer than filling them in, and a preview builds again and again."""
    sources = {path.removeprefix(_TEMPLATES): content.decode() for path, content in found}
    loader = FunctionLoader(
        lambda name: (
            (sources[name], f"{FOLDER}/{_TEMPLATES}{name}", None) if name in sources else None
        )
    )
    return Sandbox(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        bytecode_cache=FileSystemBytecodeCache(compiled) if compiled else None,
    )


def join_styles(theme: Mapping[str, bytes]) -> dict[str, bytes]:
    """The style sheet of every page, and that of the pages that are no concept's: every file below `css/`, components by name.

    Each begins with the order of the layers, and is without remarks and the space that no browser needs, which every reader would load.
    """
    found = sorted(
        (path for path in theme if path.startswith("css/") and path.endswith(".css")), key=_layer_of
    )
    return {
        "assets/site.css": _join(
            tuple(theme[path] for path in found if not path.startswith(PAGES))
        ),
        "assets/pages.css": _join(tuple(theme[path] for path in found if path.startswith(PAGES))),
    }


@lru_cache(maxsize=4)
def _join(sheets: tuple[bytes, ...]) -> bytes:
    order = f"@layer {', '.join(LAYERS)};\n".encode()
    return order + _SPACE.sub(rb"\1\2", b"".join(_REMARK.sub(b"", sheet) for sheet in sheets))


def list_assets(theme: Mapping[str, bytes]) -> dict[str, bytes]:
    """The style sheet, and all below `assets/` and `js/` and the fonts with their licences: modules without the lines that are remarks,
    which every reader would load, and everything else as it is.
    """
    fonts = {
        path for path in theme if path.startswith("fonts/") and path.endswith((".woff2", ".txt"))
    }  # not what makes them
    published = [path for path in theme if path.startswith(("assets/", "js/")) or path in fonts]
    kept = {
        f"assets/{path.removeprefix('assets/')}": _without_remarks(path, theme[path])
        for path in published
    }
    return kept | join_styles(theme)


def _without_remarks(path: str, content: bytes) -> bytes:
    return _JS_REMARK.sub(b"", content) if path.startswith("js/") else content


def _layer_of(path: str) -> tuple[int, str]:
    layer = path.split("/")[1].removesuffix(".css")
    return (LAYERS.index(layer) if layer in LAYERS else len(LAYERS), path)
