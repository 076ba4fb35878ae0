"""What `builder serve` shows: the newest site without errors, in memory, and what was wrong with the last edit.

Nothing is read from disk for a request: a path is a key of the site or there is no such page. Requests are answered by `loopback`.
"""

import hashlib
import json
import mimetypes
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from urllib.parse import unquote, urlsplit

from builder.records.page import Site

EVENTS, SCRIPT = "/-/events", "/-/preview.js"
KEEP_ALIVE_S = 15.0
_SHARED = "assets/"  # the files of all pages
_SCRIPT = Path(__file__).with_name("preview.js").read_bytes()
_TAG = '<script src="{script}?after={number}"></script>\n</body>'
_TYPES = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".woff2": "font/woff2",
    ".svg": "image/svg+xml",
    ".json": "application/json",
}
_HTML = "text/html; charset=utf-8"
_EMPTY = b'<!doctype html>\n<html lang="en"><title>Not built yet</title><body><h1>Not built yet</h1></body></html>\n'


@dataclass(frozen=True, slots=True)
class Found:
    """What is at an address. `tag` is quoted, and another one where the content is another."""

    status: HTTPStatus
    type: str
    content: bytes

    @property
    def tag(self) -> str:
        """The entity tag, quoted."""
        return f'"{hashlib.sha256(self.content).hexdigest()[:32]}"'


@dataclass(frozen=True, slots=True)
class Told:
    """What a build had to say. `shown` is false where it had errors, so that an older site is shown."""

    summary: str = ""
    problems: str = ""
    shown: bool = True

    def write(self) -> str:
        """As JSON in one line."""
        return json.dumps({"summary": self.summary, "problems": self.problems, "shown": self.shown})


class Preview:
    """The newest site. `publish` exchanges it, `show_ahead` a few of its files until the next word, `warn` leaves it.

    All reach the pages that listen, a newer site those whose own files, or what all pages share, it has changed.
    """

    def __init__(self) -> None:
        self._site = self._shown = Site(
            {}, {}
        )  # what is shown is the site, with what is ahead of it
        self._home = "/"
        self._number = 0  # of what is shown
        self._changed_by: dict[
            str, int
        ] = {}  # path -> the number that brought another content there
        self._told = Told()
        self._told_number = 0
        self._changed = threading.Condition()

    def publish(self, site: Site, home: str = "/", told: Told = Told()) -> None:
        """Serves this site from now on, and has open pages load themselves anew.

        `home` is the path at which its host will have it, as in `/atlas/`; what is asked for below it is found as well.
        """
        with self._changed:
            self._site, self._home = site, home
            self._show(site)
            self._tell(told)

    def show_ahead(self, files: Mapping[str, bytes], digests: Mapping[str, str]) -> None:
        """Shows these files in place of those of the site until more is known."""
        with self._changed:
            self._show(self._site.overlaid(files, digests))
            self._changed.notify_all()

    def warn(self, told: Told) -> None:
        """Says in open pages what keeps the newest site from being shown; the site before is shown as it was."""
        with self._changed:
            if self._shown is not self._site:
                self._show(self._site)
            self._tell(told)

    def find(self, path: str) -> Found:
        """What is at a path of the site, as a host of static files would answer; pages hold the script that listens."""
        if urlsplit(path).path == SCRIPT:
            return Found(HTTPStatus.OK, "text/javascript; charset=utf-8", _SCRIPT)
        files, number = self._shown.files, self._number
        key = self._find_key(path)
        if not key:
            return Found(
                HTTPStatus.NOT_FOUND, _HTML, _listen(files.get("404.html", _EMPTY), number)
            )
        kind, content = _type_of(key), files[key]
        return Found(HTTPStatus.OK, kind, _listen(content, number) if kind == _HTML else content)

    def is_folder(self, path: str) -> bool:
        """Whether the path lacks the stroke at its end that its page has."""
        return any(
            f"{name}/index.html" in self._shown.files
            for name in self._find_names(path)
            if not name.endswith("/")
        )

    def wait(self, page: str, number: int, told_number: int) -> tuple[int, int, Told]:
        """The number of the newest site in which the page is another one, and that of what was told last, with it.

        Waits for numbers that are not the given ones, or a while.
        """
        with self._changed:
            self._changed.wait_for(
                lambda: self._find_newest(page) > number or self._told_number != told_number,
                timeout=KEEP_ALIVE_S,
            )
            return max(number, self._find_newest(page)), self._told_number, self._told

    def _show(self, site: Site) -> None:
        self._number += 1
        before, self._shown = self._shown.digests, site
        moved = (
            path
            for path in {**before, **site.digests}
            if before.get(path) != site.digests.get(path)
        )
        self._changed_by.update(dict.fromkeys(moved, self._number))

    def _find_newest(self, page: str) -> int:
        """The number of the newest site with another content at the path, which is a page with the files beside it and what all share."""
        key = self._find_key(page)
        if not key:
            return self._number  # it may be there now
        folder = key.rpartition("/")[0]
        changes = self._changed_by.items()
        return max(
            (
                by
                for path, by in changes
                if path.startswith(_SHARED) or path.rpartition("/")[0] == folder
            ),
            default=0,
        )

    def _find_key(self, path: str) -> str:
        """The file that is meant by a path of a request, empty where there is none."""
        keys = (
            f"{name}index.html" if not name or name.endswith("/") else name
            for name in self._find_names(path)
        )
        return next((key for key in keys if key in self._shown.files), "")

    def _tell(self, told: Told) -> None:
        self._told = told
        self._told_number += 1
        self._changed.notify_all()

    def _find_names(self, path: str) -> tuple[str, str]:
        """What may be meant by a path: as it is asked for, and below the site's home."""
        name = unquote(urlsplit(path).path)
        return name.lstrip("/"), name.removeprefix(self._home).lstrip("/")


def _listen(page: bytes, number: int) -> bytes:
    """The page with the script that listens for sites after this one."""
    return page.replace(b"</body>", _TAG.format(script=SCRIPT, number=number).encode())


def _type_of(key: str) -> str:
    kind = (
        _TYPES.get(Path(key).suffix) or mimetypes.guess_type(key)[0] or "application/octet-stream"
    )
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind
