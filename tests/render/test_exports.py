"""What the site says to machines: true to the records, whole, tied to the pages by keys that lead somewhere, and inert."""

import base64
import csv
import hashlib
import html
import io
import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from builder.check.object_keys import list_objects
from builder.cli import main
from builder.effects.world import World
from builder.load.markdown import parse_text
from builder.pipeline import build_site
from builder.records.concept import Author
from builder.records.evidence import Evidence
from builder.records.place import Place
from builder.records.problem import has_errors
from builder.render.exports.citation import cite_bibtex, cite_text, licence_address
from builder.render.exports.forge import report_address, source_address
from builder.render.exports.headers import write_headers
from builder.render.exports.keys import write_key
from builder.render.exports.plain import round_numbers, round_text, write_json
from builder.render.render_context import object_anchor
from builder.render.templates.theme import write_policy
from builder.stages import Built, Options
from tests.atlases import make_concept, make_config
from tests.built import build_held, hold
from tests.render.shapes import EVIDENCE, LEDGER, RECORD, ROOM, SITE, find_misfits, list_members

SITES = Path(__file__).parents[1] / "sites"
PAGES = {"example": "statistics/monte-carlo-error", "small": "numbers/halves"}
ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture(scope="module", params=sorted(PAGES))
def case(request: pytest.FixtureRequest) -> tuple[str, Built]:
    """Return the id of a site's one page, and the site built."""
    built = build_held(SITES / request.param / "in")
    assert not has_errors(built.problems)
    return PAGES[request.param], built


def read(built: Built, path: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(built.site.files[path])
    return found


def page_of(built: Built, id: str) -> str:
    return built.site.files[f"{id}/index.html"].decode()


def list_ids(page: str) -> set[str]:
    return set(re.findall(r'\sid="([^"]*)"', page))


def read_jsonld(page: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(
        re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)[0]
    )
    return found


def list_dates(built: Built) -> set[str]:
    """Every date that somebody wrote in this atlas."""
    atlas = built.loaded.read_atlas()
    days = [
        day
        for concept in atlas.concepts
        for day in (concept.created, concept.updated, *(review.date for review in concept.reviews))
    ]
    return {str(day) for day in (*days, *(audit.date for audit in atlas.audits)) if day is not None}


def test_every_file_has_the_members_that_its_documentation_names(case: tuple[str, Built]) -> None:
    id, built = case
    assert find_misfits(read(built, f"{id}/index.json"), RECORD) == []
    assert find_misfits(read(built, f"{id}/evidence.json"), EVIDENCE) == []
    assert find_misfits(read(built, f"{id}/room.json"), ROOM) == []
    assert find_misfits(read(built, "audit/claims.json"), LEDGER) == []
    assert find_misfits(read(built, "site.json"), SITE) == []


def test_the_documentation_names_every_member() -> None:
    told = (Path(__file__).parents[2] / "docs/exports.md").read_text("utf-8")
    named = set(re.findall(r"`([a-z_]+)`", told))
    assert list_members([RECORD, EVIDENCE, LEDGER, ROOM, SITE]) - named == set()


def test_a_shape_that_does_not_fit_is_found() -> None:
    assert find_misfits({"a": True, "c": 1}, {"a": int, "b": str}) == [
        ".b is missing or new",
        ".c is missing or new",
        ".a is True",
    ]


def test_every_object_of_the_page_has_a_key_and_an_anchor_that_stands_there(
    case: tuple[str, Built],
) -> None:
    id, built = case
    draft = built.loaded.drafts.body(id)
    objects = {
        entry["key"]: entry["anchor"] for entry in read(built, f"{id}/index.json")["objects"]
    }  # type: ignore[attr-defined]
    assert objects.keys() == {
        write_key(id, local) for local in list_objects(draft.concept, draft.outline)
    }
    assert set(objects.values()) <= list_ids(page_of(built, id))


def test_a_source_key_with_an_underscore_leads_to_the_id_that_its_panel_has(tmp_path: Path) -> None:
    assert object_anchor("source:a_b.c+d") == "source-a_b.c+d"


def test_the_record_holds_what_its_author_wrote(case: tuple[str, Built]) -> None:
    id, built = case
    concept = built.loaded.read_concept(id)
    record = read(built, f"{id}/index.json")["record"]
    assert isinstance(record, dict)
    assert record["title"] == concept.title.source
    assert [claim["text"] for claim in record["claims"]] == [
        claim.text.source for claim in concept.claims
    ]
    assert record["witness"]["counterconditions"][0]["set"] == dict(
        concept.witness.counterconditions[0].set
    )  # type: ignore[union-attr]
    assert record["updated"] == "2026-11-23"
    assert record.keys() <= set(concept.places)


def test_the_evidence_is_what_the_build_found(case: tuple[str, Built]) -> None:
    id, built = case
    own, told = built.read_evidence(id), read(built, f"{id}/evidence.json")
    checks = told["checks"]
    assert isinstance(checks, list)
    assert [(check["id"], check["passed"], check["measured"]) for check in checks] == [
        (check.id, check.passed, check.measured) for check in own.checks
    ]
    page = page_of(built, id)
    assert {f"code-{check['fence']}-{check['line']}" for check in checks} <= list_ids(page)
    assert told["run"] == {"key": own.run_key, "packages": dict(own.packages)}
    assert [claim["level"] for claim in told["claims"]] == [
        str(claim.level) for claim in own.claims
    ]  # type: ignore[attr-defined]
    folder = next(SITES.glob(f"*/in/concepts/{id}"))
    assert told["inputs"] == {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.iterdir())
    }


