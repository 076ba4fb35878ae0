"""Built sites that can be read after their world is closed."""

from dataclasses import replace
from pathlib import Path

from builder.effects.world import World
from builder.pipeline import build_site
from builder.records.page import Site
from builder.records.step import B, H, Results
from builder.stages import Built, Options

PLAIN = Options()


def build_held(root: Path, options: Options = PLAIN) -> Built:
    """Build the atlas at `root` and read all that was built."""
    with World(root) as world:
        return hold(build_site(world, options))


def hold(built: Built) -> Built:
    """Return the same with every concept, all evidence and every file in memory."""
    return replace(
        built,
        loaded=replace(built.loaded, drafts=_hold_bodies(built.loaded.drafts)),
        assessments=_hold_bodies(built.assessments),
        site=Site(dict(built.site.files), built.site.digests),
    )


def _hold_bodies(results: Results[H, B]) -> Results[H, B]:
    bodies = {item: results.body(item) for item in results}
    digests = {item: results.digest(item) for item in results}
    return Results(dict(results), digests, bodies.__getitem__)
