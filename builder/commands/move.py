"""`plumbline mv`: gives a concept another id, mends what names it, and leaves an alias."""

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
from builder.commands.program import show
from builder.effects.files.relocate import relocate_concept
from builder.effects.world import World
from builder.graph import build_graph
from builder.load import load_atlas
from builder.load.field_table import CONCEPT_ID
from builder.move import MoveError, find_difference, plan_move
from builder.records.atlas import Atlas, Tree
from builder.records.concept import Concept
from builder.records.move import Move
from builder.records.problem import Problem, Problems, has_errors


def move_concept(arguments: Namespace) -> int:
    """Move the concept and print the edited files.

    Raises: `UsageError` if a reference would be lost or would change; nothing is moved then.
    """
    root = find_atlas(arguments.root)
    world = World(root)
    (old,) = require_concepts(world, [arguments.old])
    tree = world.read_tree()
    tree = replace(tree, read=cache(tree.read))  # plan, compare and write the same bytes
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
            f"nothing was moved: 'concepts/{other}' would not name all that it names now; "
            "write what is unusual there plainly"
        )
    if not arguments.dry_run:
        relocate_concept(root, move)
    show("\n".join(_describe(move, is_shown=atlas.concept_by_id[old].status != "planned")))
    if arguments.dry_run:
        show("this was a dry run: nothing is written")
    return 0


def _require_free(root: Path, atlas: Atlas[Concept], old: str, new: str) -> str:
    """Return the new id. Raises: `UsageError` if it is not an id, or is taken."""
    if not re.fullmatch(CONCEPT_ID.pattern, new):
        raise UsageError(f"'{new}' is no id of a concept; {CONCEPT_ID.hint}")
    if old not in atlas.concept_by_id:
        raise UsageError(
            f"'concepts/{old}' holds no concept.yaml; "
            "write it, or move the folder's files to their concept"
        )
    domain = new.partition("/")[0]
    if domain not in {known.id for known in atlas.domains}:
        raise UsageError(
            f"there is no domain '{domain}'; make it with: plumbline new --domain {domain}"
        )
    owner = next((concept for concept in atlas.concepts if _has_alias(concept, new)), None)
    if owner is not None and owner.id != old:
        raise UsageError(
            f"'{new}' is an alias of '{owner.id}', whose old address it is; "
            "choose another id, or remove the alias there"
        )
    taken = atlas.concept_by_id.get(new)
    if taken is not None and _has_alias(taken, old):
        raise UsageError(
            f"'{new}' is there already, with the alias '{old}': a move was broken off; "
            f"remove concepts/{new} and move again"
        )
    if os.path.lexists(root / "concepts" / new):
        raise UsageError(f"'concepts/{new}' is there already; choose another id")
    return new


def _has_alias(concept: Concept, alias_id: str) -> bool:
    return any(alias.id == alias_id for alias in concept.aliases)


def _require_read(tree: Tree, problems: Problems, old: str) -> None:
    """Require that every file that may name the concept can be read.

    Raises: `UsageError` if one has an error, since the references in it are unknown then.
    """
    for problem in problems:
        if has_errors([problem]) and _may_name(tree, problem.place.path, old):
            raise UsageError(
                f"nothing was moved: {_format(problem)}; "
                f"mend this first: it may hide what names '{old}'"
            )


def _may_name(tree: Tree, path: str, concept_id: str) -> bool:
    """Return true if the file belongs to the concept, or holds its slug, or cannot be read."""
    if f"{path}/".startswith(f"concepts/{concept_id}/"):
        return True
    if not path.startswith("concepts/") or path in tree.links:
        return False
    slug = concept_id.partition("/")[2].encode()
    try:
        return path in tree.refused or (path in tree.paths and slug in tree.read(path))
    except OSError:
        return True


def _load_after(before: Atlas[Concept], tree: Tree, move: Move) -> tuple[Atlas[Concept], Problems]:
    """Return the atlas after the move, and the problems of the folders that were read again.

    Only folders with an edited file are read again.
    """
    folders = {_folder_of(move.path_after(file.path)) for file in move.mended}
    kept = (path for path in tree.paths if path == "pyproject.toml" or _folder_of(path) in folders)
    read, problems = load_atlas(replace(tree, paths=tuple(sorted(kept))))
    concepts = {concept.id: concept for concept in (*before.concepts, *read.concepts)}
    del concepts[move.old]
    domains = {domain.id: domain for domain in read.domains}
    return replace(
        before,
        domains=tuple(domains.get(domain.id, domain) for domain in before.domains),
        concepts=tuple(concepts[concept_id] for concept_id in sorted(concepts)),
        concept_by_id=concepts,
    ), problems


def _folder_of(path: str) -> str:
    """Return the concept's folder of a path; the path of a domain's one file stays as it is."""
    return "/".join(path.split("/")[:3])


def _check(atlas: Atlas[Concept]) -> Problems:
    """Return the problems of the atlas without those of witnesses, which a move does not change."""
    return check_whole(atlas, build_graph(atlas), {})


def _require_no_more(before: Problems, after: Problems, move: Move) -> None:
    """Require that no file has more problems of any code than before the move.

    Raises: `UsageError` for the first new problem.
    """
    known = Counter((problem.code, move.path_after(problem.place.path)) for problem in before)
    for problem in after:
        key = (problem.code, problem.place.path)
        known[key] -= 1
        if known[key] < 0:
            raise UsageError(f"nothing was moved: there would be a new problem: {_format(problem)}")


def _format(problem: Problem) -> str:
    return f"{problem.place}: {problem.severity}[{problem.code}]: {problem.message}"


def _describe(move: Move, *, is_shown: bool) -> Iterator[str]:
    yield f"moved {move.old} to {move.new}"
    for file in move.mended:
        plural = "" if len(file.lines) == 1 else "s"
        yield f"mended {move.path_after(file.path)}: line{plural} {', '.join(map(str, file.lines))}"
    if is_shown:
        yield f"the old address {move.old}/ leads on to {move.new}/"
    else:
        yield f"the old id {move.old} is kept as an alias"
