"""Broken BibTeX of every kind that was thought of: each gives its problem at its line and column, and none a traceback."""

import logging

import pytest

from builder.records.problem import Severity
from tests.load.trees import at, load, load_sources

A = "@article{a1,\n  author = {Smith, John},\n  title = {A title},\n  year = {2013},\n}\n"


def F(field: str) -> str:  # noqa: N802 - stands in a hundred rows
    """Return an entry with this field on its third line."""
    return f"@article{{a1,\n  title = {{A title}},\n  {field},\n}}\n"


CASES = [
    (
        "unclosed entry end",
        "@article{a1,\n  title = {A},\n  year = {2013},\n",
        [("bibtex-readable", 1, 1)],
    ),
    (
        "unclosed entry",
        "@article{a1,\n  title = {A},\n  year = {2013},\n\n" + A.replace("a1", "b2"),
        [("bibtex-readable", 1, 1)],
    ),
    (
        "unclosed brace",
        "@article{a1,\n  title = {A {B},\n  year = {2013},\n}\n" + A.replace("a1", "b2"),
        [("bibtex-readable", 2, 11)],
    ),
    (
        "unclosed brace end",
        "@article{a1,\n  title = {A,\n  year = {2013}\n}\n",
        [("bibtex-readable", 2, 11)],
    ),
    (
        "unclosed quote",
        '@article{a1,\n  title = "A,\n  year = {2013},\n}\n' + A.replace("a1", "b2"),
        [("bibtex-readable", 2, 11)],
    ),
    (
        "missing comma",
        "@article{a1,\n  title = {A}\n  year = {2013},\n}\n",
        [("bibtex-readable", 3, 3)],
    ),
    (
        "missing comma same line",
        "@article{a1, title={A} year={2013}}\n",
        [("bibtex-readable", 1, 24)],
    ),
    ("missing comma quotes", '@article{a1, title="A" year="2013"}\n', [("bibtex-readable", 1, 24)]),
    ("missing comma after key", "@article{a1\n  title = {A},\n}\n", [("bibtex-readable", 1, 10)]),
    ("missing key", "@article{,\n  title = {A},\n}\n", [("source-keyed", 1, 10)]),
    ("missing key 2", "@article{\n  title = {A},\n}\n", [("source-keyed", 1, 1)]),
    ("missing equals", "@article{a1,\n  title {A},\n}\n", [("bibtex-readable", 2, 8)]),
    ("missing value", "@article{a1,\n  title = {A},\n  year = ,\n}\n", [("bibtex-readable", 3, 9)]),
    ("dangling field", "@article{a1,\n  title = {A},\n  year\n}\n", [("bibtex-readable", 4, 1)]),
    ("dup keys", A + A, [("source-unique", 6, 10)]),
    ("dup case", A + A.replace("a1", "A1"), [("source-unique", 6, 10)]),
    ("dup field", F("year = {2013},\n  year = {2014}"), [("key-unique", 4, 3)]),
    ("dup field case", F("year = {2013},\n  Year = {2014}"), [("key-unique", 4, 3)]),
    ("unknown string", F("journal = jmlr"), [("string-known", 3, 13)]),
    (
        "string dup",
        "@string{a = {x}}\n@string{A = {y}}\n" + F("journal = a"),
        [("key-unique", 2, 9)],
    ),
    (
        "string cycle",
        "@string{a = b}\n@string{b = a}\n" + F("journal = a"),
        [("string-acyclic", 2, 13)],
    ),
    ("string self", "@string{a = a # {x}}\n" + F("journal = a"), [("string-acyclic", 1, 13)]),
    (
        "string blowup",
        "@string{a0 = {xxxxxxxxxxxxxxxxxxxx}}\n"
        + "".join(f"@string{{a{i + 1} = a{i} # a{i} # a{i}}}\n" for i in range(12))
        + F("journal = a12"),
        [("value-bounded", 8, 19)],
    ),
    ("string broken", "@string{a {x}}\n" + A, [("bibtex-readable", 1, 11)]),
    ("trailing hash", F('journal = "A" #'), [("bibtex-readable", 3, 13)]),
    ("crossref dangling", F("crossref = {nope}"), [("crossref-resolves", 3, 14)]),
    ("crossref case", F("crossref = {B2}") + A.replace("a1", "b2"), [("crossref-resolves", 3, 14)]),
    ("crossref self", F("crossref = {a1}"), [("crossref-acyclic", 3, 14)]),
    (
        "crossref cycle",
        F("crossref = {b2}") + A.replace("a1", "b2").replace("year", "crossref = {a1},\n  year"),
        [("crossref-acyclic", 3, 14), ("crossref-acyclic", 8, 14)],
    ),
    ("year old", F("year = {999}"), [("year-plausible", 3, 10)]),
    ("year far", F("year = {20133}"), [("year-plausible", 3, 10)]),
    ("year word", F("year = {in press}"), [("year-plausible", 3, 10)]),
    ("year ca", F("year = {c. 1990}"), [("year-plausible", 3, 10)]),
    ("date bad", F("date = {May 2013}"), [("year-plausible", 3, 10)]),
    ("year neg", F("year = {-5}"), [("year-plausible", 3, 10)]),
    ("js", F("url = {javascript:alert(1)}"), [("url-safe", 3, 9)]),
    ("JS", F("url = {JaVaScRiPt:alert(1)}"), [("url-safe", 3, 9)]),
    ("data", F("url = {data:text/html,x}"), [("url-safe", 3, 9)]),
    ("js url", F("howpublished = {\\url{javascript:alert(1)}}"), [("url-safe", 3, 18)]),
    ("ftp", F("url = {ftp://x.org/a}"), [("url-safe", 3, 9)]),
    ("www", F("url = {www.x.org/a}"), [("url-safe", 3, 9)]),
    ("spaces url", F("url = {https://x.org/a b}"), [("url-safe", 3, 9)]),
    ("doi bad", F("doi = {1000/abc}"), [("doi-formed", 3, 9)]),
    ("doi js", F("doi = {javascript:alert(1)}"), [("doi-formed", 3, 9)]),
    ("arxiv bad", F("eprint = {1899.11118}, archiveprefix = {arXiv}"), [("arxiv-formed", 3, 12)]),
    ("unbal quote", F('journal = "A } B"'), [("bibtex-readable", 3, 13)]),
    ("unbal quote2", F('journal = "A { B"'), [("bibtex-readable", 3, 13)]),
    (
        "extra close",
        "@article{a1,\n  title = {A}},\n  year = {2013},\n}\n",
        [("bibtex-readable", 2, 15)],
    ),
    ("commas", F("author = {Smith, J., Doe, A., Roe, B.}"), [("people-named", 3, 12)]),
    ("empty author", F("author = {}"), [("people-named", 3, 12)]),
    ("empty name", F("author = {A and and B}"), [("people-named", 3, 12)]),
    ("trailing and", F("author = {A B and}"), [("people-named", 3, 12)]),
    ("semicolon", F("author = {Smith, J.; Doe, A.}"), [("people-named", 3, 12)]),
    ("no family", F("author = {, John}"), [("people-named", 3, 12)]),
    ("entry no at", "article{x,\n title = {A},\n}\n" + A, [("bibtex-readable", 1, 1)]),
    ("at only", "@article x, title\n" + A, [("bibtex-readable", 1, 1)]),
    ("crlf", F("year = {999}").replace("\n", "\r\n"), [("year-plausible", 3, 10)]),
    ("cr", F("year = {999}").replace("\n", "\r"), [("year-plausible", 3, 10)]),
    ("bom", b"\xef\xbb\xbf" + F("year = {999}").encode(), [("year-plausible", 3, 10)]),
    ("latin1", F("author = {G\xf6del, Kurt}").encode("latin-1"), [("text-readable", 3, 14)]),
    ("utf16", A.encode("utf-16"), [("text-readable", 1, 1)]),
    ("nul", F("note = {a\0b}"), [("characters-visible", 3, 12)]),
    ("bidi", F("note = {a\u202eb}"), [("characters-visible", 3, 12)]),
    ("huge", "%" * 8_000_001, [("file-bounded", 1, 1)]),
    ("huge value", F("abstract = {" + "x" * 20001 + "}"), [("value-bounded", 3, 15)]),
    ("slash key", A.replace("a1", "DBLP:conf/nips/Smith13"), [("key-addressable", 1, 10)]),
    ("uni key", A.replace("a1", "smöth13"), [("key-addressable", 1, 10)]),
    ("space key", A.replace("a1", "smith 13"), [("key-addressable", 1, 10)]),
    ("dots key", A.replace("a1", "../../etc"), [("key-addressable", 1, 10)]),
    ("no title", "@article{a1, year = {2013}}\n", [("title-present", 1, 10)]),
    ("empty title", "@article{a1, title = {}, year = {2013}}\n", [("title-present", 1, 22)]),
    ("unknown macro", F("journal = {\\foo{bar} \\baz}"), [("latex-known", 3, 14)]),
    ("field name", F("ye ar = {2013}"), [("bibtex-readable", 3, 3)]),
    ("unknown type", "@bok{a1, title={x}}\n", [("bibtex-known", 1, 1)]),
    ("unknown type far", " @qqqqqq{a1, title={x}}\n", [("bibtex-known", 1, 2)]),
    ("misspelt field", F("auhtor = {Smith, John}"), [("bibtex-known", 3, 3)]),
    ("misspelt field case", F("  Jounral = {Annals}"), [("bibtex-known", 3, 5)]),
    (
        "turned letters",
        F("dio = {10.1/x},\n  yaer = {2013}"),
        [("bibtex-known", 3, 3), ("bibtex-known", 4, 3)],
    ),
    ("no type", "@{a1, title={x}}\n", [("bibtex-readable", 1, 1)]),
    (
        "nested at",
        "@article{a1,\n  title = {A\n@article{b2, title={x}},\n}\n",
        [("bibtex-readable", 2, 11), ("bibtex-readable", 3, 24)],
    ),
]


