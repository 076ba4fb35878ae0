"""The preview server: this machine only, from memory only, and a word to open pages when there is a newer site."""

import http.client
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from builder.effects.preview import EVENTS, HOST, RELOADER, Preview
from builder.records.page import Site

SMALL = Path(__file__).parents[1] / "sites" / "small" / "in"
SITE = Site(
    {"index.html": b"<body>home</body>", "a/index.html": b"<body>a</body>", "404.html": b"none", "assets/site.css": b"p{}", "x.json": b"{}"}
)


@pytest.fixture
def preview() -> Iterator[Preview]:
    server = Preview(0)
    server.publish(SITE)
    server.start()
    yield server
    server.close()


def ask(port: int, path: str, host: str = "", method: str = "GET") -> tuple[int, str, bytes]:
    connection = http.client.HTTPConnection(HOST, port, timeout=10)
    connection.request(method, path, headers={"Host": host or f"{HOST}:{port}"})
    answer = connection.getresponse()
    return answer.status, answer.headers.get("Content-Type", ""), answer.read()


def test_pages_and_files_are_served_with_their_types(preview: Preview) -> None:
    tag = f'<script src="{RELOADER}"></script>\n</body>'.encode()
    assert ask(preview.port, "/") == (200, "text/html; charset=utf-8", b"<body>home" + tag)
    assert ask(preview.port, "/a/?q=1") == (200, "text/html; charset=utf-8", b"<body>a" + tag)
    assert ask(preview.port, "/assets/site.css") == (200, "text/css; charset=utf-8", b"p{}")
    assert ask(preview.port, "/x.json") == (200, "application/json", b"{}")
    assert ask(preview.port, "/a")[0] == 301
    assert ask(preview.port, "/", method="HEAD")[2] == b""


@pytest.mark.parametrize(
    "path", ["/nothing", "/../pyproject.toml", "/%2e%2e/%2e%2e/etc/passwd", "//etc/passwd", "/a/../../x", "/index.html/"]
)
def test_what_is_not_in_the_site_is_not_found(preview: Preview, path: str) -> None:
    assert ask(preview.port, path)[0] == 404


def test_a_site_that_will_stand_in_a_folder_is_found_there_too(preview: Preview) -> None:
    preview.publish(SITE, "/a/")
    assert ask(preview.port, "/a/")[2].startswith(b"<body>a")  # what is there comes first
    assert ask(preview.port, "/a/a/")[2].startswith(b"<body>a")
    assert ask(preview.port, "/a/a")[0] == 301
    assert ask(preview.port, "/a/assets/site.css")[2] == b"p{}"
    assert ask(preview.port, "/b/a/")[0] == 404


@pytest.mark.parametrize("host", ["example.org", "evil.test:80", "127.0.0.1", "localhost:1"])
def test_only_requests_that_name_this_machine_are_answered(preview: Preview, host: str) -> None:
    assert ask(preview.port, "/", host=host)[0] == 421
    assert ask(preview.port, EVENTS, host=host)[0] == 421


def test_before_the_first_good_build_the_terminal_is_named(tmp_path: Path) -> None:
    server = Preview(0)
    server.start()
    status, _, content = ask(server.port, "/")
    server.close()
    assert status == 404
    assert b"The terminal says why" in content


def test_an_edit_reaches_the_open_page_and_a_broken_one_keeps_the_last_good(tmp_path: Path) -> None:
    shutil.copytree(SMALL, tmp_path / "atlas")
    content = tmp_path / "atlas/concepts/numbers/halves/content.md"
    command = [sys.executable, "-m", "builder", "--root", str(tmp_path / "atlas"), "serve", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]) as process:
        try:
            assert process.stdout is not None
            port = int(process.stdout.readline().split(":")[2].partition("/")[0])
            _read_until(process, "checks: 2 of 2 hold")
            page = "/numbers/halves/"
            assert b"Another beginning" not in ask(port, page)[2]
            listening = http.client.HTTPConnection(HOST, port, timeout=30)
            listening.request("GET", EVENTS)
            events = listening.getresponse()
            text = content.read_text()
            content.write_text(text.replace("## Intuition\n", "## Intuition\n\nAnother beginning.\n"))
            assert next(line for line in events if line.strip() and not line.startswith(b":")) == b"event: built\n"
            assert b"Another beginning" in ask(port, page)[2]
            content.write_text(text.replace("## Intuition\n", "## Intuition\n\nBroken [@nobody2020].\n"))
            _read_until(process, "citation-resolves")
            assert b"Another beginning" in ask(port, page)[2]
        finally:
            process.kill()


def _read_until(process: "subprocess.Popen[str]", words: str) -> None:
    assert process.stdout is not None
    while words not in (line := process.stdout.readline()):
        assert line, f"it ended before it said '{words}'"
