"""Serves a site from memory on this machine only, and tells open pages when there is a newer one.

Nothing is read from disk for a request: a path is a key of the site or there is no such page. Only requests that name this machine are
answered, so that no page from elsewhere can read drafts through a name of its own that points here.

Source: server-sent events, HTML Standard §9.2; on rebinding of names, the Host header of RFC 9110 §7.2.
"""

import http.server
import mimetypes
import threading
from http import HTTPStatus
from pathlib import Path
from urllib.parse import unquote, urlsplit

from builder.records.page import Site

HOST = "127.0.0.1"
EVENTS, RELOADER = "/-/events", "/-/reload.js"
_KEEP_ALIVE_S = 15.0
_SCRIPT = f'new EventSource("{EVENTS}").addEventListener("built", () => location.reload());\n'.encode()
_TAG = f'<script src="{RELOADER}"></script>\n</body>'.encode()
_TYPES = {".js": "text/javascript", ".css": "text/css", ".woff2": "font/woff2", ".svg": "image/svg+xml", ".json": "application/json"}
_EMPTY = b"<!doctype html><title>Not built yet</title><h1>Not built yet</h1><p>The terminal says why.</p></body>"


class Preview:
    """A server of the newest site. `publish` exchanges the site while it runs."""

    def __init__(self, port: int) -> None:
        """Raises: `OSError` where the port is taken."""
        self._site = Site({})
        self._home = "/"
        self._built = threading.Condition()
        self._number = 0
        self._server = http.server.ThreadingHTTPServer((HOST, port), _make_handler(self))
        self._server.daemon_threads = True
        self.port: int = self._server.server_address[1]

    def start(self) -> None:
        """Answers requests, in threads of its own."""
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def publish(self, site: Site, home: str = "/") -> None:
        """Serves this site from now on, and has open pages load themselves anew.

        `home` is the path at which its host will have it, as in `/atlas/`; what is asked for below it is found as well.
        """
        with self._built:
            self._site, self._home = site, home
            self._number += 1
            self._built.notify_all()

    def close(self) -> None:
        """Ends the server; pages that listen are let go."""
        self._server.shutdown()
        self._server.server_close()

    def find(self, path: str) -> tuple[HTTPStatus, str, bytes]:
        """Status, type and bytes of what is at a path of the site, as a host of static files would answer."""
        keys = [f"{name}index.html" if not name or name.endswith("/") else name for name in self._find_names(path)]
        key = next((key for key in keys if key in self._site.files), "")
        found = self._site.files.get(key)
        status = HTTPStatus.OK if found is not None else HTTPStatus.NOT_FOUND
        content = found if found is not None else self._site.files.get("404.html", _EMPTY)
        return status, _type_of(key) if found is not None else "text/html; charset=utf-8", content

    def is_folder(self, path: str) -> bool:
        """Whether the path lacks the stroke at its end that its page has."""
        return any(f"{name}/index.html" in self._site.files for name in self._find_names(path) if not name.endswith("/"))

    def _find_names(self, path: str) -> tuple[str, str]:
        """What may be meant by a path: as it is asked for, and below the site's home."""
        name = unquote(urlsplit(path).path)
        return name.lstrip("/"), name.removeprefix(self._home).lstrip("/")

    def wait(self, number: int) -> int:
        """Waits for a site newer than the one of that number, or a while; returns the number of the newest."""
        with self._built:
            self._built.wait_for(lambda: self._number != number, timeout=_KEEP_ALIVE_S)
            return self._number

    @property
    def number(self) -> int:
        """How many sites were published so far."""
        return self._number


def stamp_files(root: Path, theme: Path | None = None) -> frozenset[tuple[str, int, int]]:
    """(path, time of change, size) of every file of the atlas and its theme: equal as long as nothing has changed."""
    found = set()
    folders = (root / "concepts", root / "sources", theme or root / "theme")
    for path in (root / "pyproject.toml", *(path for folder in folders for path in folder.rglob("*"))):
        try:
            stat = path.stat()
        except OSError:  # it went between being listed and being looked at
            continue
        found.add((str(path), stat.st_mtime_ns, stat.st_size))
    return frozenset(found)


def _type_of(key: str) -> str:
    kind = _TYPES.get(Path(key).suffix) or mimetypes.guess_type(key)[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind


def _make_handler(preview: Preview) -> type[http.server.BaseHTTPRequestHandler]:
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            """Answers one request."""
            if self.headers.get("Host", "") not in (f"{HOST}:{preview.port}", f"localhost:{preview.port}"):
                self._answer(HTTPStatus.MISDIRECTED_REQUEST, "text/plain; charset=utf-8", b"this server answers for this machine only\n")
            elif self.path == EVENTS:
                self._tell()
            elif self.path == RELOADER:
                self._answer(HTTPStatus.OK, "text/javascript; charset=utf-8", _SCRIPT)
            elif preview.is_folder(self.path):
                self._answer(HTTPStatus.MOVED_PERMANENTLY, "text/plain; charset=utf-8", b"", location=f"{urlsplit(self.path).path}/")
            else:
                status, kind, content = preview.find(self.path)
                self._answer(status, kind, content.replace(b"</body>", _TAG) if kind.startswith("text/html") else content)

        do_HEAD = do_GET  # noqa: N815

        def log_message(self, format: str, *arguments: object) -> None:
            """Says nothing: the terminal is for the problems of the pages."""

        def _answer(self, status: HTTPStatus, kind: str, content: bytes, *, location: str = "") -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.send_header("Cache-Control", "no-store")
            self.send_header("X-Content-Type-Options", "nosniff")
            if location:
                self.send_header("Location", location)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(content)

        def _tell(self) -> None:
            """Keeps the connection and writes a line for every site that is published."""
            self.send_response(HTTPStatus.OK)
            self.send_header("Content-Type", "text/event-stream")
            self.send_header("Connection", "close")
            self.end_headers()
            number = preview.number
            try:
                while True:
                    newest = preview.wait(number)
                    self.wfile.write(b"event: built\ndata: \n\n" if newest != number else b": still here\n\n")
                    self.wfile.flush()
                    number = newest
            except OSError:  # the page has gone
                self.close_connection = True

    return Handler