def test_the_atlas_lists_its_concepts_in_reading_order_with_files_that_exist(
    case: tuple[str, Built],
) -> None:
    _, built = case
    told = read(built, "site.json")
    concepts = told["concepts"]
    assert isinstance(concepts, list)
    assert [concept["id"] for concept in concepts] == list(built.loaded.graph.order)
    for concept in concepts:
        for name in ("index", "evidence"):
            assert (concept[name] in built.site.files) == (concept["status"] != "planned")
    assert told["manifest"] in built.site.files


def test_the_manifest_holds_every_other_file(case: tuple[str, Built]) -> None:
    _, built = case
    listed = read(built, "manifest.json")["files"]
    assert isinstance(listed, dict)
    assert listed.keys() == built.site.files.keys() - {"manifest.json"}
    assert {"_headers", "robots.txt", "site.json", "sitemap.xml", "feed.xml"} <= listed.keys()


def test_the_policy_of_the_header_is_that_of_every_page_and_keeps_the_site_out_of_frames(
    case: tuple[str, Built],
) -> None:
    _, built = case
    lines = built.site.files["_headers"].decode().splitlines()
    policy = next(
        line.partition(": ")[2] for line in lines if line.startswith("  Content-Security-Policy")
    )
    metas = {
        html.unescape(found)
        for path, content in built.site.files.items()
        if path.endswith(".html")
        for found in re.findall(
            r'http-equiv="Content-Security-Policy" content="([^"]*)"', content.decode()
        )
    }
    assert metas == {policy.removesuffix("; frame-ancestors 'none'")}
    assert "frame-ancestors" not in metas.pop()


def test_the_policy_names_the_one_script_that_stands_in_every_page(case: tuple[str, Built]) -> None:
    _, built = case
    pages = [
        content.decode()
        for path, content in built.site.files.items()
        if path.endswith(".html") and b"Security-Policy" in content
    ]
    scripts = {
        script
        for page in pages
        for script in re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    }
    assert len(scripts) == 1
    digest = base64.b64encode(hashlib.sha256(scripts.pop().encode()).digest()).decode()
    assert all(f"script-src &#39;self&#39; &#39;sha256-{digest}&#39;;" in page for page in pages)
    styled = [
        page for page in pages if 'rel="stylesheet"' in page
    ]  # all but those that lead from an old address
    assert len(pages) - len(styled) <= 1
    assert all(page.index("<script>") < page.index('rel="stylesheet"') for page in styled)


def test_headers_keep_to_the_lengths_that_hosts_allow() -> None:
    lines = write_headers(write_policy("early")).decode().splitlines()
    assert lines[0] == "/*"
    assert all(re.fullmatch(r"  [A-Za-z-]+: \S.{0,1900}", line) for line in lines[1:])
    assert [line.split(":")[0].strip() for line in lines[2:]] == [
        "X-Content-Type-Options",
        "Referrer-Policy",
        "Permissions-Policy",
    ]


