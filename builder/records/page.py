"""Rendered pages, and the site that is published."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from builder.records.place import Place


@dataclass(frozen=True, slots=True)
class Page:
    """One rendered HTML page. `path` is its file in the site, `scaling/ntk/index.html`; `origin` is where a fault on it is shown.

    `links` holds the places of the links that its author wrote, by their addresses. `home` is the address of the site's root where the
    page is shown at any address and says so itself, as in `/atlas/`; empty for a page whose links are relative.
    """

    path: str
    html: str = field(repr=False)
    origin: Place
    links: Mapping[str, Place] = field(repr=False, default_factory=dict)
    home: str = ""


@dataclass(frozen=True, slots=True)
class Site:
    """Everything that is published: path relative to the site's root -> bytes, sorted by path."""

    files: Mapping[str, bytes] = field(repr=False)
