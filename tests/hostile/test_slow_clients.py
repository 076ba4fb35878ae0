"""Clients of a preview that are slow, silent or many: each is cut in the end, the server goes on, and open pages keep listening."""

import http.client
import select
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import pytest

from builder.effects.preview.server import HOST, Loopback
from builder.effects.preview.shown_site import EVENTS, Preview
from builder.records.page import make_site

LIMIT_S = 1.0
SITE = make_site(
    {"index.html": b"<body>home</body>", "large.bin": bytes(32 * 2**20)}
)  # more than the buffers of two sockets hold
MANY = 200  # times that something is tried before a test gives up


@contextmanager
def serving(preview: Preview, most: int = 8) -> Iterator[int]:
    """Serve a site with a short limit; the port."""
    preview.publish(SITE)
    server = Loopback(preview, 0, limit_s=LIMIT_S, most=most)
    server.start()
    yield server.port
    server.close()


@pytest.fixture
def preview() -> Preview:
    return Preview()


@pytest.fixture
def port(preview: Preview) -> Iterator[int]:
    with serving(preview) as port:
        yield port


def connect(port: int) -> socket.socket:
    return socket.create_connection((HOST, port), timeout=60)


def write_head(port: int, path: str = "/") -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: {HOST}:{port}\r\n\r\n".encode()


def is_answered(port: int) -> bool:
    """True if the server has a place for one more connection and answers it."""
    with connect(port) as connection:
        try:
            connection.sendall(write_head(port))
            return connection.recv(12) == b"HTTP/1.1 200"
        except ConnectionError:
            return False


def try_until(question: Callable[[], bool]) -> bool:
    """True if the answer is yes in the end: a wait of a twentieth of a second lies between two questions."""
    return any(question() or select.select([], [], [], 0.05)[0] for _ in range(MANY))


def test_a_client_that_sends_nothing_is_cut(port: int) -> None:
    with connect(port) as silent:
        assert silent.recv(1) == b""


@pytest.mark.parametrize(
    "beginning", [b"GET /?", b"GET / HTTP/1.1\r\nA: "], ids=["first line", "header"]
)
def test_a_client_that_sends_a_byte_from_time_to_time_is_cut_before_its_request_is_whole(
    port: int, beginning: bytes
) -> None:
    with connect(port) as slow:

        def is_cut() -> bool:
            try:
                slow.sendall(b"a")
                return bool(select.select([slow], [], [], LIMIT_S / 8)[0]) and slow.recv(1) == b""
            except ConnectionError:
                return True

        slow.sendall(beginning)
        assert try_until(is_cut)


def test_a_client_that_never_reads_its_answer_gives_its_place_back(preview: Preview) -> None:
    with serving(preview, most=1) as port, connect(port) as deaf:
        deaf.sendall(write_head(port, "/large.bin"))
        select.select([deaf], [], [])  # its answer has begun
        assert not is_answered(port)
        assert try_until(lambda: is_answered(port))


def test_a_connection_that_asks_again_in_time_is_kept(port: int) -> None:
    connection = http.client.HTTPConnection(HOST, port, timeout=60)
    for _ in range(5):
        connection.request("GET", "/")
        assert connection.getresponse().read().startswith(b"<body>home")
        select.select([], [], [], LIMIT_S / 4)  # five of these are longer than the limit
    assert connection.sock.recv(1) == b""  # it is idle now


def test_a_page_that_listens_outlives_the_limit(preview: Preview, port: int) -> None:
    with connect(port) as listener, connect(port) as silent:
        listener.sendall(write_head(port, f"{EVENTS}?after=1"))
        lines = listener.makefile("rb")
        while lines.readline() != b"event: status\n":
            pass
        assert silent.recv(1) == b""  # by now the limit has passed
        preview.publish(make_site({"index.html": b"<body>newer</body>"}))
        assert any(line == b"event: built\n" for line in lines)


def test_connections_beyond_the_most_are_closed_until_one_ends(preview: Preview) -> None:
    with serving(preview, most=3) as port, ExitStack() as pages:
        listeners = [pages.enter_context(connect(port)) for _ in range(3)]
        for listener in listeners:
            listener.sendall(write_head(port, EVENTS))
            assert listener.recv(12) == b"HTTP/1.1 200"
        assert not is_answered(port)
        listeners[0].close()
        preview.publish(SITE)  # what is written to the page that has gone
        assert try_until(lambda: is_answered(port))