def test_the_sitemap_lists_exactly_the_pages_that_are_shown(case: tuple[str, Built]) -> None:
    _, built = case
    atlas = built.loaded.atlas
    base = atlas.config.base_url.rstrip("/")
    moved = {f"{alias.id}/index.html" for concept in atlas.concepts for alias in concept.aliases}
    pages = {path for path in built.site.files if path.endswith(".html")} - moved - {"404.html"}
    root = ElementTree.fromstring(built.site.files["sitemap.xml"])
    assert moved
    assert sorted(element.text or "" for element in root.iter(f"{MAP}loc")) == sorted(
        f"{base}/{path.removesuffix('index.html')}" for path in pages
    )
    assert {element.text for element in root.iter(f"{MAP}lastmod")} <= list_dates(built)
    assert f"Sitemap: {base}/sitemap.xml" in built.site.files["robots.txt"].decode()


def test_the_feed_is_atom_and_every_date_in_it_was_written_by_somebody(
    case: tuple[str, Built],
) -> None:
    id, built = case
    root = ElementTree.fromstring(built.site.files["feed.xml"])
    assert root.tag == f"{ATOM}feed"
    entries = root.findall(f"{ATOM}entry")
    assert len(entries) >= 2
    for element in (root, *entries):
        assert all(element.findtext(f"{ATOM}{name}") for name in ("id", "title", "updated"))
        assert element.find(f"{ATOM}link[@rel='alternate']") is not None
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert len(set(ids)) == len(ids)
    moments = {
        element.text or ""
        for name in ("updated", "published")
        for element in root.iter(f"{ATOM}{name}")
    }
    assert {moment.removesuffix("T00:00:00Z") for moment in moments} <= list_dates(built)
    assert 'href="../../feed.xml"' in page_of(built, id)
    reviews = [f"#review-{review.id}" for review in built.loaded.read_concept(id).reviews]
    assert [key for key in reviews if not any(str(entry).endswith(key) for entry in ids)] == []


def test_the_page_describes_itself_as_a_learning_resource(case: tuple[str, Built]) -> None:
    id, built = case
    concept, base = (
        built.loaded.read_concept(id),
        built.loaded.atlas.config.base_url.rstrip("/"),
    )
    told = read_jsonld(page_of(built, id))
    assert (told["@context"], told["@type"], told["url"]) == (
        "https://schema.org",
        "LearningResource",
        f"{base}/{id}/",
    )
    assert told["name"] == concept.title.source
    assert told["teaches"]["description"] == concept.invariant.source  # type: ignore[index, union-attr]
    assert [entry["description"] for entry in told["competencyRequired"]] == [
        str(entry.why) for entry in concept.prerequisites
    ]  # type: ignore[attr-defined]
    assert re.fullmatch(r"PT[1-9]\d*M", str(told["timeRequired"]))
    assert [entry["name"] for entry in told["citation"]] == [
        source.title for source in built.loaded.atlas.sources
    ]  # type: ignore[attr-defined]
    assert {told["dateCreated"], told["dateModified"]} <= list_dates(built)


def test_reference_managers_find_title_author_date_and_language(case: tuple[str, Built]) -> None:
    id, built = case
    tags = re.findall(r'<meta name="(citation_[a-z_]+)" content="([^"]*)">', page_of(built, id))
    concept = built.loaded.read_concept(id)
    assert ("citation_title", concept.title.source) in tags
    assert ("citation_author", concept.authors[0].name) in tags
    assert ("citation_publication_date", "2026/11/23") in tags
    assert ("citation_language", built.loaded.atlas.config.language) in tags


def test_a_page_and_each_of_its_claims_lead_to_the_repository_with_their_keys(
    case: tuple[str, Built],
) -> None:
    id, built = case
    links = {html.unescape(link) for link in re.findall(r'href="([^"]*)"', page_of(built, id))}
    repository = built.loaded.atlas.config.repository
    keys = [
        write_key(id, "concept"),
        *(write_key(id, f"claim:{claim.id}") for claim in built.loaded.read_concept(id).claims),
    ]
    assert {report_address(repository, key) for key in keys} <= links
    assert {
        source_address(repository, f"concepts/{id}/{name}")
        for name in ("content.md", "concept.yaml")
    } <= links


def test_addresses_in_the_repository_follow_the_forge() -> None:
    key = "claim:a/b#c"
    assert source_address("https://forge.example/o/r.git", "concepts/a/b/content.md") == (
        "https://forge.example/o/r/blob/HEAD/concepts/a/b/content.md"
    )
    assert (
        report_address("https://forge.example/o/r/", key)
        == "https://forge.example/o/r/issues/new?title=claim%3Aa%2Fb%23c%3A%20"
    )
    assert report_address("https://gitlab.example/o/r", key).startswith(
        "https://gitlab.example/o/r/-/issues/new?issue[title]=claim%3A"
    )
    assert (source_address("", "x"), report_address("", key)) == ("", "")


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("CC-BY-4.0", "https://creativecommons.org/licenses/by/4.0/"),
        ("CC-BY-NC-SA-3.0", "https://creativecommons.org/licenses/by-nc-sa/3.0/"),
        ("CC0-1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
        ("MIT", ""),
        ("all rights reserved", ""),
    ],
)
def test_only_licences_whose_address_is_certain_are_linked(name: str, address: str) -> None:
    assert licence_address(name) == address


