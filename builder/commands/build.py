"""`builder build` and `builder check`."""

import json
import sys
import time
from argparse import Namespace
from dataclasses import replace

from builder.commands.atlas import find_atlas, line_reader, open_world, require_concepts
from builder.commands.theme import place_in_theme
from builder.effects.publish import publish_site
from builder.effects.world import World
from builder.pipeline import Built, Options, build_site
from builder.records.problem import has_errors
from builder.report.problems import format_problems, problem_as_data
from builder.report.progress import show_progress
from builder.report.summary import format_summary


def build(arguments: Namespace) -> int:
    """Builds the site and publishes it if there is no error."""
    root = find_atlas(arguments.root)
    with show_progress("witnesses", sys.stderr) as progress, open_world(arguments, root, progress) as world:
        start = time.monotonic()
        built = build_site(world, Options(drafts=arguments.drafts, strict=arguments.strict, base_url=arguments.base_url))
    if not has_errors(built.problems):
        publish_site(built.site, arguments.output or root / "site", force=arguments.force)
    return _report(arguments, world, built, time.monotonic() - start)


def check(arguments: Namespace) -> int:
    """Does all that a build does, and publishes nothing; drafts that are named are checked too."""
    root = find_atlas(arguments.root)
    with show_progress("witnesses", sys.stderr) as progress, open_world(arguments, root, progress) as world:
        ids = require_concepts(world, arguments.ids)
        start = time.monotonic()
        built = build_site(world, Options(drafts=arguments.drafts or bool(ids), strict=arguments.strict, only=ids))
    shown = replace(built, evidence={id: built.evidence[id] for id in ids if id in built.evidence}) if ids else built
    return _report(arguments, world, shown, time.monotonic() - start)


def _report(arguments: Namespace, world: World, built: Built, seconds: float) -> int:
    pages = sum(path.endswith(".html") for path in built.site.files)
    problems = place_in_theme(built.problems, arguments.theme)
    if arguments.format == "json":
        claims = [{"concept": id, "claim": claim.claim, "level": claim.level} for id, own in built.evidence.items() for claim in own.claims]
        found = {
            "problems": [problem_as_data(problem) for problem in problems],
            "pages": pages,
            "runs": built.runs,
            "recalled": world.recalled,
            "claims": claims,
        }
        print(json.dumps(found, indent=1, ensure_ascii=False))
    else:
        shown = format_problems(problems, line_reader(world.read_tree()), style=arguments.format)
        print(shown, end="\n" if shown else "")
        print(format_summary(built.evidence, built.problems, pages=pages, runs=(built.runs, world.recalled), seconds=seconds))
    return 1 if has_errors(built.problems) else 0
