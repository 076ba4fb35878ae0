"""The example atlas: every key of the format, loaded without a problem and with every value at its place."""

from datetime import date
from pathlib import Path

from builder.load import load_atlas
from builder.records.atlas import Atlas
from builder.records.place import Place
from builder.records.source import Person
from tests.load.trees import read_folder

ROOT = Path(__file__).parents[1] / "sites" / "example" / "in"
FOLDER = "concepts/statistics/monte-carlo-error"


def read() -> Atlas:
    atlas, problems = load_atlas(read_folder(ROOT))
    assert problems == ()
    return atlas


def stretch(place: Place) -> str:
    line = (ROOT / place.path).read_text("utf-8").split("\n")[place.line - 1]
    return line[place.column - 1 : place.column - 1 + place.width]


def test_the_example_loads_without_a_problem() -> None:
    atlas = read()
    assert [concept.id for concept in atlas.concepts] == [
        "statistics/expectation",
        "statistics/monte-carlo-error",
    ]
    assert [
        (domain.id, str(domain.title), domain.order, domain.colour) for domain in atlas.domains
    ] == [("statistics", "Statistics", 1, 3)]


def test_its_record_is_read_whole() -> None:
    concept = read().concept_by_id["statistics/monte-carlo-error"]
    assert (concept.status, concept.importance, concept.difficulty, concept.math_level) == (
        "review",
        "core",
        2,
        "undergraduate",
    )
    assert (concept.created, concept.tags, concept.related) == (
        date(2026, 11, 23),
        ("sampling", "rates"),
        (),
    )
    assert concept.symbols[0].shape == ("R", "n")
    assert concept.witness is not None
    assert concept.witness.counterconditions[0].set == (("tail", "cauchy"),)
    assert concept.demo is not None
    assert [control.values for control in concept.demo.controls] == [
        ("normal", "cauchy"),
        (50, 100, 400),
    ]
    assert (concept.demo.view.x.log, [axis.key for axis in concept.demo.view.y]) == (
        True,
        ["error"],
    )
    assert concept.demo.prediction is not None
    assert [option.otherwise for option in concept.demo.prediction.options] == [False, False, True]
    assert [(frame.state, frame.mark) for frame in concept.storyboard] == [
        ((), (("x", 16),)),
        ((), (("x", 4096),)),
        ((("tail", "cauchy"),), ()),
    ]
    assert concept.inquiry is not None
    assert concept.inquiry.cues[0].at == ("sizes[0]", "curve['error'][0]")
    assert [len(practice.hints) for practice in concept.practice] == [3]
    assert concept.content is not None


def test_its_reviews_sources_and_audits_are_read() -> None:
    atlas = read()
    (review,) = atlas.concept_by_id["statistics/monte-carlo-error"].reviews
    assert (review.id, review.before, review.read, review.reviewer.author_of_page) == (
        "2026-11-23-1",
        "none",
        "code and run",
        True,
    )
    assert dict(review.digests)["caveat"] == "0000000000000000"
    (source,) = atlas.sources
    assert (source.key, source.type, source.year, source.authors) == (
        "owen2013monte",
        "book",
        "2013",
        (Person("Owen", "Art B."),),
    )
    (audit,) = atlas.audits
    assert (audit.key.id, audit.by.kind, audit.agrees) == (
        "owen2013monte",
        "model",
        ("author", "year"),
    )


def test_its_configuration_is_read() -> None:
    config = read().config
    assert (config.title, config.base_url, config.cap, config.limits.time_s) == (
        "A two-page atlas",
        "https://example.org/atlas/",
        4,
        20,
    )
    assert "numpy" in config.allow_imports


def test_every_value_stands_where_its_place_says() -> None:
    atlas = read()
    concept = atlas.concept_by_id["statistics/monte-carlo-error"]
    claim = concept.claims[1]
    assert stretch(claim.places["text"]).startswith("With independent draws of variance")
    assert (
        stretch(claim.places["caveat"])
        == "Needs a finite variance and independence; says nothing about the shape of the error."
    )
    assert [stretch(ref.place) for ref in concept.claims[0].checks] == [
        "root-n-slope",
        "more-data-helps",
    ]
    assert [stretch(ref.place) for ref in concept.claims[0].shows] == [
        '"figure:error-curve"',
        "demo",
    ]
    assert stretch(concept.prerequisites[0].concept.place) == "statistics/expectation"
    assert stretch(concept.places["tags"]) == "[sampling, rates]"
    assert stretch(concept.reviews[0].claim.place) == "rate"
    assert stretch(atlas.sources[0].places["title"]) == "{Monte Carlo theory, methods and examples}"
    assert stretch(atlas.config.places["repository"]) == "repository"
    math = [mark for mark in concept.summary.marks if mark.kind == "math"]
    assert [stretch(mark.place) for mark in math] == ["n", "1/\\sqrt n"]
