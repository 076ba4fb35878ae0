"""Hold what `plumbline serve` shows: the newest site without errors, the last build's problems.

The site is in memory, and requests read nothing from disk. A path that is no key of the site is
not found. `loopback` answers the requests.
"""

import hashlib
import html
import json
import mimetypes
import re
import threading
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from urllib.parse import unquote, urlsplit

from builder.records.page import Site, digest_files

EVENTS, SCRIPT = "/-/events", "/-/preview.js"
KEEP_ALIVE_S = 15.0
_SHARED = re.compile(r"assets/(?!search/)")  # the files that all pages use when they load
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
_EMPTY = (
    b'<!doctype html>\n<html lang="en"><title>Not built yet</title>'
    b"<body><h1>Not built yet</h1></body></html>\n"
)
_LEFT_OUT = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>{id}</title>
<body><h1>{id}</h1><p>This page is not built yet: see the panel below.</p></body></html>
"""


@dataclass(frozen=True, slots=True)
class Found:
    """The answer to a request for a path."""

    status: HTTPStatus
    type: str
    content: bytes

    @property
    def tag(self) -> str:
        """The quoted entity tag, which changes with the content."""
        return f'"{hashlib.sha256(self.content).hexdigest()[:32]}"'


@dataclass(frozen=True, slots=True)
class BuildStatus:
    """The messages of a build.

    `left_out` are the concepts whose pages the site does not hold: they have errors, or their
    witnesses are being run. `running` says how far these are. `is_shown` is false if nothing of
    the build is shown, since the theme or the settings have errors.
    """

    summary: str = ""
    problems: str = ""
    running: tuple[str, ...] = ()  # "scaling/ntk, 12 s of 20 s"
    left_out: frozenset[str] = frozenset()
    is_shown: bool = True

    def write(self, page: str) -> str:
        """Return what the page of a concept, or any other page, shows, as JSON in one line."""
        return json.dumps(
            {
                "summary": self.summary,
                "problems": self.problems,
                "running": self.running,
                "kept": not self.is_shown or page in self.left_out,
            }
        )


class Preview:
    """The newest site, and the open pages that wait for changes.

    `publish` replaces the site, `tell` leaves it as it is. Open pages are notified of both. A page
    reloads if the files in its folder or the shared files have changed. A page that is left out
    stays as it was last built.
    """

    def __init__(self) -> None:
        self._site = Site({}, {})
        self._home = "/"
        self._number = 0  # the number of the version that is shown
        self._changed_by: dict[str, int] = {}  # path -> the last version that changed its content
        self._status = BuildStatus()
        self._status_number = 0
        self._changed = threading.Condition()

    def publish(self, site: Site, home: str = "/", status: BuildStatus = BuildStatus()) -> None:
        """Serve this site from now on, and reload open pages that it changes.

        `home` is the path that the site will have on its host, as in `/atlas/`. Requests below that
        path are answered as well.
        """
        with self._changed:
            self._home = home
            kept = {
                path: content
                for path in self._site.files
                if "/".join(path.split("/")[:2]) in status.left_out
                for content in [self._site.files[path]]
            }
            self._show(site.overlaid(kept, digest_files(kept)) if kept else site)
            self._notify(status)

    def tell(self, status: BuildStatus) -> None:
        """Report the status to open pages; the site stays."""
        with self._changed:
            if status != self._status:
                self._notify(status)

    def find(self, path: str) -> Found:
        """Find the content at a path, as a static host would; pages get the reload script."""
        if urlsplit(path).path == SCRIPT:
            return Found(HTTPStatus.OK, "text/javascript; charset=utf-8", _SCRIPT)
        files, number = self._site.files, self._number
        key = self._find_key(path)
        if not key and (concept := self._find_left_out(path)):
            page = _LEFT_OUT.format(id=html.escape(concept)).encode()
            return Found(HTTPStatus.OK, _HTML, _add_script(page, number))
        if not key:
            page = _add_script(files.get("404.html", _EMPTY), number)
            return Found(HTTPStatus.NOT_FOUND, _HTML, page)
        media_type, content = _media_type_of(key), files[key]
        if media_type == _HTML:
            content = _add_script(content, number)
        return Found(HTTPStatus.OK, media_type, content)

    def is_folder(self, path: str) -> bool:
        """Return true if the path names a page but lacks the slash at its end."""
        names = (name for name in self._find_names(path) if not name.endswith("/"))
        return any(f"{name}/index.html" in self._site.files for name in names)

    def wait(self, page: str, number: int, status_number: int) -> tuple[int, int, str]:
        """Wait until the page or the status changes, at most `KEEP_ALIVE_S`.

        Return the newest version that changed the page, the number of the status, and what the page
        shows of it. `number` and `status_number` are the numbers that the page knows already.
        """
        with self._changed:
            self._changed.wait_for(
                lambda: self._find_newest(page) > number or self._status_number != status_number,
                timeout=KEEP_ALIVE_S,
            )
            shown = self._status.write(self._find_left_out(page))
            return max(number, self._find_newest(page)), self._status_number, shown

    def _show(self, site: Site) -> None:
        self._number += 1
        before, self._site = self._site.digests, site
        now = site.digests
        changed = (path for path in {**before, **now} if before.get(path) != now.get(path))
        self._changed_by.update(dict.fromkeys(changed, self._number))

    def _find_newest(self, page: str) -> int:
        """Find the newest version that changed the page, a file beside it or a shared file."""
        key = self._find_key(page)
        if not key:
            return self._number  # a newer site may have the page
        folder = key.rpartition("/")[0]
        used = (
            number
            for path, number in self._changed_by.items()
            if _SHARED.match(path) or path.rpartition("/")[0] == folder
        )
        return max(used, default=0)

    def _find_key(self, path: str) -> str:
        """Find the file for the path of a request; empty if there is none."""
        for name in self._find_names(path):
            key = f"{name}index.html" if not name or name.endswith("/") else name
            if key in self._site.files:
                return key
        return ""

    def _find_left_out(self, path: str) -> str:
        """Find the concept of a page that the newest build left out; empty if it is none."""
        names = (name.removesuffix("index.html").strip("/") for name in self._find_names(path))
        return next((name for name in names if name in self._status.left_out), "")

    def _notify(self, status: BuildStatus) -> None:
        self._status = status
        self._status_number += 1
        self._changed.notify_all()

    def _find_names(self, path: str) -> tuple[str, str]:
        """Return the names that a path may mean: below the server's root, and below `home`."""
        name = unquote(urlsplit(path).path)
        return name.lstrip("/"), name.removeprefix(self._home).lstrip("/")


def _add_script(page: bytes, number: int) -> bytes:
    """Return the page with the script that waits for versions after this one."""
    return page.replace(b"</body>", _TAG.format(script=SCRIPT, number=number).encode())


def _media_type_of(key: str) -> str:
    known = _TYPES.get(Path(key).suffix) or mimetypes.guess_type(key)[0]
    media_type = known or "application/octet-stream"
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type
