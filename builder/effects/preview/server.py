"""Serves a preview over HTTP, on this machine only.

Only requests whose `Host` names this machine are answered, which prevents DNS rebinding: no page
from elsewhere can read drafts through a host name that points here. Pages of another origin get no
answer either.

Source: RFC 9110, §7.2 (Host), §8.8.3 and §13.1.2 (entity tags), §14 (ranges), §15.5.6 (methods);
server-sent events, HTML Standard §9.2.
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

from builder.effects.preview.shown_site import EVENTS, Found, Preview

HOST = "127.0.0.1"
LIMIT_S = 30.0  # for a whole request to arrive, and for an answer to be received
MOST_CONNECTIONS = 64  # at once; a browser opens six, including those for server-sent events
_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")
_PLAIN = "text/plain; charset=utf-8"


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(
        self, port: int, handler: type[http.server.BaseHTTPRequestHandler], most: int
    ) -> None:
        super().__init__((HOST, port), handler)
        self._free = threading.BoundedSemaphore(most)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Answer the connection in a new thread, or close it if too many are open."""
        if not self._free.acquire(blocking=False):
            self.shutdown_request(request)
            return
        try:
            super().process_request(request, client_address)
        except BaseException:  # no thread has started that would release the semaphore
            self._free.release()
            raise

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Answer the connection, then release the semaphore."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._free.release()

    def handle_error(self, request: object, client_address: object) -> None:
        """Ignore connections that the page closed or let time out; report all other errors."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Deadline(io.RawIOBase):
    """Reader of a connection with a deadline for all reads together.

    A socket's timeout starts anew with every byte, so it would never stop a slow client.
    """

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._until = 0.0

    def start(self, limit_s: float) -> None:
        """Allow all reads from now on `limit_s` seconds together."""
        self._until = time.monotonic() + limit_s

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        """Read bytes into the buffer. Raises: `TimeoutError` after the deadline."""
        left_s = self._until - time.monotonic()
        if left_s <= 0:
            raise TimeoutError
        self._connection.settimeout(left_s)
        return self._connection.recv_into(buffer)


class Loopback:
    """A server of a preview, which runs in threads of its own."""

    def __init__(
        self, preview: Preview, port: int, *, limit_s: float = LIMIT_S, most: int = MOST_CONNECTIONS
    ) -> None:
        """Limit each request and each answer to `limit_s`, and the connections to `most`.

        Raises: `OSError` if the port is taken.
        """
        self._server = _Server(port, _make_handler(preview, limit_s), most)
        self.port: int = self._server.server_address[1]

    def start(self) -> None:
        """Start to answer requests."""
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        """Stop the server; connections for server-sent events end."""
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
            """Read one request and answer it; the deadline includes the wait for its first byte."""
            self._deadline.start(limit_s)
            super().handle_one_request()

        def send_response(self, code: int, message: str | None = None) -> None:
            """Send the status line. The timeout limits each write as a whole."""
            self.connection.settimeout(limit_s)
            super().send_response(code, message)

        def do_GET(self) -> None:
            """Answer one GET or HEAD request."""
            port = self.connection.getsockname()[1]
            names = (f"{HOST}:{port}", f"localhost:{port}")
            origins = self.headers.get_all("Origin", [])
            if self.headers.get_all("Host", []) not in ([name] for name in names):
                why = "this server answers for this machine only"
                self._refuse(HTTPStatus.MISDIRECTED_REQUEST, why)
            elif any(origin not in (f"http://{name}" for name in names) for origin in origins):
                self._refuse(HTTPStatus.FORBIDDEN, "pages of another origin get no answer")
            elif urlsplit(self.path).path == EVENTS:
                self._send_events()
            elif preview.is_folder(self.path):
                headers = {"Location": _add_slash(self.path)}
                self._answer(HTTPStatus.MOVED_PERMANENTLY, _PLAIN, b"", headers)
            else:
                self._send_found(preview.find(self.path))

        do_HEAD = do_GET  # noqa: N815

        def do_POST(self) -> None:
            """Refuse every method that could change something."""
            why, headers = "this server answers GET and HEAD", {"Allow": "GET, HEAD"}
            self._refuse(HTTPStatus.METHOD_NOT_ALLOWED, why, headers)

        do_PUT = do_DELETE = do_PATCH = do_OPTIONS = do_TRACE = do_CONNECT = do_POST  # noqa: N815

        def log_message(self, template: str, *arguments: object) -> None:
            """Log nothing: the terminal shows the problems of the pages."""

        def _send_found(self, found: Found) -> None:
            """Send the whole content, the requested range, or that it is not modified."""
            tag, size = found.tag, len(found.content)
            headers = {"ETag": tag, "Accept-Ranges": "bytes"}
            is_ok = found.status is HTTPStatus.OK
            if is_ok and tag in _read_tags(self.headers.get("If-None-Match", "")):
                self._answer(HTTPStatus.NOT_MODIFIED, "", b"", headers)
                return
            match = self._read_range(tag) if is_ok else None
            if match is None:
                self._answer(found.status, found.type, found.content, headers)
                return
            first, last = _find_range(match[1], match[2], size)
            if first > last:
                headers = {"Content-Range": f"bytes */{size}"}
                status = HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE
                self._answer(status, _PLAIN, b"", headers)
                return
            headers["Content-Range"] = f"bytes {first}-{last}/{size}"
            part = found.content[first : last + 1]
            self._answer(HTTPStatus.PARTIAL_CONTENT, found.type, part, headers)

        def _read_range(self, tag: str) -> re.Match[str] | None:
            """Return the match of the requested range, or `None` to send the whole content."""
            if self.command != "GET" or self.headers.get("If-Range", tag) != tag:
                return None
            match = _RANGE.fullmatch(self.headers.get("Range", ""))
            return match if match and any(match.groups()) else None

        def _refuse(
            self, status: HTTPStatus, why: str, headers: dict[str, str] | None = None
        ) -> None:
            """Send why the request is refused; close the connection without reading the rest."""
            self.close_connection = True
            closing = {**(headers or {}), "Connection": "close"}
            self._answer(status, _PLAIN, f"{why}\n".encode(), closing)

        def _answer(
            self, status: HTTPStatus, media_type: str, content: bytes, headers: dict[str, str]
        ) -> None:
            self.send_response(status)
            if media_type:
                self.send_header("Content-Type", media_type)
            if status is not HTTPStatus.NOT_MODIFIED:
                self.send_header("Content-Length", str(len(content)))
            self.send_header("Cache-Control", "no-cache")
            self.send_header("X-Content-Type-Options", "nosniff")
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(content)

        def _send_events(self) -> None:
            """Keep the connection open and send an event for every new site and build message."""
            self.send_response(HTTPStatus.OK)
            self.send_header("Content-Type", "text/event-stream")
            self.send_header("Cache-Control", "no-store")
            self.send_header("Connection", "close")
            self.end_headers()
            self.close_connection = True
            query = parse_qs(urlsplit(self.path).query)
            after, page = query.get("after", [""])[0], query.get("page", ["/"])[0]
            is_number = after.isascii() and after.isdigit() and len(after) < 10
            number, status_number = int(after) if is_number else -1, 0
            try:
                while self.command == "GET":
                    newest, newest_status, status = preview.wait(page, number, status_number)
                    if number not in (newest, -1):
                        self.wfile.write(b"event: built\ndata: \n\n")
                    elif newest_status != status_number:
                        self.wfile.write(f"event: status\ndata: {status}\n\n".encode())
                    else:
                        self.wfile.write(b": still here\n\n")
                    self.wfile.flush()
                    number, status_number = newest, newest_status
            except OSError:  # the page was closed
                return

    return Handler


def _add_slash(path: str) -> str:
    """Return the path of a folder with a slash at its end.

    The result begins with one slash, so it cannot name another host.
    """
    parts = urlsplit(path)
    query = f"?{parts.query}" if parts.query else ""
    return f"/{parts.path.strip('/')}/{query}"


def _read_tags(text: str) -> frozenset[str]:
    return frozenset(tag.strip().removeprefix("W/") for tag in text.split(","))


def _find_range(first: str, last: str, size: int) -> tuple[int, int]:
    """Return the first and last byte of the range; the first is larger if the range is empty."""
    if not first:
        return max(0, size - int(last)), size - 1
    return int(first), min(int(last) if last else size - 1, size - 1)
