"""Paths: what belongs where, which names are taken, and that nothing outside is read."""

import pytest

from builder.records.place import Place
from tests.load.trees import CONCEPT, DOMAIN, load

GOOD = {
    "concepts/statistics/domain.yaml": DOMAIN,
    "concepts/statistics/means/concept.yaml": CONCEPT,
}
LONG = "a" * 65

CASES = [
    ("a note beside the domains", {"concepts/notes.md": ""}, "path-known", "concepts/notes.md"),
    (
        "a note beside concepts",
        {"concepts/statistics/notes.md": ""},
        "path-known",
        "concepts/statistics/notes.md",
    ),
    (
        "a record beside concepts",
        {"concepts/statistics/concept.yaml": CONCEPT},
        "path-known",
        "concepts/statistics/concept.yaml",
    ),
    (
        "a folder within a concept",
        {"concepts/statistics/means/img/a.svg": ""},
        "path-known",
        "concepts/statistics/means/img/a.svg",
    ),
    (
        "another ending",
        {"concepts/statistics/means/content.markdown": ""},
        "path-known",
        "concepts/statistics/means/content.markdown",
    ),
    (
        "capital letters",
        {"concepts/statistics/means/Reviews.yml": ""},
        "path-known",
        "concepts/statistics/means/Reviews.yml",
    ),
    ("a text among sources", {"sources/notes.txt": ""}, "path-known", "sources/notes.txt"),
    ("a folder among sources", {"sources/old/a.bib": ""}, "path-known", "sources/old/a.bib"),
    (
        "a concept without its record",
        {"concepts/statistics/modes/content.md": ""},
        "concept-present",
        "concepts/statistics/modes",
    ),
    (
        "a capital letter",
        {"concepts/Scaling/ntk/concept.yaml": CONCEPT},
        "name-plain",
        "concepts/Scaling",
    ),
    (
        "a blank",
        {"concepts/statistics/the mode/concept.yaml": CONCEPT},
        "name-plain",
        "concepts/statistics/the mode",
    ),
    (
        "a digit first",
        {"concepts/statistics/2d/concept.yaml": CONCEPT},
        "name-plain",
        "concepts/statistics/2d",
    ),
    (
        "an underscore",
        {"concepts/statistics/a_b/concept.yaml": CONCEPT},
        "name-plain",
        "concepts/statistics/a_b",
    ),
    (
        "a long name",
        {f"concepts/statistics/{LONG}/concept.yaml": CONCEPT},
        "name-plain",
        f"concepts/statistics/{LONG}",
    ),
    (
        "an accent",
        {"concepts/statistik/mittelmaß/concept.yaml": CONCEPT},
        "name-plain",
        "concepts/statistik/mittelmaß",
    ),
    (
        "a file name with a quote",
        {"concepts/statistics/means/a'b.csv": ""},
        "name-plain",
        "concepts/statistics/means/a'b.csv",
    ),
    (
        "a page of the site",
        {"concepts/sources/means/concept.yaml": CONCEPT},
        "name-free",
        "concepts/sources",
    ),
    (
        "the page for what is missing",
        {"concepts/404/means/concept.yaml": CONCEPT},
        "name-free",
        "concepts/404",
    ),
    (
        "a device",
        {"concepts/statistics/con/concept.yaml": CONCEPT},
        "name-free",
        "concepts/statistics/con",
    ),
    (
        "a file of the page",
        {"concepts/statistics/means/index.html": ""},
        "name-free",
        "concepts/statistics/means/index.html",
    ),
    (
        "the evidence",
        {"concepts/statistics/means/evidence.json": ""},
        "name-free",
        "concepts/statistics/means/evidence.json",
    ),
]


