"""`plumbline check`, and what `plumbline build` does where something has changed."""

import json
import sys
import time
from argparse import Namespace
from collections.abc import Sequence
from dataclasses import replace

from builder.check import find_faulty
from builder.commands import find_atlas
from builder.commands.atlas import line_reader, open_world, require_concepts
from builder.commands.inputs import find_output, require_setting, wants_second_opinion
from builder.commands.profile import measure
from builder.commands.program import show
from builder.commands.theme import place_in_theme
from builder.effects.cache.fingerprint import Fingerprint
from builder.effects.cache.last_build import store_last_build
from builder.effects.publish.exchange import publish_site, require_output
from builder.effects.publish.output_folder import Output
from builder.effects.publish.protected_paths import list_protected
from builder.effects.world import World
from builder.pipeline import build_site
from builder.records.problem import has_errors
from builder.report.problems import format_problems, problem_as_data
from builder.report.progress import show_progress
from builder.report.summary import format_summary
from builder.stages import Built, Options


def build_anew(arguments: Namespace, inputs: Fingerprint) -> int:
    """Build the site, publish it without errors, and store what was printed for equal `inputs`."""
    root = find_atlas(arguments.root)
    base_url = require_setting("--base-url", "base_url", arguments.base_url)
    owned = list_protected(arguments.root, arguments.theme)
    output = Output(find_output(arguments), owned, force=arguments.force, say=_say)
    with measure(arguments, owned) as profile, show_progress(sys.stderr) as progress:
        require_output(output)
        with open_world(arguments, root, progress, profile=profile) as world:
            start = time.monotonic()
            options = Options(
                drafts=arguments.drafts,
                strict=arguments.strict,
                second_opinion=wants_second_opinion(arguments),
                mutants=arguments.mutants,
                keep_going=arguments.keep_going,
                base_url=base_url,
            )
            built = build_site(world, options)
        repeated = ""  # what a build of the same inputs says
        if not has_errors(built.problems):
            repeated = _describe(arguments, world, built, cached=built.runs)
        if has_errors(built.problems):  # a build of the same inputs finds its errors again
            inputs = inputs._replace(is_settled=False)
        if is_publishable(built):
            world.enter("publish")
            publish_site(
                built.site, output, lambda: store_last_build(output.folder, inputs, repeated)
            )
    shown = repeated if world.ran == 0 else ""
    return _report(arguments, world, built, time.monotonic() - start, shown)


def check(arguments: Namespace) -> int:
    """Do all that a build does, but publish nothing; check named drafts too."""
    root = find_atlas(arguments.root)
    with (
        measure(arguments, list_protected(arguments.root, arguments.theme)) as profile,
        show_progress(sys.stderr) as progress,
        open_world(arguments, root, progress, profile=profile) as world,
    ):
        ids = require_concepts(world, arguments.ids)
        start = time.monotonic()
        drafts = arguments.drafts or bool(ids)
        options = Options(
            drafts=drafts, strict=arguments.strict, second_opinion=arguments.strict, only=ids
        )
        built = build_site(world, options)
    return _report(arguments, world, _pick(built, ids) if ids else built, time.monotonic() - start)


def is_publishable(built: Built) -> bool:
    """Return true if no error lies outside of the pages that the site leaves out."""
    folders = {f"concepts/{one}" for one in built.left_out}
    folders |= {f"concepts/{one.partition('/')[0]}/domain.yaml" for one in built.left_out}
    return bool(built.site.files) and find_faulty(built.problems) <= folders


def _pick(built: Built, ids: Sequence[str]) -> Built:
    """Return what was built, as if these concepts were all that there is evidence of."""
    known = tuple(one for one in ids if one in built.assessments)
    return replace(built, assessments=built.assessments.select(known))


def _say(text: str) -> None:
    """Tell the author something while stdout holds the result."""
    show(f"plumbline: {text}", file=sys.stderr)


def _report(
    arguments: Namespace, world: World, built: Built, seconds: float, shown: str = ""
) -> int:
    """Print what was built, which is `shown` if that is known; return the exit code."""
    shown = shown or _describe(arguments, world, built, cached=built.runs - world.ran)
    show(shown if arguments.format == "json" else f"{shown}; {seconds:.1f} s")
    return 1 if has_errors(built.problems) else 0


def _describe(arguments: Namespace, world: World, built: Built, *, cached: int) -> str:
    """Return what is printed, less the seconds that it took."""
    pages = sum(path.endswith(".html") for path in built.site.files)
    problems = place_in_theme(built.problems, world.read_theme(built.loaded.atlas.config.theme))
    if arguments.format == "json":
        claims = [
            {"concept": concept, "claim": claim, "level": level}
            for concept, own in built.assessments.items()
            for claim, level in zip(own.claims, own.level_names, strict=True)
        ]
        found = {
            "problems": [problem_as_data(problem) for problem in problems],
            "pages": pages,
            "runs": built.runs,
            "cached": cached,
            "claims": claims,
            "left_out": sorted(built.left_out),
        }
        return json.dumps(found, indent=1, ensure_ascii=False)
    shown = format_problems(problems, line_reader(world.read_tree()), style=arguments.format)
    summary = format_summary(
        built.tallies.values(), built.problems, pages=pages, runs=(built.runs, cached)
    )
    if built.left_out:
        summary += f"; left out: {', '.join(sorted(built.left_out))}"
    if built.site.files and not is_publishable(built):
        summary += "; not published: an error concerns more than one page"
    return f"{shown}\n{summary}" if shown else summary