def test_a_citation_invents_neither_author_nor_date() -> None:
    text, _ = parse_text("The error of $n^{-1/2}$ & 100% {of} it", Place("concept.yaml"))
    concept, config, evidence = make_concept("a/b", title=text), make_config(), Evidence("a/b")
    assert (
        cite_text(concept, config, evidence)
        == "The error of n^{-1/2} & 100% {of} it. Test atlas. Plumbline 0.1.0."
    )
    bibtex = cite_bibtex(concept, config, evidence)
    assert bibtex.startswith(
        "@misc{a-b,\n  title = {{The error of $n^{-1/2}$ \\& 100\\% \\textbraceleft{}of\\textbraceright{} it}},\n"
    )
    assert not [name for name in ("author", "year", "month", "url") if f"  {name} = " in bibtex]


@given(st.text(min_size=1, max_size=40))
def test_no_name_unbalances_the_braces_of_the_bibtex(name: str) -> None:
    bibtex = cite_bibtex(
        make_concept("a/b", authors=(Author(place=Place("x"), name=name),)),
        make_config(),
        Evidence("a/b"),
    )
    depth = 0
    for sign in bibtex.removesuffix("}"):
        depth += (sign == "{") - (sign == "}")
        assert depth > 0 or "{" not in bibtex[: bibtex.index(sign)]
    assert depth == 1


@pytest.mark.parametrize(
    ("text", "rounded"),
    [
        ("24.273923715912345", "24.2739237159"),
        (
            "array (3,) float64 in [0.1000000000000001, 2.5e-07]",
            "array (3,) float64 in [0.1, 2.5e-07]",
        ),
        ("-1.2345678901234567e-05", "-1.23456789012e-05"),
        ("0.5 < 0.25", "0.5 < 0.25"),
        ("version 1.2.3456789012345678", "version 1.2.3456789012345678"),
        ("12345678901234567890", "12345678901234567890"),
    ],
)
def test_numbers_in_texts_are_rounded_to_twelve_digits_and_nothing_else_is(
    text: str, rounded: str
) -> None:
    assert round_text(text) == rounded


def test_numbers_are_rounded_wherever_they_stand_and_json_holds_only_finite_ones() -> None:
    value = {"a": [1 / 3, 10**30, True, None], "b": float("inf"), "c": (float("nan"), "1/3")}
    assert round_numbers(value) == {
        "a": [0.333333333333, 10**30, True, None],
        "b": None,
        "c": [None, "1/3"],
    }
    with pytest.raises(ValueError, match="not JSON compliant"):
        write_json(float("inf"))


LIVE = "</script><script>window.live=1</script>"
TITLE = f"`{LIVE}` &lt;/title&gt; ]]> '\" {{{{ 7 * 7 }}}}"
WORDS = f"{LIVE} </title> ]]> '\" {{{{ 7 * 7 }}}}"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Return a page whose texts would do something if they were not texts."""
    root = tmp_path_factory.mktemp("hostile")
    files = {
        "pyproject.toml": f"[tool.builder]\ntitle = '{LIVE}'\nbase_url = 'https://example.org'\ncontent_license = '{LIVE}'\n",
        "concepts/a/domain.yaml": f"title: |-\n  {TITLE}\nsummary: s\n",
        "concepts/a/b/concept.yaml": f"""title: |-
  {TITLE}
summary: |-
  {TITLE}
status: review
tags: ['{LIVE}']
authors:
  - name: |-
      {TITLE}
updated: 2026-11-23
claims:
  - id: c
    kind: definition
    text: |-
      {TITLE}
sources:
  - key: s
    grounds: |-
      {TITLE}
