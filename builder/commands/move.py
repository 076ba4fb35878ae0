"""`builder mv`: gives a concept another id, mends what names it, and leaves an alias."""

import os
import re
from argparse import Namespace
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

from builder.check import check_whole
from builder.commands import UsageError, find_atlas
from builder.commands.atlas import require_concepts, strip_folder
from builder.effects.relocate import relocate_concept
from builder.effects.world import World
from builder.graph import build_graph
from builder.load import load_atlas
from builder.load.shapes import CONCEPT_ID
from builder.move import MoveError, find_difference, plan_move
from builder.records.atlas import Atlas, Tree
from builder.records.concept import Concept
from builder.records.move import Move
from builder.records.problem import Problem, Problems, has_errors


def move_concept(arguments: Namespace) -> int:
    """Moves the concept and prints what was mended; where anything would be lost or would say something else, nothing is moved."""
    root = find_atlas(arguments.root)
    world = World(root)
    (old,) = require_concepts(world, [arguments.old])
    tree = replace(
        world.read_tree(), read=cache(world.read_tree().read)
    )  # planned, compared and written from the same bytes
    atlas, problems = load_atlas(tree)
    new = _require_free(root, atlas, old, strip_folder(arguments.new))
    _require_read(tree, problems, old)
    try:
        move = plan_move(atlas, tree, old, new)
    except MoveError as error:
        raise UsageError(f"nothing was moved: {error}") from None
    atlas_after, problems_after = _load_after(atlas, move.tree_after(tree), move)
    _require_no_more((*problems, *_check(atlas)), (*problems_after, *_check(atlas_after)), move)
    if other := find_difference(atlas, atlas_after, move):
        raise UsageError(
            f"nothing was moved: 'concepts/{other}' would not name all that it names now; write what is unusual there plainly"
        )
    if not arguments.dry_run:
        relocate_concept(root, move)
    print("\n".join(_describe(move, is_shown=atlas.concept_by_id[old].status != "planned")))
    if arguments.dry_run:
        print("this was a dry run: nothing is written")
    return 0


def _require_free(root: Path, atlas: Atlas[Concept], old: str, new: str) -> str:
    """The new id. Raises: `UsageError` where it is none, or is not free."""
    if not re.fullmatch(CONCEPT_ID.pattern, new):
        raise UsageError(f"'{new}' is no id of a concept; {CONCEPT_ID.hint}")
    if old not in atlas.concept_by_id:
        raise UsageError(
            f"'concepts/{old}' holds no concept.yaml; write it, or move the folder's files to their concept"
        )
    domain = new.partition("/")[0]
    if domain not in {known.id for known in atlas.domains}:
        raise UsageError(
            f"there is no domain '{domain}'; make it with: python -m builder new --domain {domain}"
        )
    owner = next(
        (
            concept
            for concept in atlas.concepts
            if any(alias.id == new for alias in concept.aliases)
        ),
        None,
    )
    if owner is not None and owner.id != old:
        raise UsageError(
            f"'{new}' is an alias of '{owner.id}', whose old address it is; choose another id, or remove the alias there"
        )
    taken = atlas.concept_by_id.get(new)
    if taken is not None and any(alias.id == old for alias in taken.aliases):
        raise UsageError(
            f"'{new}' is there already, with the alias '{old}': a move was broken off; remove concepts/{new} and move again"
        )
    if os.path.lexists(root / "concepts" / new):
        raise UsageError(f"'concepts/{new}' is there already; choose another id")
    return new


def _require_read(tree: Tree, problems: Problems, old: str) -> None:
    """Raises: `UsageError` where a file that may name the concept has an error, since what it names is then not known."""
    for problem in problems:
        if has_errors([problem]) and _may_name(tree, problem.place.path, old):
            raise UsageError(
                f"nothing was moved: {_tell(problem)}; mend this first: it may hide what names '{old}'"
            )


def _may_name(tree: Tree, path: str, id: str) -> bool:
    """Whether the file is of the concept, or one of another in which its name stands, or may."""
    if f"{path}/".startswith(f"concepts/{id}/"):
        return True
    if not path.startswith("concepts/") or path in tree.links:
        return False
    try:
        return path in tree.refused or (
            path in tree.paths and id.partition("/")[2].encode() in tree.read(path)
        )
    except OSError:
        return True


def _load_after(before: Atlas[Concept], tree: Tree, move: Move) -> tuple[Atlas[Concept], Problems]:
    """The atlas as it is after the move, and the problems of what is read anew for it: the folders in which a file is edited."""
    folders = {
        "/".join(move.path_after(file.path).split("/")[:3]) for file in move.mended
    }  # of a domain, the path of its one file
    kept = {
        path
        for path in tree.paths
        if path == "pyproject.toml" or "/".join(path.split("/")[:3]) in folders
    }
    read, problems = load_atlas(replace(tree, paths=tuple(sorted(kept))))
    concepts = {
        concept.id: concept
        for concept in (*before.concepts, *read.concepts)
        if concept.id != move.old
    }
    anew = {domain.id: domain for domain in read.domains}
    return replace(
        before,
        domains=tuple(anew.get(domain.id, domain) for domain in before.domains),
        concepts=tuple(concepts[id] for id in sorted(concepts)),
        concept_by_id=concepts,
    ), problems


def _check(atlas: Atlas[Concept]) -> Problems:
    """What the rules find without looking into the witnesses, which say the same after a move."""
    return check_whole(atlas, build_graph(atlas), {})


def _require_no_more(before: Problems, after: Problems, move: Move) -> None:
    """Raises: `UsageError` where a file would have a problem of a kind more often than before the move."""
    known = Counter((problem.code, move.path_after(problem.place.path)) for problem in before)
    for problem in after:
        key = (problem.code, problem.place.path)
        known[key] -= 1
        if known[key] < 0:
            raise UsageError(f"nothing was moved: there would be a new problem: {_tell(problem)}")


def _tell(problem: Problem) -> str:
    return f"{problem.place}: {problem.severity}[{problem.code}]: {problem.message}"


def _describe(move: Move, *, is_shown: bool) -> Iterator[str]:
    yield f"moved {move.old} to {move.new}"
    for file in move.mended:
        plural = "" if len(file.lines) == 1 else "s"
        yield f"mended {move.path_after(file.path)}: line{plural} {', '.join(map(str, file.lines))}"
    yield (
        f"the old address {move.old}/ leads on to {move.new}/"
        if is_shown
        else f"the old id {move.old} is kept as an alias"
    )
