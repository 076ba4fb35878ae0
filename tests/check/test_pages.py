"""Rules on rendered pages."""

from collections.abc import Sequence

import pytest

from builder.check.rules import check_pages
from builder.records.memory import Memory
from builder.records.page import Page
from builder.records.place import Place
from builder.records.problem import Problems
from builder.records.rendered import make_rendered
from tests.atlases import make_atlas

ORIGIN = Place("concepts/x/a/content.md")


def codes(html: str, *, paths: frozenset[str] = frozenset({"assets/site.css"})) -> list[str]:
    other = Page("x/b/index.html", '<h1 id="top">b</h1>', ORIGIN)
    return [problem.code for problem in check((Page("x/a/index.html", html, ORIGIN), other), paths)]


def check(pages: Sequence[Page], paths: frozenset[str] = frozenset()) -> Problems:
    """Return the problems of the pages of a site with further files at these paths."""
    return check_pages(
        make_atlas({}), [make_rendered(pages, {})], paths | {page.path for page in pages}, Memory()
    )


@pytest.mark.parametrize(
    "link",
    [
        "../b/",
        "../b/#top",
        "../b/index.html",
        "#here",
        "?state=1#here",
        "../../assets/site.css",
        "https://example.org/",
        "mailto:a@example.org",
        "./#here",
        "%2e%2e/b/",
    ],
)
def test_a_link_that_leads_somewhere_is_clean(link: str) -> None:
    assert codes(f'<h1 id="here">a</h1><a href="{link}">x</a>') == []


@pytest.mark.parametrize(
    "link", ["../c/", "../b/#bottom", "#there", "/x/b/", "../../../../x", "setup.svg"]
)
def test_a_link_that_leads_nowhere_is_seen(link: str) -> None:
    assert codes(f'<h1>a</h1><a href="{link}">x</a>') == ["link-resolves"]


@pytest.mark.parametrize(
    ("link", "found"),
    [("/x/", []), ("/x/a/#top", []), ("/a/", ["link-resolves"]), ("/x/b/", ["link-resolves"])],
)
def test_a_page_that_is_shown_at_any_address_links_from_the_root_of_its_site(
    link: str, found: list[str]
) -> None:
    missing = Page("404.html", f'<h1>a</h1><a href="{link}">x</a>', ORIGIN, home="/x/")
    others = tuple(
        Page(path, '<h1 id="top">b</h1>', ORIGIN) for path in ("a/index.html", "index.html")
    )
    assert [problem.code for problem in check((missing, *others))] == found


def test_text_that_looks_like_a_tag_is_not_read() -> None:
    assert codes("<h1>a</h1><p>&lt;a href=&quot;#nowhere&quot;&gt;</p>") == []


def test_an_anchor_stands_once() -> None:
    assert codes('<h1 id="a">a</h1><p id="a"></p>') == ["anchor-unique"]


@pytest.mark.parametrize(
    "image", ['<img src="../../assets/site.css">', '<img src="../../assets/site.css" alt="">']
)
def test_a_picture_without_words_is_seen(image: str) -> None:
    assert codes(f"<h1>a</h1>{image}") == ["image-described"]


@pytest.mark.parametrize("html", ["<h1>a</h1><h3>b</h3>", "<h1>a</h1><h1>b</h1>", "<h2>a</h2>"])
def test_headings_step_by_one(html: str) -> None:
    assert codes(html) == ["heading-steps"]


def test_an_address_that_two_pages_claim_has_the_anchors_of_the_one_that_stands() -> None:
    """A page of the site wins over an alias at its address, whichever is read first."""
    alias = Page("s/a/index.html", "<h1>moved</h1>", ORIGIN)
    first = make_rendered((Page("x/b/index.html", '<h1 id="top">b</h1>', ORIGIN), alias), {})
    last = make_rendered((Page("s/a/index.html", '<h1 id="real">s</h1>', ORIGIN),), {})
    links = ("../../s/a/#real", "../b/#top", "../../s/a/#real")
    asking = make_rendered(
        (
            Page(f"x/{number}/index.html", f'<h1>c</h1><a href="{link}">', ORIGIN)
            for number, link in enumerate(links)
        ),
        {},
    )
    parts = [asking, first, last]
    assert (
        check_pages(
            make_atlas({}), parts, {path for part in parts for path in part.anchors}, Memory()
        )
        == ()
    )
