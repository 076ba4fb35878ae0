"""BibTeX as people write it, read to plain text: names, accents, @strings, inheritance, identifiers."""

import pytest

from builder.load.latex import decode_latex
from builder.load.people import split_people
from builder.records.place import Place
from builder.records.source import Person, Source
from tests.load.trees import load, load_sources


def read(text: str) -> Source:
    atlas, problems = load_sources(text)
    assert problems == ()
    return atlas.sources[0]


def field(written: str) -> Source:
    return read(f"@article{{a1,\n  title = {{A title}},\n  {written},\n}}\n")


@pytest.mark.parametrize(
    ("latex", "plain"),
    [
        (r"{\"o}", "ö"),
        (r"\'e", "é"),
        (r"\'{e}", "é"),
        (r"\o", "ø"),
        (r"{\ss}", "ß"),
        (r"Erd{\H{o}}s", "Erdős"),
        (r"Erd\H os", "Erdős"),
        (r"{\L}ukasz", "Łukasz"),
        (r"\v{S}t\v epan", "Štěpan"),
        (r"\"{\i}", "ï"),
        (r"\'{\i}", "í"),
        (r"\c{c}", "ç"),
        (r"{\'A}", "Á"),
        (r"\~n", "ñ"),
        (r"\r{a}", "å"),
        (r"\.{Z}", "Ż"),
        (r"\aa ngstr\"om", "ångström"),
        (r"{\O}rsted", "Ørsted"),
        (r"Vall\'ee", "Vallée"),
        (r"\k{a}", "ą"),
        (r"1--2", "1–2"),
        (r"a---b", "a—b"),
        (r"``q''", "“q”"),
        (r"a~b", "a b"),
        (r"100\%", "100%"),
        (r"A \& B", "A & B"),
        (r"\_x\#\$", "_x#$"),
        (r"{The {DNA} of}", "The DNA of"),
        (r"\emph{x} y", "x y"),
        (r"\textit{x}", "x"),
        (r"$\ell_1$", "ℓ_1"),
        (r"$n^{2}$", "n^2"),
        ("a\n  b", "a b"),
        (r"50% of", "50% of"),
        (r"\{x\}", "{x}"),
        (r"\textasciitilde x", "~x"),
        (r"\href{https://a.org}{text}", "text"),
        (r"\ldots{} x", "… x"),
        ("é", "é"),
    ],
)
def test_latex_has_its_reading_as_plain_text(latex: str, plain: str) -> None:
    assert decode_latex(latex) == (plain, ())


def test_a_command_without_a_reading_is_named_and_its_argument_kept() -> None:
    assert decode_latex(r"\foo{bar} and \foo{baz}") == ("bar and baz", (r"\foo",))


@pytest.mark.parametrize(
    ("written", "people"),
    [
        ("Smith, John", (Person("Smith", "John"),)),
        ("John Smith", (Person("Smith", "John"),)),
        ("John Q. Smith and Doe, A.", (Person("Smith", "John Q."), Person("Doe", "A."))),
        ("Ludwig van Beethoven", (Person("van Beethoven", "Ludwig"),)),
        ("de la Vall{\\'e}e Poussin, Charles", (Person("de la Vallée Poussin", "Charles"),)),
        ("de la Cruz", (Person("de la Cruz"),)),
        ("King, Jr., Martin Luther", (Person("King Jr.", "Martin Luther"),)),
        ("{World Health Organization}", (Person("World Health Organization"),)),
        ("{Barnes and Noble} and Smith, J.", (Person("Barnes and Noble"), Person("Smith", "J."))),
        ("{Smith, Inc.}", (Person("Smith, Inc."),)),
        ("Smith, J. and others", (Person("Smith", "J."), Person("et al."))),
        ("Smith,\n  John and\n  Doe, A.", (Person("Smith", "John"), Person("Doe", "A."))),
        ("Plato", (Person("Plato"),)),
        ("Donald~E. Knuth", (Person("Knuth", "Donald E."),)),
    ],
)
def test_a_name_is_split_as_bibtex_splits_it(written: str, people: tuple[Person, ...]) -> None:
    assert split_people(written) == (people, ())


@pytest.mark.parametrize(
    ("written", "year"),
    [
        ("year = {2013}", "2013"),
        ("year = 2013", "2013"),
        ('year = "2013"', "2013"),
        ("date = {2013-05-01}", "2013"),
    ],
)
def test_a_year_is_read_from_year_or_date(written: str, year: str) -> None:
    assert field(written).year == year


