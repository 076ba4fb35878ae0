"""What an exercise trains is told by a digest of its claim: other words in the exercise keep it, another claim changes it."""

import re
import shutil
from pathlib import Path

import pytest

from builder.cli import main
from builder.render.pages.exercises import digest_text
from tests.atlases import make_text
from tests.conftest import TESTS

RECORD = "in/concepts/statistics/monte-carlo-error/concept.yaml"
ADDED = """  - id: free
    kind: recall
    prompt: What is said without a claim?
    hints: ['See {claim}`this <rate>`.', 'Or {eq}`rmse`.']
    answer: Look into {concept}`the page <statistics/monte-carlo-error>`.
"""


def build(tmp_path: Path, name: str, *changes: tuple[str, str]) -> Path:
    """Return the example's site with its record changed."""
    folder = shutil.copytree(TESTS / "sites/example/in", tmp_path / name / "in").parent
    text = (folder / RECORD).read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    (folder / RECORD).write_text(text, "utf-8")
    assert main(["--root", str(folder / "in"), "build", "--output", str(folder / "out")]) == 0
    return folder / "out"


def read_claims(site: Path, page: str) -> dict[str, str]:
    """Key of an exercise -> the digest that stands at it."""
    html = (site / page / "index.html").read_text("utf-8")
    return dict(re.findall(r'<plumb-exercise data-key="([^"]*)" data-claim="([^"]*)">', html))


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("The error falls as $1/n$.", "The error  falls\n as $1/n$. ", True),
        ("Caf\u00e9", "Cafe\u0301", True),
        ("The error falls.", "The error rises.", False),
        ("The error falls.", "the error falls.", False),
        ("$a b$", "$ab$", False),
    ],
)
def test_lines_and_forms_of_letters_keep_a_digest_and_words_change_it(
    one: str, other: str, is_same: bool
) -> None:
    digests = [digest_text(make_text(text)) for text in (one, other)]
    assert all(re.fullmatch("[0-9a-f]{12}", digest) for digest in digests)
    assert (digests[0] == digests[1]) is is_same


def test_a_typo_in_the_exercise_keeps_the_digest_and_a_corrected_claim_changes_it(
    tmp_path: Path,
) -> None:
    plain = build(tmp_path, "plain")
    typo = build(
        tmp_path,
        "typo",
        (
            "How many times more draws buy two more digits?",
            "How many times more draws would buy two digits?",
        ),
    )
    claim = re.search(
        r"- id: rate\n\s+text: (.*)", (tmp_path / "plain" / RECORD).read_text("utf-8")
    )
    assert claim
    corrected = build(
        tmp_path,
        "corrected",
        (claim[1], claim[1].rstrip("'.") + ", on average" + claim[1][len(claim[1].rstrip("'.")) :]),
    )
    page, key = "statistics/monte-carlo-error", "statistics/monte-carlo-error#digits"
    digests = [read_claims(site, page)[key] for site in (plain, typo, corrected)]
    assert re.fullmatch("[0-9a-f]{12}", digests[0])
    assert digests[0] == digests[1] != digests[2]
    assert [read_claims(site, "practice") for site in (plain, typo, corrected)] == [
        {key: digest} for digest in digests
    ]


def test_an_exercise_without_a_claim_has_an_empty_digest_and_what_it_refers_to_stands_on_its_page(
    tmp_path: Path,
) -> None:
    site = build(tmp_path, "free", ("practice:\n", f"practice:\n{ADDED}"))
    key = "statistics/monte-carlo-error#free"
    assert (
        read_claims(site, "statistics/monte-carlo-error")[key]
        == read_claims(site, "practice")[key]
        == ""
    )
    html = (site / "practice/index.html").read_text("utf-8")
    own = html.partition(f'data-key="{key}"')[2].partition("</plumb-exercise>")[0]
    page = "../statistics/monte-carlo-error/"
    assert re.findall(r'href="([^"]*)"', own) == [
        f"{page}#practice-free",
        f"{page}#claim-rate",
        f"{page}#equation-rmse",
        page,
    ]
    assert "data-note" not in own
