"""The schedule on its own: the served module, asked in a page."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.server import serve
from tests.drill_atlas import build_drill

RUN = """async ([name, ...given]) => {
  const module = await import(new URL("../assets/js/schedule.js", location.href));
  return typeof module[name] === "function" ? module[name](...given) ?? null : module[name];
}"""
CLAIM, OTHER = "0123456789ab", "ba9876543210"

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def page(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    with serve(build_drill(tmp_path_factory.mktemp("gym"))) as address:
        page = browser.new_page(timezone_id="America/St_Johns")
        page.goto(f"{address}/practice/")
        yield page
        page.close()


def record(box: int = 2, **changes: object) -> dict[str, object]:
    return {
        "grade": "memory",
        "box": box,
        "from": 1,
        "day": "2026-03-09",
        "claim": CLAIM,
        **changes,
    }


def test_the_page_says_the_intervals_and_the_grades_of_the_table(page: Page) -> None:
    words = page.locator("#schedule").inner_text()
    intervals = page.evaluate(RUN, ["INTERVALS"])
    assert intervals == sorted(set(intervals))
    assert f"as its box says: {', '.join(map(str, intervals))}." in words
    assert {5: "five boxes"}[len(intervals)] in words
    grades = page.evaluate(RUN, ["GRADES"])
    assert sorted(page.locator("#schedule dt").all_inner_texts()) == sorted(grades.values())


@pytest.mark.parametrize(
    ("before", "grade", "claim", "box"),
    [
        (None, "memory", CLAIM, 1),
        (None, "hints", CLAIM, 0),
        (None, "not", "", 0),
        (record(), "memory", CLAIM, 3),
        (record(), "hints", CLAIM, 2),
        (record(), "not", CLAIM, 0),
        (record(4), "memory", CLAIM, 4),
        (record(), "memory", OTHER, 1),
        (record(), "hints", OTHER, 0),
        (record(), "memory", "", 3),
        (record(claim=""), "memory", OTHER, 3),
        (record(day="2026-04-01"), "memory", CLAIM, 2),
    ],
    ids=str,
)
def test_a_grade_moves_an_exercise(
    page: Page, before: object, grade: str, claim: str, box: int
) -> None:
    after = page.evaluate(RUN, ["gradeExercise", before, grade, "2026-04-01", claim])
    assert {name: after[name] for name in ("grade", "box", "day", "claim")} == {
        "grade": grade,
        "box": box,
        "day": "2026-04-01",
        "claim": claim,
    }
    assert page.evaluate(RUN, ["isRecord", after])


@pytest.mark.parametrize(
    ("kept", "today", "due"),
    [
        (record(0), "2026-03-09", "2026-03-10"),
        (record(0, day="2026-02-28"), "2026-02-28", "2026-03-01"),
        (record(0, day="2028-02-28"), "2028-02-28", "2028-02-29"),
        (record(4, day="2026-12-31"), "2027-01-01", "2027-03-01"),
        (
            record(1, day="2026-03-28"),
            "2026-04-30",
            "2026-03-31",
        ),  # over the day on which clocks are put forward
        (record(1, day="2999-01-01"), "2026-03-09", "2026-03-12"),
    ],
    ids=str,
)
def test_an_exercise_is_due_so_many_days_after_it_was_graded(
    page: Page, kept: object, today: str, due: str
) -> None:
    assert page.evaluate(RUN, ["findDue", kept, today, CLAIM]) == due


def test_a_changed_claim_is_due_today_and_a_missing_one_has_not_changed(page: Page) -> None:
    assert page.evaluate(RUN, ["findDue", record(4), "2026-03-09", OTHER]) == "2026-03-09"
    changed = [
        page.evaluate(RUN, ["hasChanged", record(claim=own), claim])
        for own, claim in ((CLAIM, OTHER), (CLAIM, ""), ("", OTHER))
    ]
    assert changed == [True, False, False]
