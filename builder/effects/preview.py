"""What `builder serve` shows: the newest site without errors, in memory, and what was wrong with the last edit.

Nothing is read from disk for a request: a path is a key of the site or there is no such page. Requests are answered by `loopback`.
"""

import hashlib
import json
import mimetypes
import threading
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from urllib.parse import unquote, urlsplit

from builder.records.page import Site

EVENTS, SCRIPT = "/-/events", "/-/preview.js"
KEEP_ALIVE_S = 15.0
_SCRIPT = Path(__file__).with_name("preview.js").read_bytes()
_TAG = '<script src="{script}?after={number}"></script>\n</body>'
_TYPES = {".js": "text/javascript", ".css": "text/css", ".woff2": "font/woff2", ".svg": "image/svg+xml", ".json": "application/json"}
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
    """The newest site. `publish` exchanges it, `warn` leaves it; both reach the pages that listen."""

    def __init__(self) -> None:
        self._site = Site({})
        self._home = "/"
        self._number = 0  # of the site
        self._told = Told()
        self._told_number = 0
        self._changed = threading.Condition()

    def publish(self, site: Site, home: str = "/", told: Told = Told()) -> None:
        """Serves this site from now on, and has open pages load themselves anew.

        `home` is the path at which its host will have it, as in `/atlas/`; what is asked for below it is found as well.
        """
        with self._changed:
            self._site, self._home = site, home
            self._number += 1
            self._tell(told)

    def warn(self, told: Told) -> None:
        """Says in open pages what keeps the newest site from being shown."""
        with self._changed:
            self._tell(told)

    def find(self, path: str) -> Found:
        """What is at a path of the site, as a host of static files would answer; pages hold the script that listens."""
        if urlsplit(path).path == SCRIPT:
            return Found(HTTPStatus.OK, "text/javascript; charset=utf-8", _SCRIPT)
        site, number = self._site, self._number
        keys = [f"{name}index.html" if not name or name.endswith("/") else name for name in self._find_names(path)]
        key = next((key for key in keys if key in site.files), "")
        if not key:
            return Found(HTTPStatus.NOT_FOUND, _HTML, _listen(site.files.get("404.html", _EMPTY), number))
        kind, content = _type_of(key), site.files[key]
        return Found(HTTPStatus.OK, kind, _listen(content, number) if kind == _HTML else content)

    def is_folder(self, path: str) -> bool:
        """Whether the path lacks the stroke at its end that its page has."""
        return any(f"{name}/index.html" in self._site.files for name in self._find_names(path) if not name.endswith("/"))

    def wait(self, number: int, told_number: int) -> tuple[int, int, Told]:
        """The numbers of the newest site and of what was told last: waits for one that is not the given one, or a while."""
        with self._changed:
            self._changed.wait_for(lambda: (self._number, self._told_number) != (number, told_number), timeout=KEEP_ALIVE_S)
            return self._number, self._told_number, self._told

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
    kind = _TYPES.get(Path(key).suffix) or mimetypes.guess_type(key)[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind
