"""The command line: arguments, exit codes, and the one place where exceptions are caught."""

import argparse
import contextlib
import gc
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TypeAlias

from builder import __version__
from builder.commands import Parser, UsageError
from builder.commands.arguments import (
    FORMATS,
    add_running,
    add_sandbox,
    add_shared,
    add_theme,
    positive,
)
from builder.effects import WorldError
from builder.records.level import STATES
from builder.records.verdict import READ, VERDICTS

if TYPE_CHECKING:  # what most commands do without is imported where it is needed
    from datetime import date

CLEAN, PROBLEMS, WRONG_USE, OUR_BUG, INTERRUPTED = 0, 1, 2, 3, 130
GARBAGE_THRESHOLD = 1_000_000  # records hold no cycles: looking for some at the usual 700 takes a third of loading a large atlas


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit code."""
    given = sys.argv[1:] if arguments is None else arguments
    options = make_parser(_find_command(given)).parse_args(given)
    gc.set_threshold(GARBAGE_THRESHOLD)
    module, _, function = options.command.partition(":")
    try:
        run = getattr(import_module(f"builder.commands.{module}"), function)
        code: int = run(options)
        sys.stdout.flush()
        return code
    except (UsageError, WorldError) as error:
        from builder.records.hidden import make_visible  # where something is wrong

        print(f"builder: {make_visible(str(error))}", file=sys.stderr)
        return WRONG_USE
    except KeyboardInterrupt:
        print("builder: interrupted", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return CLEAN
    except Exception:
        import traceback

        traceback.print_exc()
        print(
            f"builder: this is a bug in plumbline {__version__}, not in your pages; please report it with the lines above",
            file=sys.stderr,
        )
        return OUR_BUG


def leave() -> NoReturn:
    """Runs the command that was typed, and ends the process: to take the records of a large atlas apart would take half a second."""
    code = main()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):  # whoever read it has gone
            stream.flush()
    os._exit(code)


def make_parser(command: str = "") -> argparse.ArgumentParser:
    """The parser of all commands, or of one: making all takes longer than some have to do.

    Each sets `command` to `module:function` below `builder.commands`.
    """
    parser = Parser(prog="builder", description="Builds concept pages that check themselves.")
    parser.add_argument("--version", action="version", version=f"plumbline {__version__}")
    parser.add_argument(
        "--root",
        type=Path,
        default=Path(),
        metavar="DIR",
        help="the atlas's folder (default: this one)",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for add in (_COMMANDS[command],) if command in _COMMANDS else dict.fromkeys(_COMMANDS.values()):
        add(commands)
    return parser


def _find_command(arguments: Sequence[str]) -> str:
    """The word that stands where most commands do."""
    rest = arguments[2:] if arguments[:1] == ["--root"] else arguments
    return rest[0] if rest else ""


Commands: TypeAlias = "argparse._SubParsersAction[Parser]"


def _add_build(commands: Commands) -> None:
    parser = commands.add_parser(
        "build", help="check everything, run every witness, write the site"
    )
    parser.add_argument(
        "--output",
        type=Path,
        metavar="DIR",
        help="where the site goes (default: site/ of the atlas)",
    )
    parser.add_argument(
        "--base-url", default="", metavar="URL", help="the address that the site will have"
    )
    parser.add_argument(
        "--force",
        action="store_true",
        help="move what the builder did not write to DIR.replaced-1, and build",
    )
    add_shared(parser)
    parser.set_defaults(command="build:build")


def _add_serve(commands: Commands) -> None:
    parser = commands.add_parser(
        "serve", help="the site on this machine, built again whenever a file changes; drafts too"
    )
    parser.add_argument(
        "--port",
        type=int,
        default=8000,
        help="where it listens (default: 8000; 0 takes any that is free)",
    )
    parser.add_argument("--open", action="store_true", help="open it in the browser")
    add_theme(parser)
    add_running(parser)
    parser.set_defaults(command="serve:serve")


def _add_check(commands: Commands) -> None:
    parser = commands.add_parser("check", help="everything but writing the site")
    parser.add_argument("ids", nargs="*", metavar="ID", help="only these concepts")
    add_shared(parser)
    parser.set_defaults(command="site:check")


def _add_run(commands: Commands) -> None:
    parser = commands.add_parser("run", help="run one witness and show its checks with values")
    parser.add_argument("id", metavar="ID[#CHECK]", help="a concept, or one of its checks")
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="another value for a parameter; only the base run is made",
    )
    add_running(parser)
    parser.add_argument(
        "--mutants",
        action="store_true",
        help="change the code in small ways and see which checks notice",
    )
    parser.set_defaults(command="run:run")


def _add_audit(commands: Commands) -> None:
    parser = commands.add_parser("audit", help="every claim and check with what backs it")
    parser.add_argument("ids", nargs="*", metavar="ID", help="only these concepts")
    parser.add_argument(
        "--mutants",
        action="store_true",
        help="change the witnesses in small ways and see which checks notice",
    )
    parser.add_argument(
        "--state",
        action="append",
        default=[],
        choices=STATES,
        help="only claims in this state; exits with 1 where there are any",
    )
    parser.add_argument(
        "--format",
        choices=("table", "json", "csv"),
        default="table",
        help="csv holds claims, or mutants if asked for",
    )
    add_running(parser)
    parser.set_defaults(command="audit:audit")


def _add_review(commands: Commands) -> None:
    parser = commands.add_parser(
        "review",
        help="what to review next, what bears on a claim, what has moved since, and records of reviews",
    )
    actions = parser.add_subparsers(required=True, metavar="next | show | diff | record | keep")
    queue = actions.add_parser(
        "next", help="the claims that want a review, the most pressing first"
    )
    queue.add_argument(
        "--most", type=positive, default=20, metavar="N", help="how many of them (default: 20)"
    )
    queue.add_argument(
        "--format", choices=("text", "json"), default="text", help="json holds all of them"
    )
    queue.set_defaults(command="review:show_next")
    show = actions.add_parser("show", help="all that a reviewer of a claim needs, on one screen")
    show.set_defaults(command="review:show_claim")
    diff = actions.add_parser(
        "diff",
        help="what has moved since the claim was reviewed, word by word; exits with 1 where something has",
    )
    diff.set_defaults(command="review:show_changes")
    record = actions.add_parser(
        "record", help="append a review record, after showing what it will say"
    )
    record.set_defaults(command="review:record_review")
    for action in (show, diff, record):
        action.add_argument("claim", metavar="ID#CLAIM", help="a claim of a concept")
    _add_record(record)
    keep = actions.add_parser(
        "keep", help="keep what reviews have read, for records that were written by hand"
    )
    keep.add_argument("id", metavar="ID", help="a concept")
    keep.set_defaults(command="review:keep_snapshots")
    for action in (queue, show, diff, record, keep):
        add_theme(action)
        add_running(action)


def _add_record(parser: argparse.ArgumentParser) -> None:
    """What a record says; on a terminal, what is left out is asked for."""
    parser.add_argument("--reviewer", default="", metavar="NAME", help="who reviewed it")
    parser.add_argument("--kind", choices=("person", "model"), default="", help="what they are")
    parser.add_argument("--author-of-page", action="store_true", help="they also wrote the page")
    parser.add_argument("--read", choices=READ, default="", help="how far the evidence was read")
    parser.add_argument(
        "--criterion", default="", metavar="TEXT", help="what was asked of the claim"
    )
    parser.add_argument("--verdict", choices=VERDICTS, default="", help="what was found")
    parser.add_argument(
        "--excludes", default="", metavar="TEXT", help="what the verdict does not cover"
    )
    parser.add_argument("--summary", default="", metavar="TEXT", help="why, in a sentence or two")
    parser.add_argument(
        "--only",
        default="",
        metavar="COMPONENTS",
        help="what was read: text,caveat (default: what is not current)",
    )
    parser.add_argument("--date", type=_date, metavar="DATE", help="when (default: today)")
    parser.add_argument("--yes", action="store_true", help="write it without asking")


def _add_sources(commands: Commands) -> None:
    parser = commands.add_parser(
        "sources", help="the registry of sources: how each record stands, and what is wrong with it"
    )
    actions = parser.add_subparsers(required=True, metavar="list|check")
    parser = actions.add_parser(
        "list", help="every record with who cites it and how it was audited last"
    )
    parser.add_argument(
        "--format",
        choices=("table", "json", "csv"),
        default="table",
        help="how the records are shown",
    )
    parser.set_defaults(command="sources:list_sources")
    parser = actions.add_parser(
        "check",
        help="what is wrong with the records, and which quotes are not in the texts of their sources",
    )
    parser.add_argument(
        "--texts",
        type=Path,
        metavar="DIR",
        help="a folder of texts at hand, called KEY.txt or KEY.md",
    )
    parser.add_argument("--strict", action="store_true", help="count warnings as errors")
    parser.add_argument("--format", choices=FORMATS, default="text", help="how problems are shown")
    parser.set_defaults(command="sources:check_sources")


def _add_graph(commands: Commands) -> None:
    parser = commands.add_parser("graph", help="the prerequisites, in reading order")
    parser.add_argument(
        "--focus", default="", metavar="ID", help="only what is around this concept"
    )
    parser.add_argument(
        "--direction",
        choices=("up", "down", "both"),
        default="both",
        help="prerequisites, what comes next, or both",
    )
    parser.add_argument(
        "--depth", type=positive, metavar="N", help="at most so many steps from the focus"
    )
    parser.add_argument(
        "--format",
        choices=("text", "dot", "json", "svg"),
        default="text",
        help="how the graph is written",
    )
    parser.set_defaults(command="graph:show_graph")


def _add_new(commands: Commands) -> None:
    parser = commands.add_parser("new", help="a scaffold for a concept or a domain")
    parser.add_argument("id", nargs="?", metavar="DOMAIN/SLUG", help="the new concept")
    parser.add_argument("--domain", metavar="NAME", help="a new domain instead")
    parser.set_defaults(command="new:make_scaffold")


def _add_move(commands: Commands) -> None:
    parser = commands.add_parser(
        "mv", help="give a concept another id, mend what names it, leave an alias"
    )
    parser.add_argument("old", metavar="OLD", help="the concept")
    parser.add_argument("new", metavar="NEW", help="its new id, in the same domain or another")
    parser.add_argument(
        "--dry-run", action="store_true", help="show what would be mended, and write nothing"
    )
    parser.set_defaults(command="move:move_concept")


def _add_verify(commands: Commands) -> None:
    parser = commands.add_parser(
        "verify", help="hold a built site against its manifest of digests, offline"
    )
    parser.add_argument(
        "folder",
        nargs="?",
        type=Path,
        metavar="DIR",
        help="where the site is (default: site/ of the atlas)",
    )
    parser.add_argument(
        "--expect", metavar="DIGEST", help="the digest that the site must have, published elsewhere"
    )
    parser.add_argument(
        "--rerun",
        action="store_true",
        help="run the published program of every page again, by plain Python",
    )
    add_sandbox(parser)
    parser.set_defaults(command="verify:verify")


def _add_reference(commands: Commands) -> None:
    parser = commands.add_parser("explain", help="what a problem code means")
    parser.add_argument(
        "code", nargs="?", help="a code as shown in brackets; all codes where left out"
    )
    parser.set_defaults(command="reference:explain")
    parser = commands.add_parser("schema", help="JSON Schema of the files, for editors")
    parser.add_argument(
        "file", nargs="?", help="such as concept.yaml or reviews.yaml; all where left out"
    )
    parser.set_defaults(command="reference:print_schema")
    parser = commands.add_parser("doctor", help="what holds on this machine, and why")
    parser.set_defaults(command="doctor:doctor")
    parser = commands.add_parser("clean", help="remove the site that was built")
    parser.add_argument(
        "--output", type=Path, metavar="DIR", help="where the site is (default: site/ of the atlas)"
    )
    parser.set_defaults(command="reference:clean")


def _date(text: str) -> "date":
    from datetime import date

    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is no date, as 2026-11-30 is") from None


_COMMANDS: dict[str, Callable[[Commands], None]] = {
    "build": _add_build,
    "serve": _add_serve,
    "check": _add_check,
    "run": _add_run,
    "audit": _add_audit,
    "review": _add_review,
    "sources": _add_sources,
    "graph": _add_graph,
    "new": _add_new,
    "mv": _add_move,
    "verify": _add_verify,
    "explain": _add_reference,
    "schema": _add_reference,
    "doctor": _add_reference,
    "clean": _add_reference,
}
