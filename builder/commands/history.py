"""`plumbline review check`: that review records were added and nothing else, since a revision."""

from argparse import Namespace

from builder.commands import UsageError, find_atlas
from builder.commands.atlas import line_reader
from builder.commands.program import show
from builder.effects.files.disk import read_tree
from builder.effects.files.git import GitError, read_revision
from builder.load import read_reviews
from builder.records.atlas import Tree
from builder.records.problem import Problem
from builder.records.review import Review
from builder.report.problems import format_problems
from builder.review import compare_history


def check_history(arguments: Namespace) -> int:
    """Print every record of the revision that is not there as it was; return 1 if there is one."""
    root = find_atlas(arguments.root)
    try:
        files = read_revision(root, arguments.base, "concepts", "reviews.yaml")
    except GitError as error:
        hint = "name a commit, a branch or a tag; a shallow clone has to fetch it first"
        raise UsageError(f"--base {arguments.base}: {error}; {hint}") from None
    before = Tree(tuple(sorted(files)), files.__getitem__)
    now = read_tree(root)
    found: list[Problem] = []
    records = 0
    for path in before.paths:
        old = _read(before, path, found)
        new = _read(now, path, found) if path in now.paths else ()
        records += len(old)
        if fault := compare_history(path, old, new, arguments.base):
            found.append(fault)
    show(format_problems(tuple(found), line_reader(now), style=arguments.format), end="")
    if found:
        return 1
    show(f"all {records} review records of {arguments.base} are as they were")
    return 0


def _read(tree: Tree, path: str, found: list[Problem]) -> tuple[Review, ...]:
    reviews, problems = read_reviews(tree, path)
    found += problems
    return reviews
