"""The preview: the newest site from memory, and a word to open pages when there is a newer one or something is wrong."""

import http.client
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from builder.effects.preview.server import HOST, Loopback
from builder.effects.preview.shown_site import EVENTS, SCRIPT, BuildStatus, Preview
from builder.records.page import make_site

SMALL = Path(__file__).parents[1] / "sites" / "small" / "in"
SITE = make_site(
    {
        "index.html": b"<body>home</body>",
        "a/index.html": b"<body>a</body>",
        "404.html": b"none",
        "assets/site.css": b"p{}",
        "x.json": b"{}",
    }
)


@pytest.fixture
def preview() -> Preview:
    shown = Preview()
    shown.publish(SITE)
    return shown


@pytest.fixture
def port(preview: Preview) -> Iterator[int]:
    server = Loopback(preview, 0)
    server.start()
    yield server.port
    server.close()


def ask(port: int, path: str, method: str = "GET", **headers: str) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection(HOST, port, timeout=30)
    connection.putrequest(method, path, skip_host="Host" in headers)
    for name, value in headers.items():
        connection.putheader(name.replace("_", "-"), value)
    connection.endheaders()
    return connection.getresponse()


def get(port: int, path: str, method: str = "GET") -> tuple[int, str, bytes]:
    answer = ask(port, path, method)
    return answer.status, answer.headers.get("Content-Type", ""), answer.read()


def read_event(events: http.client.HTTPResponse) -> tuple[str, str]:
    """Return the next event and its data; signs of life are passed over."""
    lines = (line.decode().strip() for line in events)
    event = next(line for line in lines if line.startswith("event: "))
    return event.removeprefix("event: "), next(lines).removeprefix("data:").strip()


def test_pages_and_files_are_served_with_their_types(port: int) -> None:
    tag = f'<script src="{SCRIPT}?after=1"></script>\n</body>'.encode()
    assert get(port, "/") == (200, "text/html; charset=utf-8", b"<body>home" + tag)
    assert get(port, "/a/?q=1") == (200, "text/html; charset=utf-8", b"<body>a" + tag)
    assert get(port, "/assets/site.css") == (200, "text/css; charset=utf-8", b"p{}")
    assert get(port, "/x.json") == (200, "application/json", b"{}")
    assert get(port, "/a")[0] == 301
    assert get(port, "/", method="HEAD")[2] == b""
    assert get(port, f"{SCRIPT}?after=1")[:2] == (200, "text/javascript; charset=utf-8")


def test_a_site_that_will_stand_in_a_folder_is_found_there_too(preview: Preview, port: int) -> None:
    preview.publish(SITE, "/a/")
    assert get(port, "/a/")[2].startswith(b"<body>a")  # what is there comes first
    assert get(port, "/a/a/")[2].startswith(b"<body>a")
    assert get(port, "/a/a")[0] == 301
    assert get(port, "/a/assets/site.css")[2] == b"p{}"
    assert get(port, "/b/a/")[0] == 404


def test_what_has_not_changed_is_not_sent_again(preview: Preview, port: int) -> None:
    tag = ask(port, "/x.json").headers["ETag"]
    assert ask(port, "/x.json", If_None_Match=f'"other", {tag}').status == 304
    assert ask(port, "/x.json", If_None_Match=f"W/{tag}").read() == b""
    preview.publish(make_site({**SITE.files, "x.json": b"[]"}))
    assert ask(port, "/x.json", If_None_Match=tag).read() == b"[]"


def test_a_listener_hears_of_a_newer_site_also_of_one_that_came_before_it_listened(
    preview: Preview, port: int
) -> None:
    preview.publish(make_site({**SITE.files, "index.html": b"<body>newer</body>"}))
    assert read_event(ask(port, f"{EVENTS}?after=1"))[0] == "built"
    events = ask(port, f"{EVENTS}?after=2")
    assert read_event(events)[0] == "status"
    preview.publish(SITE)
    assert read_event(events)[0] == "built"


