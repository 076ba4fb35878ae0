"""Every kind of page asks nothing but its own origin, says nothing on the console, and forbids what it does not need."""

import re
from collections.abc import Mapping
from html import unescape
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.kinds import EVERY, KINDS, OPEN, SOURCES, Kind, at_widths
from tests.browser.server import read_headers

META = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">')

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("kind", "width"), at_widths(EVERY))
def test_every_request_stays_on_the_origin_and_succeeds_and_the_console_is_empty(
    browser: Browser, hosts: Mapping[str, str], kind: Kind, width: int
) -> None:
    with browser.new_context(viewport={"width": width, "height": 900}) as context:
        page = context.new_page()
        asked: list[str] = []
        said: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("requestfailed", lambda request: said.append(f"failed: {request.url}"))
        page.on(
            "response",
            lambda response: response.ok or said.append(f"{response.status}: {response.url}"),
        )
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(f"{hosts[kind.site]}/{kind.path}")
        page.evaluate(OPEN)
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        page.evaluate("document.fonts.ready.then(() => 0)")
    assert len(asked) > 3
    assert [url for url in asked if not url.startswith(hosts[kind.site])] == []
    assert said == []


@pytest.mark.parametrize("site", SOURCES)
def test_header_and_pages_have_one_policy_without_anything_unsafe(
    folders: Mapping[str, Path], site: str
) -> None:
    (header,) = (
        value for name, value in read_headers(folders[site]) if name == "Content-Security-Policy"
    )
    policies = {
        path: META.findall(path.read_text("utf-8")) for path in folders[site].rglob("*.html")
    }
    (policy,) = {unescape(policy) for found in policies.values() for policy in found}
    assert all(len(found) == 1 for found in policies.values())
    assert header == f"{policy}; frame-ancestors 'none'"
    assert policy.startswith("default-src 'none';")
    assert not re.search(r"unsafe|https?:|\*|blob:", policy)


@pytest.mark.parametrize("site", SOURCES)
def test_every_page_is_of_a_kind_that_is_tested(folders: Mapping[str, Path], site: str) -> None:
    own = {kind.path.split("/")[0] for kind in KINDS}
    domains = {path.parent.name for path in SOURCES[site].glob("concepts/*/domain.yaml")}
    found = {path.relative_to(folders[site]).parts[0] for path in folders[site].rglob("*.html")}
    assert found - own - domains == {"index.html"}
