"""The chain of records: nothing in it is edited, removed or put in between unseen."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from builder.load.nodes import Node
from builder.load.parse import parse_yaml
from builder.records.place import Ref
from builder.records.review import COMPONENTS, Review, Reviewer, Snapshot
from builder.records.review_form import write_review, write_snapshot
from builder.review import check_reviews
from builder.review.chain import digest_review
from tests.atlases import make_concept
from tests.review.reviewed_atlas import PLACE, make_review

TODAY = date(2026, 11, 30)


def chain(number: int) -> tuple[Review, ...]:
    """Return a chain of this many records."""
    found: list[Review] = []
    for place in range(number):
        before = digest_review(found[-1]) if found else "none"
        found.append(
            make_review(
                "it", {"text": f"{place:032x}"}, id=f"2026-11-01-{place + 1}", before=before
            )
        )
    return tuple(found)


def problems_of(reviews: Sequence[Review], **keys: object) -> list[str]:
    concept = make_concept("x/a", reviews=tuple(reviews), **keys)
    return [problem.message for problem in check_reviews([concept], TODAY)]


def test_records_that_follow_each_other_are_no_problem() -> None:
    assert problems_of(chain(4)) == []


def test_a_record_is_not_dated_before_the_one_above_it() -> None:
    first, second = chain(2)
    back = replace(second, date=date(2020, 1, 1))
    assert problems_of((first, back)) == [
        "the review is dated 2020-01-01, before the one above it (2026-11-01)"
    ]


def _edits() -> Iterator[tuple[str, object]]:
    yield from (
        ("criterion", "x"),
        ("verdict", "could not check"),
        ("excludes", "x"),
        ("summary", "x"),
        ("read", "abstract"),
    )
    yield from (
        ("date", date(2026, 10, 1)),
        ("claim", Ref("other", PLACE)),
        ("digests", (("text", "f" * 32),)),
    )
    yield ("reviewer", Reviewer(place=PLACE, name="Emmy", kind="model"))
    yield ("reviewer", Reviewer(place=PLACE, name="Emmy", kind="person", author_of_page=True))


@pytest.mark.parametrize(("key", "value"), list(_edits()))
def test_a_record_edited_in_any_key_is_seen_by_the_next(key: str, value: object) -> None:
    first, second, *rest = chain(4)
    told = problems_of([first, replace(second, **{key: value}), *rest])
    assert (
        "'2026-11-01-3' follows a record that is not there: '2026-11-01-2' was edited, or "
        "the record between them was removed"
    ) in told


def test_a_record_removed_from_the_middle_is_seen() -> None:
    first, _, third, fourth = chain(4)
    (message,) = problems_of([first, third, fourth])
    assert (
        message
        == "'2026-11-01-3' follows a record that is not there: '2026-11-01-1' was edited, or "
        "the record between them was removed"
    )


def test_the_first_record_removed_is_seen() -> None:
    (message,) = problems_of(chain(3)[1:])
    assert message.startswith("'2026-11-01-2' is the first record and follows '")


def test_a_record_put_in_between_is_seen() -> None:
    first, second = chain(2)
    between = make_review("it", {"text": "0"}, id="2026-11-01-9", before=digest_review(first))
    (message,) = problems_of([first, between, second])
    assert (
        message
        == "'2026-11-01-2' follows '2026-11-01-1' and stands after '2026-11-01-9': records were "
        "moved or put in between"
    )


def test_a_date_still_to_come_is_a_problem_and_today_is_none() -> None:
    (review,) = chain(1)
    assert problems_of([replace(review, date=TODAY)]) == []
    assert problems_of([replace(review, date=date(2026, 12, 1))]) == [
        "the review is dated 2026-12-01, which is still to come"
    ]


@given(
    st.text(min_size=1, max_size=60),
    st.text(st.characters(exclude_categories=("C",)), min_size=1, max_size=60),
)
def test_a_record_as_it_is_written_reads_as_it_was(name: str, words: str) -> None:
    name, words = (" ".join(text.split()) or "x" for text in (name, words))
    if not (name + words).isprintable():
        return
    review = make_review(
        "it",
        dict.fromkeys(COMPONENTS, "12345e67" * 4),
        criterion=words,
        summary=name,
        excludes=words,
    )
    (read,) = yaml.load(write_review(review), yaml.BaseLoader)
    assert (read["criterion"], read["summary"], read["excludes"]) == (words, name, words)
    assert read["digests"] == dict(review.digests)
    assert _parses(write_review(review))


@given(
    st.lists(
        st.text(
            st.characters(exclude_categories=("C", "Z"), include_characters=" \t#:-'\""),
            max_size=30,
        ),
        min_size=1,
        max_size=6,
    )
)
def test_a_snapshot_as_it_is_written_reads_as_it_was(lines: list[str]) -> None:
    text = "\n".join(lines).strip() or "none"
    (read,) = yaml.load(
        write_snapshot(Snapshot(place=PLACE, digest="0" * 32, component="witness", text=text)),
        yaml.BaseLoader,
    )
    assert read["text"].strip() == text


def _parses(text: str) -> Node | None:
    node, problems = parse_yaml(text, "reviews.yaml")
    assert problems == ()
    return node
