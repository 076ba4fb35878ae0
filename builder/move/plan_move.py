"""Plans a move: finds all references to the concept, and edits them in memory."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from builder.move.aliases import edit_aliases
from builder.move.edits import Edit, Lines, apply_edits
from builder.move.relative_links import edit_link
from builder.records.atlas import Atlas, Tree
from builder.records.concept import Concept
from builder.records.move import MendedFile, Move
from builder.records.text import Text
from builder.records.walk import list_neighbours, list_object_keys, list_texts


def plan_move(atlas: Atlas[Concept], tree: Tree, old: str, new: str) -> Move:
    """Return the move of the concept `old` with all edited files, sorted by path.

    The atlas was loaded from the tree.

    Raises: `MoveError` if a reference to the concept cannot be edited.
    """
    move, lines = Move(old, new), Lines(tree)
    edits: defaultdict[str, set[Edit]] = defaultdict(set)
    for edit in _list_edits(atlas, move, lines):
        edits[edit.place.path].add(edit)
    return Move(old, new, tuple(_mend(tree, path, edits[path]) for path in sorted(edits)))


def _mend(tree: Tree, path: str, edits: set[Edit]) -> MendedFile:
    before = tree.read(path)
    return MendedFile(path, before, *apply_edits(before, edits))


def _list_edits(atlas: Atlas[Concept], move: Move, lines: Lines) -> Iterator[Edit]:
    for concept in atlas.concepts:
        yield from _edit_keys(concept, move)
        yield from _edit_texts(list_texts(concept), concept.id, move, lines)
    for domain in atlas.domains:
        yield from _edit_texts(list_texts(domain), domain.id, move, lines)
    yield edit_aliases(atlas.concept_by_id[move.old], move, lines)


def _edit_keys(concept: Concept, move: Move) -> Iterator[Edit]:
    neighbours = (ref for ref in list_neighbours(concept) if ref.id == move.old)
    objects = (ref for ref in list_object_keys(concept) if move.key_after(ref.id) != ref.id)
    yield from (Edit(ref.place, move.old, move.new) for ref in (*neighbours, *objects))


def _edit_texts(texts: Iterable[Text], base: str, move: Move, lines: Lines) -> Iterator[Edit]:
    """Yield the edits of texts that stand on the page of the folder `base`."""
    for text in texts:
        for mark in text.marks:
            if mark.kind == "concept" and mark.target == move.old:
                yield Edit(mark.place, move.old, move.new)
            elif mark.kind == "link":
                yield from edit_link(mark, base, move, lines)
