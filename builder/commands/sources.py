"""`plumbline sources list` and `plumbline sources check`: the registry and its problems.

No witness is run.
"""

import csv
import json
import sys
from argparse import Namespace
from collections.abc import Mapping, Sequence
from pathlib import Path

from builder.check.source_registry import check_quotes, check_registry, list_standings, list_unread
from builder.commands import find_atlas
from builder.commands.atlas import line_reader
from builder.commands.program import show
from builder.effects.files.source_texts import read_folder
from builder.effects.world import World
from builder.load.texts import MOST_BYTES, read_texts
from builder.pipeline import load_checked, settle
from builder.records.problem import Problems, has_errors
from builder.records.source import Source, SourceStatus, Texts
from builder.render.render_context import source_slug
from builder.render.words import label_sources
from builder.report import sources as report
from builder.report.problems import count_problems, format_problems, problem_as_data
from builder.stages import Options


def list_sources(arguments: Namespace) -> int:
    """Print the standing of every record; drafts count among the pages that cite it."""
    with World(find_atlas(arguments.root)) as world:
        loaded = load_checked(world, Options(drafts=True))
        atlas = loaded.read_atlas()
    _FORMATS[arguments.format](list_standings(atlas, label_sources(atlas.sources)))
    faults = tuple(
        problem for problem in loaded.problems if problem.place.path.startswith("sources/")
    )
    if has_errors(faults):
        counts = count_problems(faults)
        show(f"{counts} in the registry: run plumbline sources check", file=sys.stderr)
        return 1
    return 0


def check_sources(arguments: Namespace) -> int:
    """Print the problems of the registry, and the quotes missing in the texts, drafts included."""
    options = Options(drafts=True, strict=arguments.strict)
    with World(find_atlas(arguments.root)) as world:
        loaded = load_checked(world, options)
        atlas = loaded.read_atlas()
    texts, unreadable = _read_texts(arguments.texts, atlas.sources)
    misquoted, compared = check_quotes(atlas, texts.by_key if texts is not None else {})
    found = (*check_registry(atlas, loaded.problems), *unreadable, *misquoted)
    problems = settle(loaded.atlas, found, options)
    if arguments.format == "json":
        _print_json_record(
            {
                "problems": [problem_as_data(problem) for problem in problems],
                "sources": len(atlas.sources),
                **report.comparison_as_data(compared, texts),
            }
        )
    else:
        shown = format_problems(problems, line_reader(world.read_tree()), style=arguments.format)
        show(shown, end="\n" if shown else "")
        unread, sources = len(list_unread(atlas)), len(atlas.sources)
        show(report.format_comparison(sources, problems, compared, texts, unread=unread))
    return 1 if has_errors(problems) else 0


def _read_texts(folder: Path | None, sources: Sequence[Source]) -> tuple[Texts | None, Problems]:
    """Read the texts of the folder.

    A file is named after its source's key, or after the folder of the source's page.
    """
    if folder is None:
        return None, ()
    names = {source_slug(source.key): source.key for source in sources}
    names |= {source.key: source.key for source in sources}
    return read_texts(read_folder(folder, most=MOST_BYTES), names)


def _print_table(standings: Sequence[SourceStatus]) -> None:
    show(report.format_standings(standings), end="")


def _print_json(standings: Sequence[SourceStatus]) -> None:
    _print_json_record({"sources": [report.standing_as_data(standing) for standing in standings]})


def _print_json_record(record: Mapping[str, object]) -> None:
    show(json.dumps(record, indent=1, ensure_ascii=False))


def _print_csv(standings: Sequence[SourceStatus]) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(report.COLUMNS)
    writer.writerows(report.list_standing_row(standing) for standing in standings)


_FORMATS = {"table": _print_table, "json": _print_json, "csv": _print_csv}
