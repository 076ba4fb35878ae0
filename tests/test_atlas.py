"""The atlas of this repository builds: every page, every figure, every check with its values, and the same bytes twice."""

import html
import re
from dataclasses import replace
from pathlib import Path

import pytest

from builder.effects.world import RunOptions, World
from builder.pipeline import build_site
from builder.records.level import Level
from builder.stages import Built, Options
from tests.built import build_held, hold

ROOT = Path(__file__).parents[1]
PAGES = (
    *(
        "linear-algebra/least-squares",
        "linear-algebra/minimum-norm",
        "optimization/loss-landscapes",
    ),
    *("scaling/double-descent", "scaling/grokking", "scaling/ntk", "scaling/scaling-laws"),
)


@pytest.fixture(scope="module")
def built() -> Built:
    return build_held(ROOT)


def page_of(built: Built, id: str) -> str:
    return built.site.files[f"{id}/index.html"].decode()


def test_the_atlas_has_no_problem(built: Built) -> None:
    assert built.problems == ()


@pytest.mark.parametrize("id", PAGES)
def test_every_check_holds_over_all_seeds_and_is_listed_with_its_values(
    built: Built, id: str
) -> None:
    own = built.read_evidence(id)
    page = html.unescape(page_of(built, id))
    assert own.is_checked
    assert len(own.checks) >= 4
    for check in own.checks:
        assert check.passed
        assert check.seeds is not None
        assert (check.seeds.total, check.held_seeds) == (20, 80)
        assert f'<td class="measured">{check.measured}</td>' in page


@pytest.mark.parametrize("id", PAGES)
def test_at_least_one_check_is_shown_to_be_able_to_fail(built: Built, id: str) -> None:
    assert any(check.must_fail_and_does for check in built.read_evidence(id).checks)


@pytest.mark.parametrize("id", PAGES)
def test_every_figure_is_drawn(built: Built, id: str) -> None:
    figures = built.loaded.read_concept(id).figures
    assert len(figures) >= 2
    drawn = re.findall(
        r'<figure class="figure" id="figure-([a-z0-9-]+)">\s*<div class="figure-box"><svg',
        page_of(built, id),
    )
    assert sorted(drawn) == sorted(figure.id for figure in figures)


@pytest.mark.parametrize("id", PAGES)
def test_every_claim_is_backed_and_every_cited_source_was_audited(built: Built, id: str) -> None:
    levels = {claim.level for claim in built.read_evidence(id).claims}
    assert levels <= {Level.BACKED, Level.REVIEWED}
    audited = {audit.key.id for audit in built.loaded.atlas.audits}
    assert {use.key.id for use in built.loaded.read_concept(id).sources} <= audited


@pytest.mark.parametrize("id", PAGES)
def test_every_claim_that_rests_on_checks_refuses_a_rival(built: Built, id: str) -> None:
    own = built.read_evidence(id)
    for claim in built.loaded.read_concept(id).claims:
        if claim.kind in ("derivation", "synthetic"):
            checks = [check for ref in claim.checks if (check := own.check(ref.id)) is not None]
            assert any(check.refuses_a_rival for check in checks), claim.id


def test_every_check_holds_over_the_held_seeds_too() -> None:
    with World(ROOT) as world:
        built = build_site(world, Options(strict=True))
    assert built.problems == ()
    for id in PAGES:
        for check in built.read_evidence(id).checks:
            assert check.held is not None
            assert (check.held.passed, check.held.total) == (80, 80)


def test_a_second_build_gives_the_same_bytes(built: Built) -> None:
    with World(ROOT) as world:
        assert dict(build_site(world, Options()).site.files) == dict(built.site.files)


@pytest.mark.parametrize(
    "id", [PAGES[0], *(pytest.param(id, marks=pytest.mark.bars) for id in PAGES[1:])]
)
def test_run_anew_a_page_has_the_same_evidence_and_numbers(built: Built, id: str) -> None:
    with World(ROOT, RunOptions(force_run=True)) as world:
        again = hold(
            build_site(world, Options(only=(id,)))
        )  # the page itself says less of the others
    once, other = (replace(each.read_evidence(id), weakest_link=None) for each in (built, again))
    assert once == other
    own, anew = (
        {path: content for path, content in each.site.files.items() if f"{id}/figures/" in path}
        for each in (built, again)
    )
    assert own == anew != {}
