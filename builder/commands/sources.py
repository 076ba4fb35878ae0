"""`builder sources list` and `builder sources check`: the registry as it stands, and what is wrong with it. No witness is run."""

import csv
import json
import sys
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

from builder.check.registry import check_quotes, check_registry, list_standings, list_unread
from builder.commands import find_atlas
from builder.commands.atlas import line_reader
from builder.effects.texts import read_folder
from builder.effects.world import World
from builder.load.texts import MOST_BYTES, read_texts
from builder.pipeline import load_checked, settle
from builder.records.problem import Problems, has_errors
from builder.records.source import Source, Standing, Texts
from builder.render.known import source_slug
from builder.render.words import label_sources
from builder.report import sources as report
from builder.report.problems import count_problems, format_problems, problem_as_data
from builder.stages import Options


def list_sources(arguments: Namespace) -> int:
    """Prints how every record stands; drafts count among the pages that cite it."""
    with World(find_atlas(arguments.root)) as world:
        loaded = load_checked(world, Options(drafts=True))
        atlas = loaded.read_atlas()
    _FORMATS[arguments.format](list_standings(atlas, label_sources(atlas.sources)))
    faults = tuple(
        problem for problem in loaded.problems if problem.place.path.startswith("sources/")
    )
    if has_errors(faults):
        print(
            f"{count_problems(faults)} in the registry: run python -m builder sources check",
            file=sys.stderr,
        )
    return 1 if has_errors(faults) else 0


def check_sources(arguments: Namespace) -> int:
    """Prints what is wrong with the registry, and which quotes are not in the texts at hand; drafts are looked at too."""
    options = Options(drafts=True, strict=arguments.strict)
    with World(find_atlas(arguments.root)) as world:
        loaded = load_checked(world, options)
        atlas = loaded.read_atlas()
    texts, unreadable = _read_texts(arguments.texts, atlas.sources)
    misquoted, compared = check_quotes(atlas, texts.by_key if texts is not None else {})
    problems = settle(
        loaded.atlas, (*check_registry(atlas, loaded.problems), *unreadable, *misquoted), options
    )
    if arguments.format == "json":
        found = {
            "problems": [problem_as_data(problem) for problem in problems],
            "sources": len(atlas.sources),
        }
        print(
            json.dumps(
                found | report.comparison_as_data(compared, texts), indent=1, ensure_ascii=False
            )
        )
    else:
        shown = format_problems(problems, line_reader(world.read_tree()), style=arguments.format)
        print(shown, end="\n" if shown else "")
        print(
            report.format_comparison(
                len(atlas.sources), problems, compared, texts, unread=len(list_unread(atlas))
            )
        )
    return 1 if has_errors(problems) else 0


def _read_texts(folder: Path | None, sources: Sequence[Source]) -> tuple[Texts | None, Problems]:
    """The texts in the folder, each called like its source's key or like the folder of its page."""
    if folder is None:
        return None, ()
    names = {source_slug(source.key): source.key for source in sources} | {
        source.key: source.key for source in sources
    }
    return read_texts(read_folder(folder, most=MOST_BYTES), names)


def _print_table(standings: Sequence[Standing]) -> None:
    print(report.format_standings(standings), end="")


def _print_json(standings: Sequence[Standing]) -> None:
    print(
        json.dumps(
            {"sources": [report.standing_as_data(standing) for standing in standings]},
            indent=1,
            ensure_ascii=False,
        )
    )


def _print_csv(standings: Sequence[Standing]) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(report.COLUMNS)
    writer.writerows(report.list_standing_row(standing) for standing in standings)


_FORMATS = {"table": _print_table, "json": _print_json, "csv": _print_csv}