@pytest.mark.parametrize(
    ("files", "code", "path"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_a_path_that_belongs_nowhere_is_a_problem(
    files: dict[str, str], code: str, path: str
) -> None:
    atlas, problems = load(GOOD | files)
    assert [(problem.code, problem.place) for problem in problems] == [(code, Place(path, width=0))]
    assert problems[0].hint
    assert [concept.id for concept in atlas.concepts] == ["statistics/means"]


@pytest.mark.parametrize(
    "name",
    [
        ".DS_Store",
        "content.md~",
        "#content.md#",
        "content.md.bak",
        ".content.md.swp",
        "notes.orig",
        "__pycache__/a.pyc",
        "Thumbs.db",
    ],
)
def test_hidden_files_and_backups_are_passed_over(name: str) -> None:
    atlas, problems = load(
        GOOD
        | {
            f"concepts/statistics/means/{name}": "x",
            f"concepts/{name}": "x",
            f"sources/{name}": "x",
        }
    )
    assert (problems, atlas.concepts[0].files) == ((), ())


def test_names_that_differ_only_by_case_are_refused() -> None:
    folder = "concepts/statistics/means"
    _, problems = load(GOOD | {f"{folder}/Draws.csv": "", f"{folder}/draws.csv": ""})
    assert [
        (problem.code, problem.place.path, problem.notes[0].place.path) for problem in problems
    ] == [("name-distinct", f"{folder}/draws.csv", f"{folder}/Draws.csv")]


def test_names_that_differ_only_by_the_encoding_of_an_accent_are_refused() -> None:
    _, problems = load(GOOD | {"sources/e\u0301.bib": "", "sources/\u00e9.bib": ""})
    assert [problem.code for problem in problems] == ["name-distinct"]


def test_other_files_of_a_concept_are_listed_by_name() -> None:
    folder = "concepts/statistics/means"
    atlas, problems = load(
        GOOD
        | {
            f"{folder}/{name}": ""
            for name in ("draws.csv", "tools.py", "reviews.yaml", "content.md")
        }
    )
    assert (problems, atlas.concepts[0].files) == ((), ("draws.csv", "tools.py"))


def test_a_link_is_a_problem_and_is_not_read() -> None:
    path = "concepts/statistics/means/content.md"
    links = {path: "is a symbolic link that leaves its concept's folder"}
    atlas, problems = load(
        GOOD | {"concepts/statistics/means/concept.yaml": CONCEPT.replace("planned", "review")},
        links,
    )
    assert [(problem.code, problem.place.path) for problem in problems] == [("link-inside", path)]
    assert atlas.concepts[0].content is None


def test_a_page_has_its_prose_unless_it_is_planned() -> None:
    path = "concepts/statistics/means/concept.yaml"
    for status in ("draft", "review", "published"):
        _, problems = load(GOOD | {path: CONCEPT.replace("planned", status)})
        assert [(problem.code, str(problem.place)) for problem in problems] == [
            ("content-present", f"{path}:3:9")
        ]
    assert load(GOOD)[1] == ()


@pytest.mark.parametrize(
    "path",
    [
        "../x.yaml",
        "/etc/passwd",
        "concepts/../../x",
        "concepts//x",
        "concepts/a/../concept.yaml",
        "concepts\\a",
        "",
    ],
)
def test_a_path_that_leads_out_is_never_read(path: str) -> None:
    atlas, _ = load({path: CONCEPT})
    assert (atlas.concepts, atlas.domains, atlas.sources) == ((), (), ())


def test_collections_are_sorted_and_found_by_id() -> None:
    files = {
        f"concepts/{domain}/{slug}/concept.yaml": CONCEPT
        for domain in ("b", "a")
        for slug in ("y", "x")
    }
    files |= {
        "concepts/a/domain.yaml": DOMAIN + "order: 2\n",
        "concepts/b/domain.yaml": DOMAIN + "order: 1\n",
        "concepts/c/domain.yaml": DOMAIN,
    }
    atlas, problems = load(files)
    assert problems == ()
    assert [concept.id for concept in atlas.concepts] == ["a/x", "a/y", "b/x", "b/y"]
    assert [domain.id for domain in atlas.domains] == ["c", "b", "a"]
    assert atlas.concept_by_id["b/x"].domain == "b"


def test_records_that_only_grow_keep_their_order() -> None:
    audit = "- {{key: {}, date: 2026-11-23, by: {{name: A, kind: person}}, against: the book, read: full text}}\n"
    atlas, problems = load(GOOD | {"sources/audits.yaml": audit.format("b") + audit.format("a")})
    assert problems == ()
    assert [audit.key.id for audit in atlas.audits] == ["b", "a"]
