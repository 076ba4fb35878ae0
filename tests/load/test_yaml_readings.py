"""What YAML leaves to its readers, read in one way: texts, numbers, line ends, places."""

from datetime import date

import pytest

from builder.records.place import Place
from tests.load.trees import CONCEPT, CONCEPT_PATH, load_concept

C = CONCEPT


def state_of(text: str) -> object:
    atlas, problems = load_concept(
        f"{C}storyboard:\n  - {{title: a, caption: b, state: {{x: {text}}}}}\n"
    )
    assert problems == ()
    return atlas.concepts[0].storyboard[0].state


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("1e-8", 1e-8),
        ("1E5", 1e5),
        ("-.5", -0.5),
        ("2.", 2.0),
        ("+3", 3),
        ("0", 0),
        ("-0.0", -0.0),
        ("12345678901234567890", 12345678901234567890),
        ("true", True),
        ("False", False),
        ("no", "no"),
        ("yes", "yes"),
        ("on", "on"),
        ("off", "off"),
        ("y", "y"),
        ("1:30", "1:30"),
        ("2026-11-23", "2026-11-23"),
        ("'1'", "1"),
        ("'true'", "true"),
        ("cauchy", "cauchy"),
        ("[1, [2.5, x]]", (1, (2.5, "x"))),
        ("[]", ()),
        ("'012'", "012"),
        ("1.2.3", "1.2.3"),
    ],
)
def test_a_literal_is_read_as_python_would_mean_it(written: str, value: object) -> None:
    read = state_of(written)
    assert read == (("x", value),)
    assert type(read[0][1]) is type(value)  # type: ignore[index]


@pytest.mark.parametrize(
    "word", ["no", "yes", "on", "off", "true", "12", "1e-8", "012", "2026-11-23", "1:30", ".inf"]
)
def test_every_word_is_a_text_where_a_text_is_wanted(word: str) -> None:
    atlas, problems = load_concept(C + f"invariant: {word}\n")
    assert (str(atlas.concepts[0].invariant), problems) == (word, ())


@pytest.mark.parametrize("nothing", ["", "~", "null", "NULL", "# a comment"])
def test_an_optional_key_without_a_value_is_absent(nothing: str) -> None:
    atlas, problems = load_concept(
        C + f"related: {nothing}\ninvariant: {nothing}\nwitness: {nothing}\ncreated: {nothing}\n"
    )
    concept = atlas.concepts[0]
    assert problems == ()
    assert (concept.related, concept.invariant, concept.witness, concept.created) == (
        (),
        None,
        None,
        None,
    )


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
def test_every_line_end_gives_the_same_record_at_the_same_places(end: str) -> None:
    text = C + "invariant: >-\n  four times\n  the data\ntags: [a, b]   \ncreated: 2026-11-23\n"
    concept = load_concept(text.replace("\n", end))[0].concepts[0]
    assert str(concept.invariant) == "four times the data"
    assert concept.tags == ("a", "b")
    assert concept.created == date(2026, 11, 23)
    assert concept.places["created"] == Place(CONCEPT_PATH, 8, 10, 10)


def test_a_byte_order_mark_is_read_over_and_moves_nothing() -> None:
    concept = load_concept(b"\xef\xbb\xbf" + C.encode())[0].concepts[0]
    assert concept.places["title"] == Place(CONCEPT_PATH, 1, 8, 5)


def test_a_first_document_marker_and_comments_are_read_over() -> None:
    assert load_concept("# a\n---\n" + C + "# z\n")[1] == ()


def test_characters_outside_of_the_basic_plane_count_as_one_column() -> None:
    concept = load_concept(
        "title: 𝔸𝔹 é\nsummary: s\nstatus: planned\nauthors: [{name: 𝔸, url: https://a.org}]\n"
    )[0].concepts[0]
    assert concept.places["title"] == Place(CONCEPT_PATH, 1, 8, 4)
    assert concept.authors[0].places["url"] == Place(CONCEPT_PATH, 4, 26, 13)


def test_places_and_widths_of_values_are_those_of_the_text() -> None:
    text = (
        C
        + "tags: ['a b', c]\naliases: [old/name]\nclaims:\n  - id: rate\n    text: It falls.\n    kind: theorem\n    checks: [one, two]\n"
    )
    concept = load_concept(text)[0].concepts[0]
    claim = concept.claims[0]
    assert concept.places["tags"] == Place(CONCEPT_PATH, 4, 7, 10)
    assert concept.aliases[0].place == Place(CONCEPT_PATH, 5, 11, 8)
    assert claim.place == Place(CONCEPT_PATH, 7, 5, 2)
    assert claim.places["text"] == Place(CONCEPT_PATH, 8, 11, 9)
    assert [ref.place for ref in claim.checks] == [
        Place(CONCEPT_PATH, 10, 14, 3),
        Place(CONCEPT_PATH, 10, 19, 3),
    ]


