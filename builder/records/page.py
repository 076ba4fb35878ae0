"""Rendered pages, and the site that is published."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from builder.records.place import Place


@dataclass(frozen=True, slots=True)
class Page:
    """One rendered HTML page.

    `path` is its file in the site, `scaling/ntk/index.html`; `origin` is where a fault on it is
    shown.

    `home` is the address of the site's root where the page is shown at any address and says so
    itself, as in `/atlas/`; empty for a page whose links are relative.
    """

    path: str
    html: str = field(repr=False)
    origin: Place
    home: str = ""


@dataclass(frozen=True, slots=True)
class Site:
    """Everything that is published.

    Path relative to the site's root -> bytes, sorted by path, and their SHA-256, hexadecimal.

    Bytes that a build before has kept are read when they are asked for.
    """

    files: Mapping[str, bytes] = field(repr=False)
    digests: Mapping[str, str] = field(repr=False)

    def overlaid(self, files: Mapping[str, bytes], digests: Mapping[str, str]) -> "Site":
        """Return the site with other files in place of some of its own."""
        return Site(Gathered((self.files, files)), {**self.digests, **digests})


class Gathered(Mapping[str, bytes]):
    """The files of several parts as one mapping, sorted by path, those of later parts first.

    Nothing is read before it is asked for.
    """

    def __init__(self, parts: Iterable[Mapping[str, bytes]]) -> None:
        holders = {path: part for part in parts for path in part}
        self._holders = dict(sorted(holders.items()))

    def __getitem__(self, path: str) -> bytes:
        return self._holders[path][path]

    def __iter__(self) -> Iterator[str]:
        return iter(self._holders)

    def __len__(self) -> int:
        return len(self._holders)


def make_site(files: Mapping[str, bytes]) -> Site:
    """Return the site of these files, which are all at hand."""
    return Site(files, digest_files(files))


def digest_files(files: Mapping[str, bytes]) -> dict[str, str]:
    """SHA-256 of each file, hexadecimal, by its path."""
    return {path: hashlib.sha256(content).hexdigest() for path, content in files.items()}
