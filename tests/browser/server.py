"""Serves a built site as a host of static files does: in the folder of its address, compressed, with what its `_headers` says,
and its 404 page where nothing stands.

`python -m tests.browser.server FOLDER` serves until it is interrupted, for a measuring tool outside of the tests.
"""

import gzip
import http.server
import json
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from mimetypes import guess_type
from pathlib import Path
from urllib.parse import unquote, urlsplit

LEVEL = 6  # of gzip, as servers have it by default
COMPRESSED = (
    "text/",
    "application/json",
    "application/xml",
    "application/atom+xml",
    "application/ld+json",
    "image/svg+xml",
)


def read_headers(site: Path) -> tuple[tuple[str, str], ...]:
    """(name, value) of the headers that the site's `_headers` adds to every answer."""
    lines = (site / "_headers").read_text("utf-8").splitlines()
    return tuple(
        (name.strip(), value.strip())
        for name, _, value in (line.partition(":") for line in lines if line.startswith(" "))
    )


def compress(content: bytes) -> bytes:
    """Return the content as it travels."""
    return gzip.compress(content, LEVEL, mtime=0)


class Host(http.server.ThreadingHTTPServer):
    """A server of one site on loopback."""

    daemon_threads = True

    def __init__(self, site: Path, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Answer)
        self.site = site.resolve()
        self.home = urlsplit(json.loads((site / "site.json").read_text("utf-8"))["url"] or "/").path
        self.headers = (*read_headers(site), ("Cache-Control", "max-age=600"))
        self.address = f"http://127.0.0.1:{self.server_address[1]}{self.home.rstrip('/')}"
        self.kept: dict[Path, bytes] = {}

    def handle_error(self, request: object, client_address: object) -> None:
        """Lets a reader leave in the middle of an answer."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]

    def read(self, path: Path) -> bytes:
        """Return the file, compressed where its kind is worth it; made once."""
        if path not in self.kept:
            content = path.read_bytes()
            self.kept[path] = compress(content) if is_compressed(path) else content
        return self.kept[path]


def is_compressed(path: Path) -> bool:
    """Whether hosts compress files of this kind."""
    return (guess_type(path.name)[0] or "text/plain").startswith(
        (*COMPRESSED, "application/javascript")
    )


class _Answer(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Host

    def do_GET(self) -> None:
        """Answers with a file of the site."""
        host = self.server
        name = unquote(urlsplit(self.path).path)
        path = (host.site / name.removeprefix(host.home)).resolve()
        path = path / "index.html" if path.is_dir() else path
        found = name.startswith(host.home) and path.is_relative_to(host.site) and path.is_file()
        path = path if found else host.site / "404.html"
        content = host.read(path)
        self.send_response(HTTPStatus.OK if found else HTTPStatus.NOT_FOUND)
        kind = guess_type(path.name)[0] or "text/plain"
        self.send_header(
            "Content-Type", f"{kind}; charset=utf-8" if kind.startswith("text/") else kind
        )
        self.send_header("Content-Length", str(len(content)))
        if is_compressed(path):
            self.send_header("Content-Encoding", "gzip")
        for name, value in host.headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *arguments: object) -> None:
        """Keep the test's output clean."""


@contextmanager
def serve(site: Path) -> Iterator[str]:
    """Yield the address of the site while it is served."""
    with Host(site) as host:
        threading.Thread(target=host.serve_forever, daemon=True).start()
        yield host.address
        host.shutdown()


if __name__ == "__main__":
    with Host(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0) as running:
        print(running.address, flush=True)
        running.serve_forever()
