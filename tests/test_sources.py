"""`builder sources list` and `builder sources check`: the registry, and quotes in given texts."""

import csv
import io
import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from builder.check.source_registry import REGISTRY_RULES
from builder.cli import main
from builder.effects.world import World
from builder.load.texts import MOST_BYTES
from tests.conftest import build_files

BROKEN = Path(__file__).parent / "broken"
RECORD, BIB, AUDITS = "concepts/numbers/one/concept.yaml", "sources/a.bib", "sources/audits.yaml"
CLAIMS = """claims:
  - id: unit
    text: A number is made of units.
    kind: definition
    sources:
      - key: euclid1482
        relation: supports
        quote: a multitude composed of units
      - key: euclid1482
        relation: background
        quote: that by which each […] is called one
      - key: peano1889
        relation: qualifies
        quote: unitas est numerus
"""
FILES = {
    "concepts/numbers/domain.yaml": "title: Numbers\nsummary: Small ones.\n",
    RECORD: f"title: One\nsummary: A number.\nstatus: draft\n{CLAIMS}",
    "concepts/numbers/one/content.md": "## Intuition\n\nOne begins [@peano1889; @bourbaki1970].\n",
    BIB: """@book{euclid1482,
  author = {Euclid},
  title = {Elements},
  year = {1482},
}

@book{peano1889,
  author = {Peano, Giuseppe},
  title = {Arithmetices principia},
  year = {1889},
}

@book{bourbaki1970,
  author = {{Association of the collaborators of Bourbaki}},
  title = {Sets},
  year = {1970},
}
""",
    AUDITS: """- key: euclid1482
  date: 2025-01-31
  by: {name: A reader, kind: person}
  against: the title page
  read: metadata
- key: euclid1482
  date: 2026-02-28
  by: {name: A reader, kind: person}
  against: the seventh book
  read: full text
- key: bourbaki1970
  date: 2026-03-01
  by: {name: A reader, kind: person}
  against: the title page
  read: metadata
""",
}
TEXTS = {
    "euclid1482.txt": "A unit is that by which each thing that ex-\nist is called one.\n"
    "2. A number is a multitude com-\nposed of units.\n",
    "notes.txt": "not a source",
    "euclid1482.pdf": "another kind of file",
}
NOTHING_COMPARED = "quotes: 0 found, 0 not found, 3 without a text at hand"


def write_files(folder: Path, files: Mapping[str, str]) -> Path:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    return folder