@pytest.mark.parametrize(
    "written",
    [
        "a $x$ b $y$",
        "'a $x$ b $y$'",
        '"a $x$ b $y$"',
        "|\n  a $x$\n    b $y$",
        "|2\n    a $x$ $y$",
        "|-\n\n  a $x$\n\n  $y$",
        ">-\n  one\n  two $x$ three\n  $y$",
        ">\n\n    one $x$\n\n    two\n    $y$ three",
        "one\n  two $x$\n   three $y$",
        "'one\n\n  two $x$\n  $y$'",
        '"one\n  two $x$\n   $y$"',
    ],
)
def test_a_formula_in_prose_is_found_at_its_place_however_the_text_is_written(written: str) -> None:
    source = f"{C}invariant: {written}\n"
    text = load_concept(source)[0].concepts[0].invariant
    assert text is not None
    places = [mark.place for mark in text.marks]
    assert [source.split("\n")[place.line - 1][place.column - 1] for place in places] == ["x", "y"]


def test_folded_prose_keeps_the_source_that_yaml_reads() -> None:
    concept = load_concept(C + "invariant: >-\n  four times the data\n  halve $e$\n")[0].concepts[0]
    assert concept.invariant is not None
    assert concept.invariant.source == "four times the data halve $e$"


def test_blocks_in_a_folded_text_are_those_that_yaml_gives() -> None:
    text = (
        C
        + "practice:\n  - id: a\n    kind: apply\n    prompt: p\n    answer: >\n      one\n      - two\n\n      three $x$\n"
    )
    concept = load_concept(text)[0].concepts[0]
    answer = concept.practice[0].answer
    assert answer.source == "one - two\nthree $x$"
    assert [token.type for token in answer.tokens].count("bullet_list_open") == 0
    (mark,) = answer.marks
    assert text.split("\n")[mark.place.line - 1][mark.place.column - 1 :] == "x$"


def test_a_text_of_blocks_holds_paragraphs_and_lists() -> None:
    text = (
        C
        + "practice:\n  - id: a\n    kind: apply\n    prompt: p\n    answer: |\n      one\n\n      - two $x$\n"
    )
    answer = load_concept(text)[0].concepts[0].practice[0].answer
    assert "bullet_list_open" in [token.type for token in answer.tokens]
    (mark,) = answer.marks
    assert text.split("\n")[mark.place.line - 1][mark.place.column - 1 :] == "x$"


def test_an_empty_mapping_is_a_state_and_an_absent_one_is_none() -> None:
    text = (
        C
        + "storyboard:\n  - {title: a, caption: b, state: {}}\n  - {title: a, caption: b, figure: f}\n"
    )
    frames = load_concept(text)[0].concepts[0].storyboard
    assert [frame.state for frame in frames] == [(), None]


def test_a_record_that_moved_is_the_same_record() -> None:
    text = C + "claims:\n  - {id: a, text: t $x$, kind: theorem}\n"
    before = load_concept(text)[0].concepts[0].claims
    assert (
        load_concept("# moved\n\n" + text.replace("text:  t", "text: t"))[0].concepts[0].claims
        == before
    )


def test_a_list_of_one_may_be_forgotten_to_be_a_list_and_is_read_as_one() -> None:
    atlas, problems = load_concept(
        C + "claims:\n  - {id: a, text: t, kind: theorem, checks: slope}\n"
    )
    assert [problem.hint for problem in problems] == [
        "write [slope], or begin each item on a line of its own with '- '"
    ]
    assert [str(ref) for ref in atlas.concepts[0].claims[0].checks] == ["slope"]


def test_a_record_without_a_required_key_is_dropped_alone() -> None:
    atlas, problems = load_concept(
        C + "claims:\n  - {id: a, text: t}\n  - {id: b, text: t, kind: theorem}\n"
    )
    assert [claim.id for claim in atlas.concepts[0].claims] == ["b"]
    assert [(problem.code, problem.message) for problem in problems] == [
        ("key-present", "a claim here lacks 'kind'")
    ]


def test_of_two_records_with_one_id_the_first_is_kept() -> None:
    atlas, _ = load_concept(
        C
        + "claims:\n  - {id: a, text: first, kind: theorem}\n  - {id: a, text: second, kind: theorem}\n"
    )
    assert [str(claim.text) for claim in atlas.concepts[0].claims] == ["first"]


@pytest.mark.parametrize(
    ("written", "near"), [("Unit_1", "unit-1; "), ("root n", "root-n; "), ("1st", "")]
)
def test_the_closest_id_is_offered_where_there_is_one(written: str, near: str) -> None:
    _, (problem,) = load_concept(
        CONCEPT + f"claims:\n  - {{id: {written}, text: t, kind: theorem}}\n"
    )
    assert problem.hint.startswith(f"write {near}" if near else "ids are")