""",
        "concepts/a/b/content.md": "## Intuition\n\nIt is.\n",
        "sources/a.bib": f"@article{{s, title = {{{LIVE}}}, author = {{{LIVE}}}, year = 2020}}\n",
    }
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, "utf-8")
    built = build_held(root)
    assert built.site.files, built.problems
    return built


def test_no_text_ends_the_data_block_or_an_attribute(hostile: Built) -> None:
    page = page_of(hostile, "a/b")
    scripts = re.findall(r"<script([^>]*)>", page)
    assert [script for script in scripts if "ld+json" not in script and "src=" not in script] == [
        ""
    ]  # the theme's early script
    assert page.count("</script>") == len(scripts)
    assert read_jsonld(page)["name"] == WORDS
    titles = re.findall(
        r'<meta (?:name="citation_title"|property="og:title") content="([^"]*)">', page
    )
    assert [html.unescape(title) for title in titles] == [WORDS, WORDS]


def test_hostile_texts_stand_in_json_and_xml_as_they_are(hostile: Built) -> None:
    assert read(hostile, "a/b/index.json")["title"] == {"source": TITLE, "plain": WORDS}
    root = ElementTree.fromstring(hostile.site.files["feed.xml"])
    assert root.findtext(f"{ATOM}title") == LIVE
    assert [entry.findtext(f"{ATOM}title") for entry in root.iter(f"{ATOM}entry")] == [WORDS]
    names = (
        "feed",
        "id",
        "title",
        "updated",
        "link",
        "author",
        "name",
        "rights",
        "generator",
        "entry",
        "summary",
    )
    assert {element.tag for element in root.iter()} == {f"{ATOM}{name}" for name in names}


def test_without_the_sites_address_nothing_that_needs_it_is_written(tmp_path: Path) -> None:
    for path, text in {
        "pyproject.toml": "[tool.builder]\ntitle = 'T'\n",
        "concepts/a/domain.yaml": "title: A\nsummary: s\n",
        "concepts/a/b/concept.yaml": "title: B\nsummary: s\nstatus: review\nupdated: 2026-11-23\n",
        "concepts/a/b/content.md": "## Intuition\n\nIt is.\n",
    }.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, "utf-8")
    with World(tmp_path) as world:
        bare = hold(build_site(world, Options()))
        placed = build_site(world, Options(base_url="https://example.org/t"))
    assert placed.site.files.keys() - bare.site.files.keys() == {"feed.xml", "sitemap.xml"}
    page = page_of(bare, "a/b")
    assert "feed.xml" not in page
    assert "og:url" not in page
    assert "Report an error" not in page
    assert "url" not in read_jsonld(page)
    (tmp_path / "concepts/a/b/concept.yaml").write_text(
        "title: B\nsummary: s\nstatus: review\n", "utf-8"
    )
    undated = build_held(tmp_path, Options(base_url="https://example.org/t"))
    assert "feed.xml" not in undated.site.files
    assert "citation_publication_date" not in page_of(undated, "a/b")


def test_the_ledger_is_the_same_table_in_its_file_and_in_the_terminal(
    case: tuple[str, Built], capsys: pytest.CaptureFixture[str]
) -> None:
    id, built = case
    root = next(SITES / name / "in" for name, page in PAGES.items() if page == id)
    main(["--root", str(root), "audit", "--format", "csv"])
    rows = list(csv.reader(io.StringIO(built.site.files["audit/claims.csv"].decode())))
    assert rows == list(csv.reader(io.StringIO(capsys.readouterr().out)))
    assert [row[1] for row in rows[1:]] == [
        claim.id for claim in built.loaded.read_concept(id).claims
    ]


def test_the_records_to_fill_in_are_bound_to_the_claims_and_say_what_goes_where(
    built_sites: Path,
) -> None:
    text = (built_sites / "small/audit/numbers/halves.txt").read_text("utf-8")
    evidence = json.loads((built_sites / "small/numbers/halves/evidence.json").read_text("utf-8"))
    records = yaml.safe_load(text)
    assert [record["claim"] for record in records] == ["below-one", "exact"]
    for record, claim in zip(records, evidence["claims"], strict=True):
        assert record["digests"] == {one["name"]: one["digest"] for one in claim["components"]}
        assert record["criterion"] is record["verdict"] is record["reviewer"]["name"] is None
    assert "concepts/numbers/halves/reviews.yaml" in text.partition("\n- ")[0]


def test_a_page_that_nobody_reviewed_says_so_at_its_head_and_at_each_claim(
    built_sites: Path,
) -> None:
    page = (built_sites / "small/numbers/halves/index.html").read_text("utf-8")
    assert page.count("<p>Not reviewed yet.</p>") == 1
    assert page.count("<dd>not reviewed yet</dd>") == 2