@pytest.fixture
def atlas(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a small atlas in the folder `atlas`; a test fails if it runs a witness."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(World, "run_plans", lambda *arguments: pytest.fail("a witness was run"))
    return write_files(tmp_path / "atlas", FILES)


def run(*arguments: str) -> int:
    return main(["--root", "atlas", "sources", *arguments])


def change(atlas: Path, path: str, old: str, new: str) -> None:
    text = (atlas / path).read_text("utf-8")
    assert old in text
    (atlas / path).write_text(text.replace(old, new), "utf-8")


def find_codes(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    run("check", "--format", "json", *arguments)
    return [problem["code"] for problem in json.loads(capsys.readouterr().out)["problems"]]


def test_list_says_who_cites_each_record_and_how_it_was_audited_last(
    atlas: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("list") == 0
    expected = """key           year  label                                              kind  \
pages  claims  last audit
bourbaki1970  1970  Association of the collaborators of Bourbaki 1970  book  1      0       \
metadata, 2026-03-01
euclid1482    1482  Euclid 1482                                        book  1      1       full \
text, 2026-02-28
peano1889     1889  Peano 1889                                         book  1      1       never \
audited
sources: 3, 2 audited
"""
    assert expected == capsys.readouterr().out


def test_list_as_csv_and_json_holds_the_same(
    atlas: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("list", "--format", "csv") == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [
        (row["key"], row["pages"], row["claims"], row["read"], row["audited"]) for row in rows
    ] == [
        ("bourbaki1970", "1", "0", "metadata", "2026-03-01"),
        ("euclid1482", "1", "1", "full text", "2026-02-28"),
        ("peano1889", "1", "1", "", ""),
    ]
    assert run("list", "--format", "json") == 0
    sources = json.loads(capsys.readouterr().out)["sources"]
    assert sources[1] == {
        "key": "euclid1482",
        "year": "1482",
        "label": "Euclid 1482",
        "kind": "book",
        "pages": 1,
        "claims": 1,
        "audit": {"read": "full text", "date": "2026-02-28"},
    }
    assert sources[2]["audit"] is None


def test_list_says_that_it_may_be_incomplete(
    atlas: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change(atlas, BIB, "peano1889,", "peano1889")
    assert run("list") == 1
    assert capsys.readouterr().err == "1 error in the registry: run plumbline sources check\n"


def test_check_shows_findings_at_their_places_and_counts_quotes_last(
    atlas: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("check") == 0
    expected = f"""sources/a.bib:7:7: warning[source-audited]: nobody has audited the record \
'peano1889'
 7 | @book{{peano1889,
   |       ^^^^^^^^^
   hint: compare it with the work, and say so in sources/audits.yaml: key, date, by, against, read

sources: 3, 1 finding (1 warning); {NOTHING_COMPARED}
"""
    assert expected == capsys.readouterr().out


def test_strict_counts_warnings_as_errors(atlas: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("check", "--strict", "--format", "github") == 1
    shown = capsys.readouterr().out
    assert shown.startswith(
        "::error file=sources/a.bib,line=7,col=7,endColumn=16,title=source-audited::nobody "
        "has audited"
    )
    assert shown.endswith(f"\nsources: 3, 1 finding (1 error); {NOTHING_COMPARED}\n")


def test_a_sound_registry_has_no_findings(atlas: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(atlas, AUDITS, "bourbaki1970", "peano1889")
    change(atlas, AUDITS, "- key: euclid1482\n  date: 2025", "- key: bourbaki1970\n  date: 2025")
    assert run("check", "--strict") == 0
    assert f"sources: 3, no findings; {NOTHING_COMPARED}\n" == capsys.readouterr().out


def test_a_warning_may_be_switched_off_and_a_wrong_quote_may_not(
    atlas: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    off = '{ severity = "off", reason = "A test." }'
    rules = f"source-audited = {off}\nquote-found = {off}\n"
    write_files(
        atlas,
        {"pyproject.toml": f'[tool.builder]\ntitle = "Test"\n\n[tool.builder.rules]\n{rules}'},
    )
    assert find_codes(capsys) == ["rule-silenceable"]


def test_what_loading_and_the_rules_on_pages_find_of_sources_is_shown_too(
    atlas: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change(atlas, RECORD, "key: peano1889", "key: Peano1889")
    change(
        atlas,
        BIB,
        "@book{bourbaki1970",
        "@book{Euclid1482,\n  title = {Elements},\n}\n\n@book{bourbaki1970",
    )
    change(atlas, AUDITS, "bourbaki1970", "bourbaki1907")
    assert find_codes(capsys) == ["citation-resolves", "source-unique", "audit-names-source"]


@pytest.mark.parametrize(
    ("old", "new", "codes"),
    [
        ("year = {1889}", "year = {in press}", ["source-audited", "year-plausible"]),
        ("author = {Peano, Giuseppe}", "author = {}", ["source-audited", "people-named"]),
        ("author = {Peano, Giuseppe}", "author = {Peano", ["source-audited", "bibtex-readable"]),
        ("author = {Peano, Giuseppe}", "editor = {Peano, Giuseppe}", ["source-audited"]),
        ("year = {1889}", "date = {1889-05}", ["source-audited"]),
    ],
)
def test_what_loading_has_said_of_a_record_is_not_said_again(
    atlas: Path, capsys: pytest.CaptureFixture[str], old: str, new: str, codes: list[str]
) -> None:
    change(atlas, BIB, old, new)
    assert sorted(codes) == sorted(find_codes(capsys))


def test_an_audit_that_cannot_be_read_leaves_open_whose_it_is(
    atlas: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change(atlas, AUDITS, "date: 2026-03-01", "date: yesterday")
    assert find_codes(capsys) == ["value-typed"]


def test_a_page_that_cannot_be_read_whole_may_cite_anything(
    atlas: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change(atlas, RECORD, "claims:", "claims: [")
    run("check")
    shown = capsys.readouterr().out
    assert "source-cited" not in shown
    assert shown.endswith("0 without a text at hand; 1 page not read whole: run plumbline check\n")


def test_a_parts_record_cites_its_book_and_shares_no_number_with_it(
    atlas: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = (
        "@proceedings{turin,\n  editor = {Peano, Giuseppe},\n  title = {T},\n"
        "  year = {1890},\n  journal = {arXiv:1812.11118},\n}\n"
    )
    part = "@inproceedings{peano1890,\n  title = {P},\n  crossref = {turin},\n}\n"
    write_files(
        atlas, {"sources/b.bib": f"{part}\n{book}\n{part.replace('peano1890', 'peano1891')}"}
    )
    change(atlas, "concepts/numbers/one/content.md", "@peano1889", "@peano1890; @peano1889")
    assert find_codes(capsys) == [*["source-audited"] * 4, "source-cited"]


def test_a_preprints_doi_is_its_arxiv_number(
    atlas: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change(atlas, BIB, "year = {1889}", "year = {1889},\n  doi = {10.48550/arXiv.1812.11118}")
    change(
        atlas,
        BIB,
        "year = {1970}",
        "year = {1970},\n  eprint = {1812.11118v3},\n  archiveprefix = {arXiv}",
    )
    assert run("check") == 1
    assert (
        "18:12: error[source-distinct]: 'bourbaki1970' has the arXiv number 1812.11118, and "
        "so has 'peano1889'" in capsys.readouterr().out
    )


@pytest.mark.parametrize("code", [code for code, _ in REGISTRY_RULES])
def test_no_page_owes_what_the_registry_does(code: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--root", str(BROKEN / code / "in"), "check", "--drafts"]) == 0
    assert code not in capsys.readouterr().out


def test_quotes_are_looked_up_in_the_texts_at_hand(
    atlas: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_files(atlas.parent / "texts", TEXTS)
    assert run("check", "--texts", "texts") == 0
    summary = capsys.readouterr().out.split("\n")[-2]
    counts = "quotes: 2 found, 0 not found, 1 without a text at hand"
    assert f"sources: 3, 1 finding (1 warning); texts: 1 used, 2 other files; {counts}" == summary
    change(atlas, RECORD, "composed of units", "composed of numbers")
    write_files(
        atlas.parent / "texts",
        {"peano1889.md": "Signo 1 significatur *unitas*. Unitas est numerus.\n"},
    )
    assert run("check", "--texts", "texts") == 1
    expected = """concepts/numbers/one/concept.yaml:11:16: error[quote-found]: the text of \
'euclid1482' does not hold the words \
'a multitude composed of numbers'
 11 |         quote: a multitude composed of numbers
    |                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    hint: after 'is a multitude com-posed of' the text goes on 'units.'

concepts/numbers/one/concept.yaml:17:16: error[quote-found]: the text of 'peano1889' does not hold \
the words 'unitas est numerus'
 17 |         quote: unitas est numerus
    |                ^^^^^^^^^^^^^^^^^^
    hint: after 'Signo 1 significatur unitas' the text goes on '. Unitas est numerus.'
"""
    shown = capsys.readouterr().out
    assert shown.startswith(expected)
    assert shown.endswith(
        "sources: 3, 3 findings (2 errors, 1 warning); texts: 2 used, 2 other files; "
        "quotes: 1 found, 2 not found, 0 without a text at hand\n"
    )


def test_the_texts_of_one_source_are_read_together(
    atlas: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_files(
        atlas.parent / "texts",
        {
            "euclid1482.md": "a multitude composed of units",
            "euclid1482.txt": "that by which each is called one",
        },
    )
    assert find_codes(capsys, "--texts", "texts") == ["source-audited"]


def test_a_text_may_be_called_like_the_folder_of_its_sources_page(
    atlas: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for path in (BIB, AUDITS, RECORD):
        change(atlas, path, "euclid1482", "euclid:1482")
    write_files(atlas.parent / "texts", {"euclid-1482.txt": "nothing of it"})
    assert find_codes(capsys, "--texts", "texts") == [
        "quote-found",
        "quote-found",
        "key-addressable",
        "source-audited",
    ]


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (
            b"A unit\nis \xe9",
            "texts/euclid1482.txt:2:4: error[text-readable]: the byte 0xE9 is not UTF-8",
        ),
        (
            b"\xff\xfeA\x00",
            "texts/euclid1482.txt:1:1: error[text-readable]: the file is written in UTF-16",
        ),
        (
            b"A" * (MOST_BYTES + 1),
            "texts/euclid1482.txt:1:1: error[file-bounded]: the text has more than 5,000,000 "
            "bytes, which are the most that are read",
        ),
    ],
)
def test_a_text_that_cannot_be_read_is_a_finding_and_its_quotes_are_not(
    atlas: Path, capsys: pytest.CaptureFixture[str], content: bytes, line: str
) -> None:
    (atlas.parent / "texts").mkdir()
    (atlas.parent / "texts/euclid1482.txt").write_bytes(content)
    assert run("check", "--texts", "texts") == 1
    shown = capsys.readouterr().out
    assert line in shown.split("\n")
    assert "quote-found" not in shown
    assert (
        "texts: 0 used, 0 other files; quotes: 0 found, 0 not found, 3 without a text at hand"
        in shown
    )


def test_no_symbolic_link_is_followed_and_no_folder_entered(
    atlas: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_files(
        atlas.parent,
        {
            "elsewhere.txt": "nothing of it",
            "texts/older/euclid1482.txt": "nothing of it",
            "texts/.euclid1482.txt": "x",
        },
    )
    (atlas.parent / "texts/euclid1482.txt").symlink_to(atlas.parent / "elsewhere.txt")
    (atlas.parent / "texts/peano1889.txt").mkdir()
    assert run("check", "--texts", "texts") == 0
    assert "texts: 0 used, 0 other files; " in capsys.readouterr().out


def test_a_folder_of_texts_that_is_not_there_is_wrong_use(
    atlas: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("check", "--texts", "papers") == 2
    assert (
        capsys.readouterr().err
        == "plumbline: the folder of texts 'papers' cannot be read: no such file or directory\n"
    )


def test_json_counts_what_was_compared(atlas: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_files(atlas.parent / "texts", TEXTS)
    assert run("check", "--texts", "texts", "--format", "json") == 0
    found = json.loads(capsys.readouterr().out)
    assert [problem["code"] for problem in found.pop("problems")] == ["source-audited"]
    assert found == {
        "sources": 3,
        "texts": {"used": 1, "others": 2},
        "quotes": {"found": 2, "not_found": 0, "without_text": 1},
    }


def test_a_sources_page_shows_what_it_says_of_a_claim_and_leads_back_to_the_page(
    tmp_path: Path,
) -> None:
    lines = ("support: |", "  It counts as in {eq}`count`.", "", "  - Zero is left out.")
    support = "".join(f"        {line}".rstrip() + "\n" for line in lines)
    record = (
        FILES[RECORD]
        .replace("draft", "review")
        .replace("        quote: a multitude composed of units\n", support)
    )
    content = "## Intuition\n\nOne begins.\n\n$$\n1 + 1 = 2\n$$ (count)\n"
    site = build_files(
        tmp_path, FILES | {RECORD: record, "concepts/numbers/one/content.md": content}
    )
    page = (site / "sources/euclid1482/index.html").read_text("utf-8")
    start = page.index('<a href="../../numbers/one/#claim-unit">claim 1</a>')
    shown = page[start : page.index("</li>", page.index("Zero is left out"))]
    assert '<a class="reference" href="../../numbers/one/#equation-count">(1)</a>' in shown
    assert "<li>Zero is left out." in shown
    assert 'href="../../sources/euclid1482/"' in (site / "numbers/one/index.html").read_text(
        "utf-8"
    )
