"""Preparation of the theme: compiled templates, and style sheets joined in layer order."""

import base64
import hashlib
import re
from collections.abc import Mapping
from functools import lru_cache

from jinja2 import Environment, FileSystemBytecodeCache, FunctionLoader, StrictUndefined

from builder.render.templates.template_sandbox import Sandbox

FOLDER = "theme"  # the theme's folder in the places of problems
_TEMPLATES = "templates/"
PAGES = "css/pages/"  # styles of components that no concept page has
# Space beside punctuation, outside of strings.
_SPACE = re.compile(rb"""("[^"\n]*"|'[^'\n]*')|\s*([{};,])\s*|(?<=:)[ \t\n]+""")
# A comment on lines of its own: such a line is never inside a string.
_COMMENT = re.compile(rb"^[ \t]*/\*.*?\*/[ \t]*\n", re.DOTALL | re.MULTILINE)
# A line with only a comment.
_JS_COMMENT = re.compile(rb"^[ \t]*(?://.*|/\*\*.*\*/[ \t]*)\n", re.MULTILINE)
LAYERS = ("tokens", "reset", "base", "prose", "layout", "components", "utilities", "print")

# The only inline script of the pages, before the style sheet: it prevents a flash of colours.
EARLY = "early.js"


def read_early(theme: Mapping[str, bytes]) -> str:
    """Return the inline script in the head of every page."""
    return theme.get(EARLY, b"").decode().strip()


def write_policy(early: str) -> str:
    """Return the content security policy of every page.

    Scripts of the theme run and fetch files of the site. Only the inline script `early` runs.
    Nothing is loaded from other sites. Inline MathML and SVG need no directive.

    Source: CSP 3, 2.3.1, hash-source
    """
    digest = base64.b64encode(hashlib.sha256(early.encode()).digest()).decode()
    return (
        f"default-src 'none'; script-src 'self' 'sha256-{digest}'; connect-src 'self'; "
        "style-src 'self'; img-src 'self' data:; font-src 'self'; base-uri 'none'; "
        "form-action 'none'"
    )


def make_environment(theme: Mapping[str, bytes], compiled: str = "") -> Environment:
    """Return the environment of the templates below `templates/`.

    A name that a view lacks is an error. Everything that is not `Markup` is escaped. `compiled`
    is a folder for the compiled templates of this builder alone.
    """
    return _make_environment(
        tuple((path, content) for path, content in theme.items() if path.startswith(_TEMPLATES)),
        compiled,
    )


@lru_cache(maxsize=2)
def _make_environment(found: tuple[tuple[str, bytes], ...], compiled: str) -> Environment:
    """Return one environment for equal templates.

    Compiling templates takes longer than rendering them, and a preview builds repeatedly.
    """
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
    """Return the style sheet of all pages, and the one of pages that show no concept.

    Each starts with the order of the layers. Comments and unneeded space are removed, so that
    readers load less.
    """
    ordered = order_styles(theme)
    shared = tuple(theme[path] for path in ordered if not path.startswith(PAGES))
    own = tuple(theme[path] for path in ordered if path.startswith(PAGES))
    return {"assets/site.css": _join(shared), "assets/pages.css": _join(own)}


def order_styles(theme: Mapping[str, bytes]) -> list[str]:
    """Return the paths of the style sheets by layer, those of one layer as the theme has them.

    So an added sheet comes after the packaged sheets of its layer.
    """
    found = (path for path in theme if path.startswith("css/") and path.endswith(".css"))
    return sorted(found, key=_layer_of)


@lru_cache(maxsize=4)
def _join(sheets: tuple[bytes, ...]) -> bytes:
    order = f"@layer {', '.join(LAYERS)};\n".encode()
    return order + _SPACE.sub(rb"\1\2", b"".join(_COMMENT.sub(b"", sheet) for sheet in sheets))


def list_assets(theme: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the published files: styles, all below `assets/` and `js/`, fonts and licences.

    Scripts lose their lines of comments, so that readers load less. Other files are unchanged.
    """
    published = {
        f"assets/{path.removeprefix('assets/')}": _remove_comments(path, content)
        for path, content in theme.items()
        if path.startswith(("assets/", "js/")) or _is_font(path)
    }
    return published | join_styles(theme)


def _is_font(path: str) -> bool:
    """Return true for a font or its licence; the scripts that make fonts are not published."""
    return path.startswith("fonts/") and path.endswith((".woff2", ".txt"))


def _remove_comments(path: str, content: bytes) -> bytes:
    return _JS_COMMENT.sub(b"", content) if path.startswith("js/") else content


def _layer_of(path: str) -> int:
    layer = path.split("/")[1].removesuffix(".css")
    return LAYERS.index(layer) if layer in LAYERS else len(LAYERS)
