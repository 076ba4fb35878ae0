"""The changes that make a review stale, with the words shown for them, and those that do not."""

import json
import re
from collections.abc import Mapping
from dataclasses import replace

import pytest

from builder.records.evidence import (
    CheckResult,
    CounterResult,
    DemoState,
    Evidence,
    FigureDrawing,
    RivalResult,
)
from builder.records.level import Level
from builder.records.outline import DeclaredCheck
from builder.records.plotted import Column, Plotted
from builder.records.review import DiffPiece
from tests.review.reviewed_atlas import (
    DRAWN,
    FILES,
    FOLDER,
    ID,
    PLACE,
    PLOTTED,
    RECORD,
    assess,
    compose,
    make_review,
    review_now,
)

RECORD_PATH, CONTENT_PATH, BIB_PATH = (
    f"{FOLDER}/concept.yaml",
    f"{FOLDER}/content.md",
    "sources/all.bib",
)
CLAIM = "The sum of the first $n$ halves is below one."
REVIEW, SNAPSHOTS = review_now(FILES)


def edit(path: str, before: str, after: str) -> dict[str, str]:
    """Return the files after one replacement in one of them."""
    assert before in FILES[path]
    return {**FILES, path: FILES[path].replace(before, after, 1)}


# name of the change -> (files, components that move, words removed, words added)
CHANGES: dict[str, tuple[dict[str, str], tuple[str, ...], str, str]] = {
    "the claim is negated": (
        edit(RECORD_PATH, "is below one", "is not below one"), ("text",), "", "not",
    ),
    "the sentence around the marked words is negated": (
        edit(CONTENT_PATH, "Half of what is missing is added;", "It is false that"),
        ("text",), "added", "false",
    ),
    "the sentence after the marked words takes them back": (
        edit(CONTENT_PATH, "never-reached>`.", "never-reached>`. None of this holds."),
        ("text",), "", "None",
    ),
    "the marked words are negated": (
        edit(CONTENT_PATH, "the sum stays", "the sum never stays"), ("text",), "", "never",
    ),
    "the caveat is changed": (
        edit(RECORD_PATH, "Only for finitely", "Also for infinitely"), ("caveat",), "Only", "Also",
    ),
    "the kind is changed": (
        edit(RECORD_PATH, "kind: theorem", "kind: definition"),
        ("caveat",), "theorem", "definition",
    ),
    "it is stipulated": (
        edit(RECORD_PATH, "kind: theorem", "kind: theorem\n    stipulated: true"),
        ("caveat",), "", "stipulated",
    ),
    "the support is changed": (
        edit(RECORD_PATH, "sums a geometric", "sums an arithmetic"),
        ("sources",), "geometric", "arithmetic",
    ),
    "the locator is changed": (
        edit(RECORD_PATH, "locator: IX.35", "locator: IX.36"), ("sources",), "35", "36",
    ),
    "the quote is changed": (
        edit(RECORD_PATH, "excess of the second", "excess of the third"),
        ("sources",), "second", "third",
    ),
    "the relation is changed": (
        edit(RECORD_PATH, "relation: supports", "relation: qualifies"),
        ("sources",), "supports", "qualifies",
    ),
    "the source's title is changed": (
        edit(BIB_PATH, "The Elements", "The Optics"), ("sources",), "Elements", "Optics",
    ),
    "the source's year is changed": (edit(BIB_PATH, "1908", "1909"), ("sources",), "1908", "1909"),
    "the source is swapped": (
        edit(RECORD_PATH, "key: euclid", "key: other"), ("sources",), "Elements", "Commentary",
    ),
    "the formula is changed": (edit(CONTENT_PATH, "k=1", "k=0"), ("equations",), "1", "0"),
    "the formula's sign is changed": (
        edit(CONTENT_PATH, "2^{-k}", "2^{+k}"), ("equations",), "-", "+",
    ),
    "an equation is inserted before": (
        edit(CONTENT_PATH, "## Math\n", "## Math\n\n$$\na = b\n$$ (first)\n"),
        ("equations",), "1", "2",
    ),
    "the equation is gone": (
        edit(CONTENT_PATH, "$$ (sum)", "$$ (total)"), ("equations",), "sum_", "missing",
    ),
    "the comparison is inverted": (
        edit(CONTENT_PATH, "assert total < 1", "assert total > 1"), ("checks", "witness"), "<", ">",
    ),
    "the check's sentence is changed": (
        edit(CONTENT_PATH, "are less than one", "are less than two"),
        ("checks", "witness"), "one", "two",
    ),
    "another check is changed": (
        edit(CONTENT_PATH, "add(1) == ratio", "add(1) <= ratio"), ("witness",), "==", "<=",
    ),
    "the witness is changed elsewhere": (
        edit(CONTENT_PATH, "range(1, n + 1)", "range(1, n)"), ("witness",), "1", "",
    ),
    "a parameter is changed": (
        edit(CONTENT_PATH, "ratio = 0.5", "ratio = 0.25"), ("witness",), "5", "25",
    ),
    "the countercondition is weakened": (
        edit(RECORD_PATH, "ratio: 0.6", "ratio: 0.9"), ("checks",), "6", "9",
    ),
    "the countercondition is gone": (
        edit(
            RECORD_PATH,
            "    - set: {ratio: 0.6}\n      fails: [stays-below]\n"
            "      because: the terms are too large\n",
            "    []\n",
        ),
        ("checks",), "fails_with", "",
    ),
    "the check is named no more": (
        edit(RECORD_PATH, "checks: [stays-below]", "checks: []"),
        ("checks", "witness"), "assert", "none",
    ),
    "the caption of a figure that it shows": (
        edit(RECORD_PATH, "Each bar is half the one before.", "Each bar is a third of it."),
        ("shown",), "half", "third",
    ),
    "the figure that it shows is another": (
        edit(RECORD_PATH, 'shows: ["figure:halves"]', "shows: []"), ("shown",), "half", "none",
    ),
    "more seeds are run": (edit(RECORD_PATH, "seeds: 0", "seeds: 3"), ("witness",), "0", "3"),
    "a helper module is added": (
        {**FILES, f"{FOLDER}/helper.py": "x = 1\n"}, ("witness",), "", "helper",
    ),
    "a data file is added": ({**FILES, f"{FOLDER}/draws.csv": "1,2\n"}, ("witness",), "", "draws"),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_what_is_changed_after_a_review_is_seen_and_said(change: str) -> None:
    files, moved, gone, new = CHANGES[change]
    states = {
        state.name: state for state in assess(files, (REVIEW,), SNAPSHOTS)["below-one"].components
    }
    assert tuple(name for name, state in states.items() if state.state == "moved") == moved
    pieces = states[moved[0]].changes
    assert gone in _join(pieces, "gone")
    assert new in _join(pieces, "new")
    assert _join(pieces, "kept", "gone") == next(
        one.text for one in SNAPSHOTS if one.component == moved[0]
    )


def test_all_sources_removed_from_a_published_page_are_seen_and_unback_its_claims() -> None:
    files = {**FILES, RECORD_PATH: re.sub(r"    sources:\n(?:      .*\n)+", "", RECORD)}
    found = assess(files, (REVIEW,), SNAPSHOTS)["below-one"]
    assert [state.name for state in found.moved] == ["sources"]
    assert _join(found.moved[0].changes, "new") == "none"
    assert found.level is Level.UNBACKED


def test_a_macro_of_the_theme_that_a_formula_uses_is_part_of_what_was_read() -> None:
    review, snapshots = review_now(FILES, "never-reached")
    found = assess(FILES, (review,), snapshots, {r"\E": r"\max"})["never-reached"]
    assert [state.name for state in found.moved] == ["caveat"]
    assert "mathbb" in _join(found.moved[0].changes, "gone")


def test_a_claim_that_names_no_check_stays_current_whatever_the_witness_becomes() -> None:
    review, snapshots = review_now(FILES, "never-reached")
    files, *_ = CHANGES["the witness is changed elsewhere"]
    assert not assess(files, (review,), snapshots)["never-reached"].stale


def _flow(record: str) -> str:
    return record.replace("authors:\n  - {name: Ada}", "authors: [{name: Ada}]")


def _reorder(record: str) -> str:
    lines = "    caveat: Only for finitely many terms.\n"
    return record.replace(lines, "").replace(
        "    equations: [sum]\n", f"    equations: [sum]\n{lines}"
    )


def _mark(path: str, content: str) -> bytes:
    """Return the file with a byte order mark, which TOML does not allow."""
    return content.encode("utf-8" if path == "pyproject.toml" else "utf-8-sig")


LAYOUTS: dict[str, Mapping[str, str | bytes]] = {
    "YAML quoted": edit(RECORD_PATH, f"text: {CLAIM}", f"text: '{CLAIM}'"),
    "YAML in a block": edit(
        RECORD_PATH, f"text: {CLAIM}",
        "text: >-\n      The sum of the first $n$\n      halves is below one.",
    ),
    "YAML flow and block": {**FILES, RECORD_PATH: _flow(RECORD)},
    "a YAML comment": edit(RECORD_PATH, "claims:\n", "claims:  # what is asserted\n"),
    "keys reordered": {**FILES, RECORD_PATH: _reorder(RECORD)},
    "prose wrapped anew": edit(
        CONTENT_PATH, "the sum stays below one <", "the sum stays\nbelow one <",
    ),
    "another paragraph": edit(
        CONTENT_PATH, "## Math\n", "A walk to a wall is the usual picture.\n\n## Math\n",
    ),
    "CRLF": {path: content.replace("\n", "\r\n").encode() for path, content in FILES.items()},
    "a BOM": {path: _mark(path, content) for path, content in FILES.items()},
    "BibTeX fields reordered": edit(
        BIB_PATH,
        "  author = {Euclid},\n  title = {The Elements},\n",
        "  title = {The Elements},\n  author = {Euclid},\n",
    ),
    "BibTeX in quotes": edit(BIB_PATH, "title = {The Elements}", 'title="The  Elements"'),
    "another source": {
        **FILES, BIB_PATH: FILES[BIB_PATH] + "@book{third,\n title={T},\n year={1999}\n}\n",
    },
    "a figure's styling": edit(CONTENT_PATH, 'color="C0"', 'color="C3", width=0.5'),
    "a comment in code": edit(CONTENT_PATH, "total = add(10)", "total = add(10)  # ten of them"),
    "layout of code": edit(CONTENT_PATH, "total = add(10)\n", "\n\ntotal = (\n    add(10,)\n)\n"),
    "quotes of code": edit(
        CONTENT_PATH, '"first: the first is the ratio"', "'first: the first is the ratio'",
    ),
    "a fence cut in two": edit(
        CONTENT_PATH, "\ntotal = add(10)\n", "```\n\nThen:\n\n```python\ntotal = add(10)\n",
    ),
    "a comment in TeX": edit(CONTENT_PATH, "S_n = ", "S_n = % the sum\n"),
    "white space in TeX": edit(CONTENT_PATH, "S_n = ", "S_n\n  =   "),
    "a picture of the page": {
        **edit(CONTENT_PATH, "## Math\n", "![A picture](p.png)\n\n## Math\n"),
        f"{FOLDER}/p.png": b"png",
    },
}  # fmt: skip


@pytest.mark.parametrize("layout", LAYOUTS)
def test_how_the_files_are_laid_out_makes_nothing_stale(layout: str) -> None:
    found = assess(LAYOUTS[layout], (REVIEW,), SNAPSHOTS)["below-one"]
    assert [state.state for state in found.components] == ["current"] * 7
    assert found.level is Level.REVIEWED


def test_a_comment_in_a_formula_that_takes_up_more_than_it_did_is_seen() -> None:
    before = edit(
        RECORD_PATH,
        "caveat: Only for finitely many terms.",
        "caveat: |-\n      Where $a % b\n      + c$ holds.",
    )
    after = edit(
        RECORD_PATH,
        "caveat: Only for finitely many terms.",
        "caveat: |-\n      Where $a % b + c$ holds.",
    )
    review, snapshots = review_now(before)
    assert [state.name for state in assess(after, (review,), snapshots)["below-one"].moved] == [
        "caveat"
    ]


def test_other_data_in_a_figure_that_a_claim_shows_is_seen_and_a_rounding_error_is_not() -> None:
    def draw(*shares: float) -> Evidence:
        (series,) = PLOTTED.series
        columns = (series.columns[0], Column("share", shares))
        plotted = Plotted((replace(series, columns=columns),))
        return Evidence(ID, figures=(FigureDrawing("halves", "<svg/>", plotted=plotted),))

    other = assess(FILES, (REVIEW,), SNAPSHOTS, evidence=draw(0.5, 0.25, 0.1))["below-one"]
    assert [state.name for state in other.moved] == ["shown"]
    assert "125" in _join(other.moved[0].changes, "gone")
    inner = assess(FILES, (REVIEW,), SNAPSHOTS, evidence=draw(0.5, 0.2, 0.125))["below-one"]
    assert [state.name for state in inner.moved] == ["shown"]  # its ends and its range are the same
    same = assess(FILES, (REVIEW,), SNAPSHOTS, evidence=draw(0.5, 0.25, 0.125))["below-one"]
    assert not same.stale


def test_where_nothing_was_run_nobody_knows_what_a_claim_shows() -> None:
    found = assess(FILES, (REVIEW,), SNAPSHOTS, evidence=Evidence(ID, is_run=False))["below-one"]
    assert (found.stale, [state.name for state in found.components].count("shown")) == (False, 0)


def test_other_states_of_a_demo_that_a_claim_shows_are_seen() -> None:
    files = edit(RECORD_PATH, 'shows: ["figure:halves"]', "shows: [demo]")

    def play(value: float) -> Evidence:
        states = (DemoState((("n", 1),), json.dumps({"x": [0, 1], "y": [0.5, value]})),)
        return Evidence(ID, states=states)

    parts = compose(files, evidence=play(0.25))["below-one"]
    assert parts["shown"] == compose(files, evidence=play(0.25 + 1e-12))["below-one"]["shown"]
    assert parts["shown"] != compose(files, evidence=play(0.26))["below-one"]["shown"]


def test_a_review_of_the_part_that_moved_is_enough() -> None:
    files, *_ = CHANGES["the caveat is changed"]
    again, more = review_now(files)
    partial = make_review(
        "below-one", {"caveat": str(dict(again.digests)["caveat"])}, id="2026-11-02-1"
    )
    assert assess(files, (REVIEW,), SNAPSHOTS)["below-one"].level is Level.BACKED
    assert (
        assess(files, (REVIEW, partial), (*SNAPSHOTS, *more))["below-one"].level is Level.REVIEWED
    )


def test_a_component_that_nobody_read_leaves_the_claim_backed() -> None:
    partial = make_review(
        "below-one", {name: str(digest) for name, digest in REVIEW.digests if name != "equations"}
    )
    found = assess(FILES, (partial,), SNAPSHOTS)["below-one"]
    assert found.level is Level.BACKED
    assert [state.name for state in found.unread] == ["equations"]


def test_accents_written_as_one_sign_or_as_two_are_the_same_words() -> None:
    composed, decomposed = (
        edit(RECORD_PATH, "IX.35", f"IX.35, corollaire {word}")
        for word in ("\u00e9tabli", "e\u0301tabli")
    )
    review, snapshots = review_now(composed)
    assert not assess(decomposed, (review,), snapshots)["below-one"].stale


def test_a_review_that_does_not_support_contests_the_claim_until_something_moves() -> None:
    against, _ = review_now(FILES, verdict="does not support", id="2026-11-02-1")
    found = assess(FILES, (REVIEW, against), SNAPSHOTS)["below-one"]
    assert (found.level, found.contested) == (Level.BACKED, True)
    files, *_ = CHANGES["the caveat is changed"]
    assert not assess(files, (REVIEW, against), SNAPSHOTS)["below-one"].contested


def test_a_review_that_could_not_check_gives_nothing_and_takes_nothing() -> None:
    helpless, _ = review_now(FILES, verdict="could not check", id="2026-11-02-1")
    assert assess(FILES, (helpless,), SNAPSHOTS)["below-one"].level is Level.BACKED
    assert assess(FILES, (REVIEW, helpless), SNAPSHOTS)["below-one"].level is Level.REVIEWED


def test_what_was_read_and_is_not_kept_is_stale_without_words() -> None:
    files, *_ = CHANGES["the claim is negated"]
    (state,) = assess(files, (REVIEW,), ())["below-one"].moved
    assert (state.name, state.changes) == ("text", ())


@pytest.mark.parametrize(
    ("kind", "level"), [("synthetic", Level.BACKED), ("empirical", Level.ILLUSTRATED)]
)
def test_a_synthetic_check_offered_for_an_empirical_claim_only_illustrates_it(
    kind: str, level: Level
) -> None:
    record = re.sub(
        r"    sources:\n(?:      .*\n)+",
        "",
        RECORD.replace("kind: theorem", f"kind: {kind}", 1),
        count=1,
    )
    declared = DeclaredCheck(0, "stays-below", "ten halves are less than one", "total < 1", PLACE)
    failing = CounterResult(0, "ratio = 0.6", must_fail=True, failed=True, measured="1.5 < 1")
    refused = RivalResult("from-zero", "range(1, n)", "range(n)", True, "2 < 1", -1.0)
    check = CheckResult(
        "stays-below",
        declared,
        passed=True,
        measured="0.9 < 1",
        margin=0.1,
        hits=1,
        counters=(failing,),
        rivals=(refused,),
    )
    evidence = replace(DRAWN, is_checked=True, has_witness=True, checks=(check,))
    found = assess({**FILES, RECORD_PATH: record}, (REVIEW,), SNAPSHOTS, evidence=evidence)[
        "below-one"
    ]
    assert found.level is level
    assert [state.name for state in found.moved] == ["caveat", "sources"]


def _join(pieces: tuple[DiffPiece, ...], *kinds: str) -> str:
    return "".join(piece.words for piece in pieces if piece.kind in kinds)
