"""What refers to an object can be found from the object: claim, equation, check, figure and demo."""

from pathlib import Path

from builder.effects.world import World
from builder.pipeline import load_checked
from builder.render.pages.referrers import find_referrers
from builder.stages import Options

EXAMPLE = Path(__file__).parents[1] / "sites/example/in"


def test_every_object_knows_what_refers_to_it() -> None:
    with World(EXAMPLE) as world:
        concept = load_checked(world, Options()).read_concept("statistics/monte-carlo-error")
    found = {
        key: [(link["anchor"], link["text"]) for link in links]
        for key, links in find_referrers(concept).items()
    }
    assert found["claim:rate"][0] == ("intuition", "Intuition")
    assert ("claim-variance-over-n", "claim 2") in found["equation:rmse"] or (
        "math",
        "Math",
    ) in found["equation:rmse"]
    assert ("claim-rate", "claim 1") in found["check:root-n-slope"]
    assert all(len(set(links)) == len(links) for links in found.values())