@pytest.mark.parametrize(
    ("text", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_broken_bibtex_is_a_located_problem(
    text: str | bytes, expected: list[tuple[str, int, int]]
) -> None:
    _, problems = load_sources(text)
    assert expected == [at(problem) for problem in problems]
    assert all(
        problem.hint and problem.message and "invalid" not in problem.message
        for problem in problems
    )


@pytest.mark.parametrize(
    "name",
    [
        "myfield",
        "x-rating",
        "title2",
        "OPTauthor",
        "author+an",
        "bdsk-url-1",
        "mendeley-tags",
        "date-added",
        "gid",
    ],
)
def test_a_field_of_the_authors_own_is_no_problem(name: str) -> None:
    assert load_sources(F(f"{name} = {{a}}"))[1] == ()


@pytest.mark.parametrize(
    "name", ["Article", "ONLINE", "dataset", "software", "thesis", "inreference", "www"]
)
def test_a_type_of_bibtex_or_biblatex_is_no_problem(name: str) -> None:
    assert load_sources(A.replace("article", name))[1] == ()


def test_a_misspelt_type_or_field_is_answered_with_the_closest() -> None:
    _, problems = load_sources("@bok{a1,\n  title = {A},\n  auhtor = {B},\n}\n")
    assert [(problem.message, problem.hint, problem.place.width) for problem in problems] == [
        ("'@bok' is a type of neither BibTeX nor BibLaTeX", "did you mean @book?", 4),
        ("no field is called 'auhtor'", "did you mean 'author'?", 6),
    ]


def test_a_misspelt_field_is_reported_wherever_it_stands() -> None:
    _, problems = load_sources(F("auhtor = {A}") + F("auhtor = {A}").replace("a1", "b2"))
    assert [at(problem) for problem in problems] == [("bibtex-known", 3, 3), ("bibtex-known", 7, 3)]


def test_at_least_50_kinds_are_tried() -> None:
    assert len(CASES) >= 50


def test_the_parser_says_nothing_by_itself(
    caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.DEBUG):
        load_sources("@article{a1,\n  title = {A\n")
    assert (caplog.records, capsys.readouterr()) == ([], ("", ""))


def test_a_key_in_two_files_is_reported_at_the_second() -> None:
    _, (problem,) = load({"sources/a.bib": A, "sources/b.bib": A})
    assert (problem.code, str(problem.place), str(problem.notes[0].place)) == (
        "source-unique",
        "sources/b.bib:1:10",
        "sources/a.bib:1:10",
    )


def test_a_broken_entry_keeps_its_key_so_that_citations_are_not_blamed() -> None:
    atlas, problems = load_sources("@article{a1,\n  title = {A},\n  year = {2013}\n")
    assert [problem.code for problem in problems] == ["bibtex-readable"]
    assert list(atlas.source_by_key) == ["a1"]


def test_an_unknown_command_is_a_warning_that_may_be_lowered() -> None:
    _, (problem,) = load_sources(F("journal = {\\foo{x}}"))
    assert (problem.code, problem.severity) == ("latex-known", Severity.WARNING)


def test_a_circle_of_strings_is_shown_whole() -> None:
    _, (problem,) = load_sources(
        "@string{a = b}\n@string{b = c}\n@string{c = a}\n" + F("journal = a")
    )
    assert problem.message == "the @string leads back to itself: a -> b -> c -> a"


def test_strings_that_grow_without_end_are_cut_off() -> None:
    text = (
        "@string{a0 = {"
        + "x" * 100
        + "}}\n"
        + "".join(f"@string{{a{n + 1} = a{n} # a{n} # a{n}}}\n" for n in range(60))
    )
    atlas, problems = load_sources(text + F("journal = a60"))
    assert [problem.code for problem in problems] == ["value-bounded"]
    assert atlas.sources[0].venue == ""


def test_a_file_of_faults_is_read_no_further_than_200_of_them() -> None:
    _, problems = load_sources("".join(f"@misc{{k{n}, year = {{soon}}}}\n" for n in range(300)))
    assert len(problems) == 201
    assert "problems-bounded" in {problem.code for problem in problems}


def test_signs_without_end_are_not_tried_one_by_one() -> None:
    _, problems = load_sources("@a{" * 60_000)
    assert [problem.code for problem in problems] == ["file-bounded"]
