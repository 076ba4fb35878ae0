"""Requests that mean harm, or are none: nothing but the site is ever answered, and the server goes on."""

import http.client
import socket
from collections.abc import Iterator

import pytest

from builder.effects.preview.server import HOST, Loopback
from builder.effects.preview.shown_site import EVENTS, Preview
from builder.records.page import make_site

SITE = make_site(
    {
        "index.html": b"<body>home</body>",
        "a/index.html": b"<body>a</body>",
        "x.bin": bytes(range(100)),
    }
)
TRAVERSALS = (
    "/../pyproject.toml",
    "/a/../../pyproject.toml",
    "/%2e%2e/%2e%2e/etc/passwd",
    "/%252e%252e/etc/passwd",
    "/..%2fpyproject.toml",
    "/..%5cpyproject.toml",
    "/..\\pyproject.toml",
    "/%c0%ae%c0%ae/etc/passwd",
    "/.%00./etc/passwd",
    "//etc/passwd",
    "///etc/passwd",
    "/file:///etc/passwd",
    "/a/%2e%2e/x.bin",
    "/index.html/",
    "/x.bin%00.html",
)


@pytest.fixture
def port() -> Iterator[int]:
    preview = Preview()
    preview.publish(SITE)
    server = Loopback(preview, 0)
    server.start()
    yield server.port
    assert send(
        server.port,
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nConnection: close\r\n\r\n" % server.port,
    ).startswith(b"HTTP/1.1 200 ")
    server.close()


def send(port: int, raw: bytes) -> bytes:
    """All that comes back for these bytes until the server closes."""
    with socket.create_connection((HOST, port), timeout=30) as connection:
        try:
            connection.sendall(raw)
            connection.shutdown(socket.SHUT_WR)
            return b"".join(iter(lambda: connection.recv(65536), b""))
        except ConnectionError:
            return b""


def ask(
    port: int, path: str = "/", method: str = "GET", host: str = "", **headers: str
) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection(HOST, port, timeout=30)
    connection.request(method, path, headers={"Host": host or f"{HOST}:{port}"} | headers)
    return connection.getresponse()


@pytest.mark.parametrize("path", TRAVERSALS)
def test_no_path_leads_out_of_the_site(port: int, path: str) -> None:
    answer = send(
        port, f"GET {path} HTTP/1.1\r\nHost: {HOST}:{port}\r\nConnection: close\r\n\r\n".encode()
    )
    assert answer.startswith(b"HTTP/1.1 404 ")
    assert b"root:" not in answer
    assert b"[project]" not in answer


@pytest.mark.parametrize(
    "host",
    [
        "example.org",
        "evil.test:80",
        "127.0.0.1",
        "localhost:1",
        "127.0.0.1.evil.test",
        "[::1]",
        " ",
    ],
)
@pytest.mark.parametrize("path", ["/", EVENTS])
def test_only_requests_that_name_this_machine_are_answered(port: int, path: str, host: str) -> None:
    assert ask(port, path, host=host).status == 421


def test_a_request_without_a_host_or_with_two_is_refused(port: int) -> None:
    own = b"Host: 127.0.0.1:%d\r\n" % port
    for hosts in (b"", own + b"Host: evil.test\r\n", own + own):
        assert send(port, b"GET / HTTP/1.1\r\n" + hosts + b"\r\n").startswith(b"HTTP/1.1 421 ")


@pytest.mark.parametrize(
    "origin", ["https://evil.test", "null", "http://127.0.0.1:1", "http://localhost"]
)
@pytest.mark.parametrize("path", ["/", EVENTS])
def test_pages_of_another_origin_get_no_answer(port: int, path: str, origin: str) -> None:
    answer = ask(port, path, Origin=origin)
    assert answer.status == 403
    assert b"home" not in answer.read()


def test_the_site_itself_is_an_origin_that_is_answered(port: int) -> None:
    assert ask(port, Origin=f"http://127.0.0.1:{port}").status == 200
    assert ask(port, host=f"localhost:{port}", Origin=f"http://localhost:{port}").status == 200


@pytest.mark.parametrize(
    "method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT"]
)
def test_other_methods_are_refused_and_their_body_is_no_request(port: int, method: str) -> None:
    body = b"GET /x.bin HTTP/1.1\r\n\r\n"
    head = f"{method} / HTTP/1.1\r\nHost: {HOST}:{port}\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    answer = send(port, head + body)
    assert answer.startswith(b"HTTP/1.1 405 ")
    assert b"Allow: GET, HEAD\r\n" in answer
    assert answer.count(b"HTTP/1.1") == 1


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b"BREW / HTTP/1.1\r\n\r\n", b"501"),
        (b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\n\r\n", b"414"),
        (b"GET / HTTP/1.1\r\nA: " + b"a" * 70_000 + b"\r\n\r\n", b"431"),
        (b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 500 + b"\r\n", b"431"),
        (b"GET / HTTP/9.9\r\n\r\n", b"505"),
        (b"GET\r\n\r\n", b"400"),
        (b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n", b"400"),
    ],
)
def test_what_is_no_request_gets_its_status(port: int, raw: bytes, status: bytes) -> None:
    assert status in send(port, raw).partition(b"\n")[0] + send(port, raw)[:300]


@pytest.mark.parametrize(
    ("asked", "status", "part"),
    [
        ("bytes=0-0", 206, slice(0, 1)),
        ("bytes=10-19", 206, slice(10, 20)),
        ("bytes=90-", 206, slice(90, 100)),
        ("bytes=-5", 206, slice(95, 100)),
        ("bytes=-500", 206, slice(0, 100)),
        ("bytes=0-999999999999999", 206, slice(0, 100)),
        ("bytes=100-", 416, slice(0, 0)),
        ("bytes=9-3", 416, slice(0, 0)),
        ("bytes=-0", 416, slice(0, 0)),
        ("bytes=-", 200, slice(0, 100)),
        ("bytes=0-1,3-4", 200, slice(0, 100)),
        ("bytes=a-b", 200, slice(0, 100)),
        ("bytes=" + "9" * 5000 + "-", 200, slice(0, 100)),
        ("lines=0-1", 200, slice(0, 100)),
    ],
)
def test_a_part_is_answered_as_it_is_asked_for(
    port: int, asked: str, status: int, part: slice
) -> None:
    answer = ask(port, "/x.bin", Range=asked)
    assert (answer.status, answer.read()) == (status, SITE.files["x.bin"][part])


def test_a_part_of_what_has_changed_since_is_the_whole(port: int) -> None:
    assert ask(port, "/x.bin", Range="bytes=0-0", **{"If-Range": '"other"'}).status == 200
    assert (
        ask(
            port, "/x.bin", Range="bytes=0-0", **{"If-Range": ask(port, "/x.bin").headers["ETag"]}
        ).status
        == 206
    )


@pytest.mark.parametrize("path", ["//evil.test/a", "/a?next=//evil.test", "/%2f%2fevil.test"])
def test_no_redirect_leads_to_another_host(port: int, path: str) -> None:
    location = ask(port, path).headers.get("Location", "/")
    assert location.startswith("/")
    assert not location.startswith("//")


@pytest.mark.parametrize(
    "after",
    [
        "",
        "?after=",
        "?after=-1",
        "?after=x",
        "?after=99999999999999999999",
        "?after=²",
        "?after=1&after=2",
    ],
)
def test_listeners_may_ask_for_anything(port: int, after: str) -> None:
    path = EVENTS + after.replace("²", "%C2%B2")
    assert ask(port, path).status == 200
