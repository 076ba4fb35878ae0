"""The parser of `plumbline review` and its actions."""

import argparse
from typing import TYPE_CHECKING

from builder.commands import Commands
from builder.commands.arguments import FORMATS, add_running, add_theme, positive
from builder.records.verdict import READ, VERDICTS

if TYPE_CHECKING:  # importing it costs commands that parse no date
    from datetime import date


def add_review(commands: Commands) -> None:
    """Add the parser of `review` to those of the commands."""
    parser = commands.add_parser(
        "review",
        help="what to review next, what bears on a claim, what has moved since, "
        "and records of reviews",
    )
    actions = parser.add_subparsers(
        required=True, metavar="start | next | show | diff | record | keep | check"
    )
    start = actions.add_parser(
        "start", help="walk through the queue at the terminal, with one key for a verdict"
    )
    start.add_argument("ids", nargs="*", metavar="ID", help="concepts (default: the whole queue)")
    start.add_argument("--reviewer", default="", metavar="NAME", help="who you are (asked once)")
    start.add_argument("--kind", choices=("person", "model"), default="", help="what you are")
    start.set_defaults(command="review_start:start_reviews")
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
        help="what has moved since the claim was reviewed, word by word; "
        "exits with 1 where something has",
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
    check = actions.add_parser(
        "check", help="whether records were only added since a revision of the git repository"
    )
    check.add_argument(
        "--base", required=True, metavar="REF", help="a commit, a branch or a tag to compare with"
    )
    check.add_argument("--format", choices=FORMATS, default="text", help="how problems are shown")
    check.set_defaults(command="history:check_history")
    for action in (start, queue, show, diff, record, keep):
        add_theme(action)
        add_running(action)


def _add_record(parser: argparse.ArgumentParser) -> None:
    """Add the fields of a record; on a terminal, the command asks for those left out."""
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


def _date(text: str) -> "date":
    """Read an ISO date. Raises: `ArgumentTypeError`."""
    from datetime import date

    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is no date, as 2026-11-30 is") from None
