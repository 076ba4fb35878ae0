"""Rules on rendered pages."""

from collections.abc import Sequence

import pytest

from builder.check import check_pages, check_readings
from builder.records.page import Page
from builder.records.place import Place
from builder.records.problem import Problems
from builder.records.rendered import PageOutput, describe_output, make_rendered
from tests.atlases import make_atlas, summarize

ORIGIN = Place("concepts/x/a/content.md")


def codes(html: str, *, paths: frozenset[str] = frozenset({"assets/site.css"})) -> list[str]:
    other = Page("x/b/index.html", '<h1 id="top">b</h1>', ORIGIN)
    return [problem.code for problem in check((Page("x/a/index.html", html, ORIGIN), other), paths)]


def check(pages: Sequence[Page], paths: frozenset[str] = frozenset()) -> Problems:
    """Return what the rules find on the pages of a site with other files at these paths."""
    paths |= {page.path for page in pages}
    return check_pages(summarize(make_atlas({})), [describe(*pages)], paths)


def describe(*pages: Page) -> PageOutput:
    """Return the output of a step that renders these pages."""
    rendered = make_rendered(pages, {})
    return describe_output(rendered, check_readings(rendered.readings), ())


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
    """Whichever is asked about before; a page of the site's own stands over an alias at its address."""
    alias = Page("s/a/index.html", "<h1>moved</h1>", ORIGIN)
    first = describe(Page("x/b/index.html", '<h1 id="top">b</h1>', ORIGIN), alias)
    last = describe(Page("s/a/index.html", '<h1 id="real">s</h1>', ORIGIN))
    links = ("../../s/a/#real", "../b/#top", "../../s/a/#real")
    asking = describe(
        *(
            Page(f"x/{number}/index.html", f'<h1>c</h1><a href="{link}">', ORIGIN)
            for number, link in enumerate(links)
        )
    )
    parts = [asking, first, last]
    paths = {path for part in parts for path in part.anchors}
    assert check_pages(summarize(make_atlas({})), parts, paths) == ()
