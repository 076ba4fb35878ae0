"""The parser of every command, by the command's name."""

from collections.abc import Callable
from pathlib import Path

from builder.commands import Commands
from builder.commands.arguments import (
    FORMATS,
    add_running,
    add_sandbox,
    add_shared,
    add_theme,
    positive,
)
from builder.commands.review_parser import add_review
from builder.records.level import STATES


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
    parser.add_argument(
        "--keep-going",
        action="store_true",
        help="publish the pages without errors, leave out the others, and exit with 1",
    )
    parser.add_argument(
        "--mutants",
        action="store_true",
        help="change the witnesses in small ways, and show on /audit/ how many changes are noticed",
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
    add_theme(parser)
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
        help="what is wrong with the records, "
        "and which quotes are not in the texts of their sources",
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


def _add_init(commands: Commands) -> None:
    parser = commands.add_parser("init", help="a new atlas with one finished page")
    parser.add_argument(
        "folder", nargs="?", type=Path, metavar="DIR", help="where it goes (default: this folder)"
    )
    parser.add_argument("--title", metavar="TEXT", help="the title of the atlas")
    parser.add_argument("--base-url", metavar="URL", help="the address that the site will have")
    parser.add_argument("--language", metavar="TAG", help="the language of the pages, such as en")
    parser.add_argument("--yes", action="store_true", help="ask nothing, take the defaults")
    parser.set_defaults(command="init:init_atlas")


def _add_new(commands: Commands) -> None:
    parser = commands.add_parser("new", help="a scaffold for a concept or a domain")
    parser.add_argument("id", nargs="?", metavar="DOMAIN/SLUG", help="the new concept")
    parser.add_argument("--domain", metavar="NAME", help="a new domain instead")
    parser.add_argument(
        "--template",
        choices=("bare", "full"),
        default="bare",
        help="full has every object of a page, with a comment on each (default: bare)",
    )
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
    parser.add_argument(
        "--markdown", action="store_true", help="the rules of [tool.builder.rules] as Markdown"
    )
    parser.set_defaults(command="reference:explain")
    parser = commands.add_parser("schema", help="JSON Schema of the files, for editors")
    parser.add_argument(
        "file", nargs="?", help="such as concept.yaml or reviews.yaml; all where left out"
    )
    parser.add_argument(
        "--markdown", action="store_true", help="every key of every file as a page of Markdown"
    )
    parser.set_defaults(command="reference:print_schema")
    parser = commands.add_parser("doctor", help="what holds on this machine, and why")
    parser.set_defaults(command="doctor:doctor")
    parser = commands.add_parser("clean", help="remove the site that was built")
    parser.add_argument(
        "--output", type=Path, metavar="DIR", help="where the site is (default: site/ of the atlas)"
    )
    parser.set_defaults(command="reference:clean")


COMMANDS: dict[str, Callable[[Commands], None]] = {
    "build": _add_build,
    "serve": _add_serve,
    "check": _add_check,
    "run": _add_run,
    "audit": _add_audit,
    "review": add_review,
    "sources": _add_sources,
    "graph": _add_graph,
    "init": _add_init,
    "new": _add_new,
    "mv": _add_move,
    "verify": _add_verify,
    "explain": _add_reference,
    "schema": _add_reference,
    "doctor": _add_reference,
    "clean": _add_reference,
}
