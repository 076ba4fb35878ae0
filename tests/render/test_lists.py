"""Long lists and large maps: a page shows the first items and leads to pages that hold all; what is too large is not drawn, and says so."""

import re
from pathlib import Path

import pytest

from builder.cli import main
from builder.graph import layout
from builder.render.pages import audit, lists, search
from builder.render.pages.lists import MOST_LISTED, MOST_NAMED
from tests.shelf_atlas import CONCEPTS, build_shelves

LEAVES = MOST_LISTED + 20
RECORD = "title: {title}\nsummary: About it.\ninvariant: It stays.\nstatus: draft\nauthors:\n  - {{name: A. Maker}}\n"
CONTENT = "## Intuition\n\nWords.\n\n## Math\n\nWords.\n\n## Code\n\nWords.\n\n## Interactive Demo\n\nWords.\n"
LINK = re.compile(r'<a href="([^"]*)"[^>]*>(?:<[^>]*>)*([^<]*)')
UNDRAWN = "This map is not drawn"


@pytest.fixture(autouse=True)
def _cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No page is recalled that was made under other bounds."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def write_concept(root: Path, id: str, before: list[str], key: str) -> str:
    """Return a draft that rests on the others and uses the source; its id."""
    folder = root / "concepts" / id
    folder.mkdir(parents=True)
    listed = "".join(f"  - {{concept: {other}, why: it is used}}\n" for other in before)
    used = f"sources:\n  - {{key: {key}, grounds: all of it}}\n"
    record = (
        RECORD.format(title=id.partition("/")[2].capitalize())
        + used
        + (f"prerequisites:\n{listed}" if before else "")
    )
    (folder / "concept.yaml").write_text(record)
    (folder / "content.md").write_text(CONTENT)
    return id