@pytest.mark.parametrize(
    "written",
    [
        "10.1000/a_b",
        r"10.1000/a\_b",
        "https://doi.org/10.1000/a_b",
        "doi:10.1000/a_b",
        "http://dx.doi.org/10.1000/a_b",
    ],
)
def test_a_doi_is_read_to_one_form(written: str) -> None:
    assert field(f"doi = {{{written}}}").doi == "10.1000/a_b"


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("eprint = {1812.11118}, archiveprefix = {arXiv}", "1812.11118"),
        ("eprint = {arXiv:1812.11118}", "1812.11118"),
        ("eprint = {math/0309136}, eprinttype = {arxiv}", "math/0309136"),
        ("url = {https://arxiv.org/abs/1812.11118v2}", "1812.11118v2"),
        ("url = {https://arxiv.org/pdf/1812.11118.pdf}", "1812.11118"),
        ("journal = {arXiv preprint arXiv:1812.11118}", "1812.11118"),
        ("eprint = {12345}, eprinttype = {jstor}", ""),
        ("note = {see arXiv: nothing}", ""),
    ],
)
def test_an_arxiv_number_is_found_where_people_write_it(written: str, number: str) -> None:
    assert field(written).arxiv == number


@pytest.mark.parametrize(
    ("written", "url"),
    [
        ("url = {https://x.org/a_b}", "https://x.org/a_b"),
        (r"url = {https://x.org/a\_b\%20\~{}c}", "https://x.org/a_b%20~c"),
        (r"url = {\url{https://x.org/}}", "https://x.org/"),
        (r"howpublished = {\url{https://x.org/a}}", "https://x.org/a"),
        ("howpublished = {Talk at a meeting}", ""),
    ],
)
def test_an_address_is_read_without_its_latex(written: str, url: str) -> None:
    assert field(written).url == url


def test_strings_are_put_in_and_joined_in_any_order_and_across_files() -> None:
    files = {
        "sources/a.bib": '@string{ml = "Machine Learning"}\n@string{jmlr = journal # { of } # ML}\n@string{journal = {J.}}\n',
        "sources/b.bib": "@article{a, title = {T}, journal = jmlr # { Res.}, month = mar}\n",
    }
    atlas, problems = load(files)
    assert problems == ()
    assert atlas.sources[0].venue == "J. of Machine Learning Res."
    assert ("month", "March") in atlas.sources[0].fields


def test_a_cross_reference_lends_its_fields_but_not_its_own_address() -> None:
    source = read(
        "@inproceedings{c, title = {Paper}, author = {Doe, A.}, crossref = {p}}\n"
        "@proceedings{p, title = {Proceedings}, editor = {Roe, B.}, year = 2019, publisher = {ACM}, doi = {10.1000/p}}\n"
    )
    assert (source.title, source.venue, source.year, source.doi) == (
        "Paper",
        "Proceedings",
        "2019",
        "",
    )
    assert source.editors == (Person("Roe", "B."),)
    assert dict(source.fields)["publisher"] == "ACM"


def test_the_first_of_the_fields_that_name_a_venue_is_the_venue() -> None:
    assert field("publisher = {P}, booktitle = {B}").venue == "B"
    assert field("school = {S}").venue == "S"


@pytest.mark.parametrize(
    "around",
    [
        "{}",
        "{}\n\n",
        "@comment{{anything {{goes}} here}}\n{}",
        "@Comment a line\n{}",
        '@preamble{{"\\newcommand{{\\x}}{{y}}"}}\n{}',
        "Some words, one of them a@b.org\n{}",
        "% article{{x,\n{}",
        "\ufeff{}",
    ],
)
def test_what_stands_around_entries_is_read_over(around: str) -> None:
    assert read(around.format("@article{a1, title = {A}}")).title == "A"


@pytest.mark.parametrize("text", ["", "\n \n", "% nothing\n", "@comment{x}\n"])
def test_a_file_without_entries_is_no_problem(text: str) -> None:
    assert (load_sources(text)[0].sources, load_sources(text)[1]) == ((), ())


def test_parentheses_and_capital_letters_are_read() -> None:
    source = read("@ARTICLE(a1, TITLE = {A (b)}, Year = 2013)")
    assert (source.type, source.title, source.year) == ("article", "A (b)", "2013")


def test_html_in_a_field_is_kept_as_text() -> None:
    assert dict(field("note = {<b>x</b> &amp; y}").fields)["note"] == "<b>x</b> &amp; y"


def test_two_sources_may_share_a_doi() -> None:
    text = "@misc{a, title = {A}, doi = {10.1000/x}}\n@misc{b, title = {B}, doi = {10.1000/x}}\n"
    assert load_sources(text)[1] == ()


def test_an_entry_has_its_place_its_fields_places_and_its_own_text() -> None:
    text = "% first\n@book{owen2013monte,\n  author    = {Owen, Art B.},\n  title     =\n    {Monte Carlo\n     theory},\n}\n"
    source = read(text)
    assert source.place == Place("sources/atlas.bib", 2, 7, 13)
    assert source.places == {
        "author": Place("sources/atlas.bib", 3, 15, 14),
        "title": Place("sources/atlas.bib", 5, 5, 12),
    }
    assert source.bibtex == text.removeprefix("% first\n").rstrip("\n")
    assert source.title == "Monte Carlo theory"


def test_sources_are_sorted_by_key() -> None:
    assert list(
        load_sources("@misc{b, title = {B}}\n@misc{a, title = {A}}\n")[0].source_by_key
    ) == ["a", "b"]
