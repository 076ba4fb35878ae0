"""Relative links in texts: they count from the page that a text belongs to, wherever it is shown, and are reported where they stand."""

import json
import posixpath
import re
from pathlib import Path

import pytest

from builder.cli import main
from tests.hostile.atlas import write_files

LINK = "[two](../two/#math)"
RECORD = "title: {0}\nsummary: {1}\nstatus: {2}\n"
ATLAS = {
    "concepts/a/domain.yaml": "title: A\nsummary: 'See [two](two/#math).'\n",
    "concepts/b/domain.yaml": "title: B\nsummary: s\n",
    "concepts/a/one/concept.yaml": RECORD.format(
        "One", f"After {LINK} and ![a dot](dot.svg).", "review"
    )
    + f"invariant: As {LINK}.\n"
    + f"claims:\n  - id: so\n    text: It is so, see {LINK}.\n    kind: definition\n    stipulated: true\n    caveat: Not {LINK}.\n"
    + f"    sources:\n      - {{key: owen, locator: p. 1, relation: supports, support: 'as {LINK} has it'}}\n"
    + f"sources:\n  - {{key: owen, grounds: 'what {LINK} needs'}}\n"
    + f"symbols:\n  - {{tex: x, meaning: 'as in {LINK}'}}\n"
    + f"practice:\n  - {{id: p, kind: recall, prompt: 'See {LINK}?', answer: 'Yes, {LINK}.'}}\n"
    + f"questions:\n  - {{object: 'claim:so', question: 'What of {LINK}?', resolves: ['{LINK}']}}\n",
    "concepts/a/one/content.md": f"## Intuition\n\n{{claim}}`It <so>` {LINK}.\n\n## Math\n\n$x$\n",
    "concepts/a/one/dot.svg": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0L9 9"/></svg>\n',
    "concepts/a/two/concept.yaml": RECORD.format("Two", "s", "review"),
    "concepts/a/two/content.md": "## Math\n\nx\n",
    "concepts/b/three/concept.yaml": RECORD.format("Three", "s", "review")
    + "prerequisites:\n  - {concept: a/one, why: 'as in [two](../../a/two/#math)'}\n",
    "concepts/b/three/content.md": "## Math\n\nx\n",
    "concepts/b/later/concept.yaml": RECORD.format(
        "Later", "After [two](../../a/two/#math).", "planned"
    ),
    "sources/s.bib": "@book{owen, title = {K}, author = {Owen, Art}, year = {2013}}\n",
}
DEAD = {  # a text that is shown on other pages too, and the key of its record: the file, what stands there, what is written instead
    "a summary": ("concepts/a/one/concept.yaml", "../two/#math", "../two/#proof"),
    "a reason": ("concepts/b/three/concept.yaml", "../../a/two/#math", "../../a/too/"),
    "a planned summary": ("concepts/b/later/concept.yaml", "../../a/two/#math", "../two/"),
    "a domain's summary": ("concepts/a/domain.yaml", "two/#math", "too/"),
    "a picture of a domain": (
        "concepts/a/domain.yaml",
        "[two](two/#math)",
        "![a dot](one/dot.png)",
    ),
    "prose": ("concepts/a/one/content.md", "../two/#math", "../too/"),
}


def find_errors(root: Path, capsys: pytest.CaptureFixture[str]) -> list[tuple[str, str, int, int]]:
    main(["--root", str(root), "check", "--format", "json"])
    found = json.loads(capsys.readouterr().out)["problems"]
    return [
        (one["code"], one["path"], one["line"], one["column"])
        for one in found
        if one["severity"] == "error"
    ]


def test_a_relative_link_leads_to_the_same_page_from_every_page_that_shows_it(
    tmp_path: Path,
) -> None:
    write_files(tmp_path, ATLAS)
    out = tmp_path / "site"
    assert main(["--root", str(tmp_path), "build", "--output", str(out)]) == 0
    showing = {}
    for page in out.rglob("index.html"):
        links = [
            link
            for link in re.findall(r'<a href="([^"]*)">two</a>', page.read_text("utf-8"))
            if link.endswith("#math")
        ]
        home = page.parent.relative_to(out).as_posix()
        assert {posixpath.normpath(posixpath.join(home, link)) for link in links} <= {"a/two/#math"}
        if links:
            showing[home] = len(links)
    assert showing.keys() == {
        ".",
        "a",
        "a/one",
        "b",
        "b/three",
        "audit",
        "practice",
        "sources/owen",
        "symbols",
    }


def test_a_picture_of_a_summary_is_published_and_shown_on_every_page(tmp_path: Path) -> None:
    write_files(tmp_path, ATLAS)
    out = tmp_path / "site"
    assert main(["--root", str(tmp_path), "build", "--output", str(out)]) == 0
    assert (out / "a/one/dot.svg").read_text("utf-8") == ATLAS["concepts/a/one/dot.svg"]
    for page, address in (
        ("index.html", "a/one/dot.svg"),
        ("a/index.html", "../a/one/dot.svg"),
        ("a/one/index.html", "dot.svg"),
    ):
        assert f'<img src="{address}" alt="a dot" />' in (out / page).read_text("utf-8")


@pytest.mark.parametrize("where", DEAD)
def test_a_dead_link_is_told_once_where_it_is_written(
    where: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, old, new = DEAD[where]
    text = ATLAS[path].replace(old, new, 1)
    address = new.rpartition("(")[2].rstrip(")")
    line = text[: text.index(address)].count("\n") + 1
    column = text.index(address) - text.rfind("\n", 0, text.index(address))
    write_files(tmp_path, ATLAS | {path: text})
    assert find_errors(tmp_path, capsys) == [("link-resolves", path, line, column)]


def test_a_dead_link_is_told_where_it_stands_after_the_record_has_moved(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, old, new = DEAD["a planned summary"]
    for moved in range(3):
        write_files(tmp_path, ATLAS | {path: "\n" * moved + ATLAS[path].replace(old, new)})
        assert [line for _, _, line, _ in find_errors(tmp_path, capsys)] == [2 + moved]


def test_a_page_that_cannot_be_made_blames_none_of_its_own_links(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record = RECORD.format("Four", "See [below](#math).", "review")
    write_files(tmp_path, ATLAS | {"concepts/b/four/concept.yaml": record})
    assert [code for code, *_ in find_errors(tmp_path, capsys)] == ["content-present"]