@pytest.fixture(scope="module")
def atlas(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One hub, on which many leaves of another domain rest, and one end, which rests on many of these; all use one source."""
    root = tmp_path_factory.mktemp("hub")
    (root / "pyproject.toml").write_text('[tool.builder]\ntitle = "Hub"\n')
    (root / "sources").mkdir()
    record = "@misc{{{key},\n  author = {{Maker, A.}},\n  title = {{Record {key}}},\n  year = {{2020}},\n}}\n"
    (root / "sources/all.bib").write_text(
        "".join(record.format(key=f"made{number}") for number in range(LEAVES + 2))
    )
    for order, domain in enumerate(("first", "second")):
        (root / "concepts" / domain).mkdir(parents=True)
        (root / f"concepts/{domain}/domain.yaml").write_text(
            f"title: The {domain}\nsummary: Made.\norder: {order}\ncolour: 1\n"
        )
    write_concept(root, "first/hub", [], "made0")
    leaves = [
        write_concept(root, f"second/leaf-{number:03}", ["first/hub"], "made0")
        for number in range(LEAVES)
    ]
    write_concept(root, "second/end", leaves, "made0")
    return root


def build(root: Path, output: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """Return the folder of the site, which has no dead links: these would be errors."""
    code = main(["--root", str(root), "build", "--drafts", "--force-run", "--output", str(output)])
    assert code == 0, capsys.readouterr()
    return output


@pytest.fixture
def site(atlas: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    return build(atlas, tmp_path / "site", capsys)


def read_links(site: Path, path: str, form: str) -> list[str]:
    """Return the words of those links on the page whose addresses are of this form."""
    return find_links((site / path).read_text(), form)


def find_links(html: str, form: str) -> list[str]:
    """As `read_links`; links of a drawing have no words of their own."""
    return [
        words for href, words in LINK.findall(html) if re.fullmatch(form, href) and words.strip()
    ]


def test_a_page_shows_the_first_items_of_a_long_list_and_leads_to_all(site: Path) -> None:
    first = [f"Leaf-{number:03}" for number in range(MOST_LISTED)]
    every = [f"Leaf-{number:03}" for number in range(LEAVES)]
    leaf = r"[./]*(?:second/)?leaf-\d+/"
    cards = (site / "first/hub/index.html").read_text().partition('id="carry-on"')[2]
    assert find_links(cards, leaf) == first
    assert read_links(site, "second/end/index.html", leaf) == first  # before it
    for page, own, listed in (
        ("first/hub/index.html", "first/hub/next/1/", every),
        ("second/end/index.html", "second/end/before/1/", every),
        ("second/index.html", "second/1/", [*every, "End"]),
        ("sources/made0/index.html", "sources/made0/1/", ["Hub", "End", *every]),
    ):
        assert f"all {len(listed)}" in read_links(site, page, rf"[./]*{own}"), page
        concepts = r"[./]*(?:first/hub|second/end|second/leaf-\d+)/"
        entries = (site / own / "index.html").read_text().partition("<ol")[2]
        assert find_links(entries, concepts) == listed
    shelves, _, routes = (site / "index.html").read_text().partition("<h2>Routes</h2>")
    assert find_links(shelves, leaf) == first
    assert find_links(routes, leaf) == first[: MOST_LISTED - 2]  # after the hub
    assert f"<li>{LEAVES + 2 - MOST_LISTED} more steps</li>" in routes
    assert read_links(site, "index.html", "second/") == ["The second", f"all {LEAVES + 1}"]


def test_an_item_names_the_first_of_many_concepts(site: Path) -> None:
    number = LEAVES - MOST_NAMED
    entries = (site / "map/index.html").read_text()
    assert f"<li>and {number} more</li>" in entries
    rests = (site / "second/index.html").read_text().partition("Rests on")[2]
    assert f"Leaf-000, Leaf-001, Leaf-002, Leaf-003, Leaf-004, Leaf-005 and {number} more" in rests


def test_all_sources_stand_on_pages_of_their_own(site: Path) -> None:
    assert len(read_links(site, "sources/index.html", r"(?:\.\./sources/)?made\d+/")) == MOST_LISTED
    assert read_links(site, "sources/index.html", r"\.\./sources/all/1/") == [f"all {LEAVES + 2}"]
    assert len(read_links(site, "sources/all/1/index.html", r"[./]*sources/made\d+/")) == LEAVES + 2


def test_a_list_of_all_is_cut_into_parts(
    atlas: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(lists, "PART", 50)
    site = build(atlas, tmp_path / "site", capsys)
    parts = [f"first/hub/next/{number}/index.html" for number in (1, 2, 3)]
    found = [words for part in parts for words in read_links(site, part, r"[./]*second/leaf-\d+/")]
    assert found == [f"Leaf-{number:03}" for number in range(LEAVES)]
    assert not (site / "first/hub/next/4").exists()
    page = (site / parts[1]).read_text()
    assert f"{LEAVES} concepts, 51 to 100 on this page." in page
    assert '<ol class="finds" start="51">' in page
    assert read_links(site, parts[1], r"[./]*first/hub/next/\d/") == [
        "1 to 50",
        "51 to 100",
        f"101 to {LEAVES}",
    ]


@pytest.mark.parametrize(
    ("boxes", "crossed"),
    [(LEAVES + 2, 10_000), (LEAVES + 1, 10_000), (1_000, 2 * LEAVES), (1_000, 2 * LEAVES - 1)],
)
def test_a_map_that_is_too_large_is_a_list_that_says_so(
    atlas: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    boxes: int,
    crossed: int,
) -> None:
    monkeypatch.setattr(layout, "MOST_ON_MAP", (boxes, crossed))
    site = build(atlas, tmp_path / "site", capsys)
    is_drawn = boxes >= LEAVES + 2 and crossed >= 2 * LEAVES
    words = f"{UNDRAWN}: {LEAVES + 2} concepts and {2 * LEAVES} edges are too many for one drawing."
    for path in ("map/index.html", "second/index.html"):
        page = (site / path).read_text()
        assert (
            '<svg class="map-drawing"' in page,
            "map-controls" in page and "map/" in path,
            words in page,
        ) == (
            is_drawn,
            is_drawn and "map/" in path,
            not is_drawn,
        ), path
    assert (
        len(re.findall(r'<li class="map-entry"', (site / "map/index.html").read_text()))
        == LEAVES + 2
    )


def test_the_map_of_a_concept_with_many_neighbours_is_not_drawn_on_its_page(
    atlas: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(layout, "MOST_NEAR", (LEAVES, 1_000))
    site = build(atlas, tmp_path / "site", capsys)
    hub, leaf = ((site / f"{id}/index.html").read_text() for id in ("first/hub", "second/leaf-000"))
    assert (
        f"{UNDRAWN}: {LEAVES + 1} concepts and {LEAVES} edges are too many for one drawing." in hub
    )
    assert UNDRAWN not in leaf
    assert f"On the map: 0 before, {LEAVES} after" in hub


def test_the_audit_and_the_search_show_the_first_and_lead_to_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    claims = sum(made.claims for made in CONCEPTS if made.status != "planned")
    monkeypatch.setattr(audit, "MOST_CLAIMS", 4)
    monkeypatch.setattr(search, "MOST_FOUND", 2)
    site = build_shelves(tmp_path)
    page = (site / "audit/index.html").read_text()
    shown = page.count('<tr class="ledger-claim"')
    assert 0 < shown <= 4
    assert f"The table and its filters hold the first {shown} claims:" in page
    assert read_links(site, "audit/index.html", r"\.\./audit/claims/1/") == [f"all {claims}"]
    claim = r"[./]*[a-z]+/[a-z]+/#claim-.*"
    assert len(read_links(site, "audit/claims/1/index.html", claim)) == claims
    assert read_links(site, "search/index.html", r"\.\./search/all-claims/1/") == [f"all {claims}"]
    assert len(read_links(site, "search/index.html", claim)) == 2
    assert len(read_links(site, "search/all-claims/1/index.html", claim)) == claims
