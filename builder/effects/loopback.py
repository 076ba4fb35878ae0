"""Answers requests for a preview, on this machine only.

Only requests that name this machine are answered, so that no page from elsewhere can read drafts through a name of its own that points
here; nor do pages of another origin get an answer.

Source: RFC 9110, §7.2 (Host), §8.8.3 and §13.1.2 (entity tags), §14 (ranges), §15.5.6 (methods); server-sent events, HTML Standard §9.2.
"""

import http.server
import io
import re
import socket
import sys
import threading
import time
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs, urlsplit

from builder.effects.preview import EVENTS, Found, Preview

HOST = "127.0.0.1"
LIMIT_S = 30.0  # within which a request must arrive whole, and within which an answer must be taken
MOST_CONNECTIONS = 64  # at once: a browser opens six, those of open pages that listen among them
_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")
_PLAIN = "text/plain; charset=utf-8"


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(
        self, port: int, handler: type[http.server.BaseHTTPRequestHandler], most: int
    ) -> None:
        super().__init__((HOST, port), handler)
        self._places = threading.BoundedSemaphore(most)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Answer the connection in a thread of its own, or close it where there are too many already."""
        if not self._places.acquire(blocking=False):
            self.shutdown_request(request)
            return
        try:
            super().process_request(request, client_address)
        except BaseException:  # no thread has begun that would give the place back
            self._places.release()
            raise

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Give the place back when the connection has ended."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._places.release()

    def handle_error(self, request: object, client_address: object) -> None:
        """Passes over what a page does that goes while it is answered; what is a fault of ours is told."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Deadline(io.RawIOBase):
    """Read from a connection until a moment: the timeout of a socket starts anew with every byte, so a slow client would never meet it."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._until = 0.0

    def start(self, limit_s: float) -> None:
        """Let the reads from now on take so long in all."""
        self._until = time.monotonic() + limit_s

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        """Raises: `TimeoutError` after the moment."""
        left_s = self._until - time.monotonic()
        if left_s <= 0:
            raise TimeoutError
        self._connection.settimeout(left_s)
        return self._connection.recv_into(buffer)


class Loopback:
    """A server of a preview, in threads of its own."""

    def __init__(
        self, preview: Preview, port: int, *, limit_s: float = LIMIT_S, most: int = MOST_CONNECTIONS
    ) -> None:
        """Bound each request and each answer by `limit_s`, and the connections by `most`. Raises: `OSError` where the port is taken."""
        self._server = _Server(port, _make_handler(preview, limit_s), most)
        self.port: int = self._server.server_address[1]

    def start(self) -> None:
        """Answers from now on."""
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        """Ends the server; pages that listen are let go."""
        self._server.shutdown()
        self._server.server_close()


def _make_handler(preview: Preview, limit_s: float) -> type[http.server.BaseHTTPRequestHandler]:
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def setup(self) -> None:
            super().setup()
            self._deadline = _Deadline(self.connection)
            self.rfile = io.BufferedReader(self._deadline)

        def handle_one_request(self) -> None:
            """Read one request and answer it; the wait for its first byte counts as part of it."""
            self._deadline.start(limit_s)
            super().handle_one_request()

        def send_response(self, code: int, message: str | None = None) -> None:
            """Begin an answer. The timeout bounds each write as a whole."""
            self.connection.settimeout(limit_s)
            super().send_response(code, message)

        def do_GET(self) -> None:
            """Answers one request."""
            port = self.connection.getsockname()[1]
            names = (f"{HOST}:{port}", f"localhost:{port}")
            origins = self.headers.get_all("Origin", [])
            if self.headers.get_all("Host", []) not in ([name] for name in names):
                self._refuse(
                    HTTPStatus.MISDIRECTED_REQUEST, "this server answers for this machine only"
                )
            elif any(origin not in (f"http://{name}" for name in names) for origin in origins):
                self._refuse(HTTPStatus.FORBIDDEN, "pages of another origin get no answer")
            elif urlsplit(self.path).path == EVENTS:
                self._tell()
            elif preview.is_folder(self.path):
                self._answer(
                    HTTPStatus.MOVED_PERMANENTLY, _PLAIN, b"", {"Location": _write_way(self.path)}
                )
            else:
                self._give(preview.find(self.path))

        do_HEAD = do_GET  # noqa: N815

        def do_POST(self) -> None:
            """Refuses what would change something: there is nothing to change."""
            self._refuse(
                HTTPStatus.METHOD_NOT_ALLOWED,
                "this server answers GET and HEAD",
                {"Allow": "GET, HEAD"},
            )

        do_PUT = do_DELETE = do_PATCH = do_OPTIONS = do_TRACE = do_CONNECT = do_POST  # noqa: N815

        def log_message(self, format: str, *arguments: object) -> None:
            """Says nothing: the terminal is for the problems of the pages."""

        def _give(self, found: Found) -> None:
            """The whole, the part that is asked for, or the word that it has not changed."""
            tag, size = found.tag, len(found.content)
            headers = {"ETag": tag, "Accept-Ranges": "bytes"}
            asked = (
                self.headers.get("Range", "") if self.headers.get("If-Range", tag) == tag else ""
            )
            if found.status is HTTPStatus.OK and tag in _read_tags(
                self.headers.get("If-None-Match", "")
            ):
                self._answer(HTTPStatus.NOT_MODIFIED, "", b"", headers)
            elif (
                found.status is HTTPStatus.OK
                and self.command == "GET"
                and (match := _RANGE.fullmatch(asked))
                and any(match.groups())
            ):
                first, last = _find_range(match[1], match[2], size)
                if first > last:
                    self._answer(
                        HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE,
                        _PLAIN,
                        b"",
                        {"Content-Range": f"bytes */{size}"},
                    )
                    return
                headers["Content-Range"] = f"bytes {first}-{last}/{size}"
                self._answer(
                    HTTPStatus.PARTIAL_CONTENT, found.type, found.content[first : last + 1], headers
                )
            else:
                self._answer(found.status, found.type, found.content, headers)

        def _refuse(
            self, status: HTTPStatus, why: str, headers: dict[str, str] | None = None
        ) -> None:
            """What else the request holds is not read."""
            self.close_connection = True
            self._answer(
                status, _PLAIN, f"{why}\n".encode(), {**(headers or {}), "Connection": "close"}
            )

        def _answer(
            self, status: HTTPStatus, kind: str, content: bytes, headers: dict[str, str]
        ) -> None:
            self.send_response(status)
            if kind:
                self.send_header("Content-Type", kind)
            if status is not HTTPStatus.NOT_MODIFIED:
                self.send_header("Content-Length", str(len(content)))
            self.send_header("Cache-Control", "no-cache")
            self.send_header("X-Content-Type-Options", "nosniff")
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(content)

        def _tell(self) -> None:
            """Keeps the connection and writes a line for every site that is published, and for all that a build says."""
            self.send_response(HTTPStatus.OK)
            self.send_header("Content-Type", "text/event-stream")
            self.send_header("Cache-Control", "no-store")
            self.send_header("Connection", "close")
            self.end_headers()
            self.close_connection = True
            query = parse_qs(urlsplit(self.path).query)
            after, page = query.get("after", [""])[0], query.get("page", ["/"])[0]
            number, told_number = (
                int(after) if after.isascii() and after.isdigit() and len(after) < 10 else -1,
                0,
            )
            try:
                while self.command == "GET":
                    newest, told_newest, told = preview.wait(page, number, told_number)
                    if number not in (newest, -1):
                        self.wfile.write(b"event: built\ndata: \n\n")
                    elif told_newest != told_number:
                        self.wfile.write(f"event: told\ndata: {told.write()}\n\n".encode())
                    else:
                        self.wfile.write(b": still here\n\n")
                    self.wfile.flush()
                    number, told_number = newest, told_newest
            except OSError:  # the page has gone
                return

    return Handler


def _write_way(path: str) -> str:
    """The address of the folder: its path alone, which begins with one stroke and so cannot name another host."""
    parts = urlsplit(path)
    query = f"?{parts.query}" if parts.query else ""
    return f"/{parts.path.strip('/')}/{query}"


def _read_tags(text: str) -> frozenset[str]:
    return frozenset(tag.strip().removeprefix("W/") for tag in text.split(","))


def _find_range(first: str, last: str, size: int) -> tuple[int, int]:
    """The first and the last byte that are meant; the first is past the last where there are none."""
    if not first:
        return max(0, size - int(last)), size - 1
    return int(first), min(int(last) if last else size - 1, size - 1)