@pytest.mark.parametrize(
    ("path", "reached"),
    [
        ("a/index.html", ["/a/"]),
        ("a/map.svg", ["/a/"]),
        ("a/b/index.html", ["/a/b/"]),
        ("assets/site.css", ["/", "/a/", "/a/b/"]),
    ],
)
def test_a_newer_site_reaches_the_pages_that_it_has_changed(
    preview: Preview, path: str, reached: list[str]
) -> None:
    preview.publish(site := make_site({**SITE.files, "a/b/index.html": b"", "a/map.svg": b""}))
    preview.publish(make_site({**site.files, path: b"newer"}))
    told = 3
    assert [
        page for page in ("/", "/a/", "/a/b/") if preview.wait(page, 2, told - 1)[0] == 3
    ] == reached
    assert preview.wait("/nowhere/", 2, told)[0] == 3  # it may be there now


def test_a_listener_hears_what_is_wrong_now_and_later(preview: Preview, port: int) -> None:
    preview.tell(BuildStatus("1 error", "line one\nline two", is_shown=False))
    events = ask(port, f"{EVENTS}?after=1")
    name, data = read_event(events)
    assert (name, json.loads(data)) == (
        "status",
        {"summary": "1 error", "problems": "line one\nline two", "running": [], "kept": True},
    )
    preview.tell(BuildStatus("2 errors", "more", is_shown=False))
    assert json.loads(read_event(events)[1])["summary"] == "2 errors"


def test_a_page_that_is_left_out_stays_as_it_was_and_only_it_says_so(
    preview: Preview, port: int
) -> None:
    files = {"index.html": b"<body>home</body>"}
    preview.publish(make_site({**files, "a/b/index.html": b"<body>good</body>"}))
    for _ in range(2):  # the second build knows of the page only what the first has kept
        preview.publish(make_site(files), "/", BuildStatus(left_out=frozenset({"a/b", "a/c"})))
    assert get(port, "/a/b/")[2].startswith(b"<body>good")
    assert b"<h1>a/c</h1>" in get(port, "/a/c/")[2]
    assert get(port, "/a/d/")[0] == 404
    kept = {
        page: json.loads(read_event(ask(port, f"{EVENTS}?after=4&page={page}"))[1] or "{}")
        for page in ("/", "/a/b/", "/a/c/")
    }
    assert {page: status["kept"] for page, status in kept.items() if status} == {
        "/": False,
        "/a/b/": True,
        "/a/c/": True,
    }
    preview.publish(make_site(files))
    assert get(port, "/a/b/")[0] == 404


def test_before_the_first_good_build_a_page_waits_for_it(preview: Preview) -> None:
    server = Loopback(Preview(), 0)
    server.start()
    status, _, content = get(server.port, "/")
    server.close()
    assert status == 404
    assert SCRIPT.encode() in content


def test_an_edit_reaches_the_open_page_and_a_broken_one_keeps_the_last_good(tmp_path: Path) -> None:
    shutil.copytree(SMALL, tmp_path / "atlas")
    content = tmp_path / "atlas/concepts/numbers/halves/content.md"
    command = [
        sys.executable,
        "-m",
        "builder",
        "--root",
        str(tmp_path / "atlas"),
        "serve",
        "--port",
        "0",
    ]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]
    ) as process:
        try:
            assert process.stdout is not None
            port = int(process.stdout.readline().split(":")[2].partition("/")[0])
            _read_until(process, "checks: 2 of 2 hold")
            page = "/numbers/halves/"
            assert b"Another beginning" not in get(port, page)[2]
            events = ask(port, f"{EVENTS}?after=1&page={page}")
            text = content.read_text()
            content.write_text(
                text.replace("## Intuition\n", "## Intuition\n\nAnother beginning.\n")
            )
            while read_event(events)[0] != "built":
                continue  # what the first build had to say
            assert b"Another beginning" in get(port, page)[2]
            content.write_text(
                text.replace("## Intuition\n", "## Intuition\n\nBroken [@nobody2020].\n")
            )
            _read_until(process, "citation-resolves")
            while not json.loads(read_event(events)[1])["kept"]:
                continue  # what the good build had to say
            assert b"Another beginning" in get(port, page)[2]
        finally:
            process.kill()


def _read_until(process: "subprocess.Popen[str]", words: str) -> None:
    assert process.stdout is not None
    while words not in (line := process.stdout.readline()):
        assert line, f"it ended before it said '{words}'"
