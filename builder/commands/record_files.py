"""The files of a review record: what is appended, whether it may be, and taking it back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from builder.effects.files.append import append_text, extend, take_back
from builder.load import load_atlas
from builder.records.atlas import Tree
from builder.records.concept import Concept
from builder.records.evidence import Evidence
from builder.records.problem import Problems
from builder.records.review import Review, Snapshot
from builder.records.review_form import HEAD, SNAPSHOT_HEAD, write_review, write_snapshot
from builder.review import check_reviews

_HEADS = {"reviews.yaml": HEAD, "snapshots.yaml": SNAPSHOT_HEAD}
Added = dict[str, str]  # name of a file in the concept's folder -> the text to append


@dataclass(frozen=True, slots=True)
class Addition:
    """A text to append to a file of the atlas, which holds `before` (`None`: there is no file)."""

    path: str
    before: bytes | None
    text: str

    @property
    def after(self) -> bytes:
        """The content of the file with the text."""
        return extend(self.before, self.text)


def collect_records(concept: Concept, evidence: Evidence, review: Review | None) -> Added:
    """Return the text to append to each file.

    That is the review, if there is one, and a snapshot of each component that the review or a
    standing review has read and that has no snapshot yet.
    """
    added = {}
    if review is not None:
        added["reviews.yaml"] = write_review(review)
    if snapshots := list_new_snapshots(concept, evidence, review):
        added["snapshots.yaml"] = "".join(map(write_snapshot, snapshots))
    return added


def list_new_snapshots(
    concept: Concept, evidence: Evidence, review: Review | None
) -> tuple[Snapshot, ...]:
    """Return a snapshot of each component that was read and has none yet."""
    kept = {snapshot.digest for snapshot in concept.snapshots}
    read = set(review.list_digests()) if review is not None else set()
    texts = {}
    for claim in evidence.claims:
        for state in claim.components:
            if state.digest not in kept and (state.state == "current" or state.digest in read):
                texts[state.digest] = Snapshot(
                    place=concept.place, digest=state.digest, component=state.name, text=state.text
                )
    return tuple(texts.values())


def plan_additions(tree: Tree, concept: Concept, added: Added) -> tuple[Addition, ...]:
    """Return what is appended to which file, in the order in which it is written.

    Snapshots come first: without them a record's changes could not be shown word by word.
    """
    planned = []
    for name in sorted(added, reverse=True):
        path = f"{concept.folder}/{name}"
        before = tree.read(path) if path in tree.paths else None
        planned.append(
            Addition(path, before, added[name] if before else _HEADS[name] + added[name])
        )
    return tuple(planned)


def edit_tree(tree: Tree, additions: Sequence[Addition]) -> Tree:
    """Return the tree with the additions."""
    changed = {addition.path: addition.after for addition in additions}
    return replace(
        tree,
        paths=tuple(sorted({*tree.paths, *changed})),
        read=lambda path: changed.get(path) or tree.read(path),
    )


def find_faults(tree: Tree, edited: Tree, concept: Concept, today: date) -> Problems:
    """Return the problems that the edited files of the concept add to the atlas."""
    known = set(_find_problems(tree, concept, today))
    problems = _find_problems(edited, concept, today)
    return tuple(problem for problem in problems if problem not in known)


def append_all(root: Path, additions: Sequence[Addition]) -> None:
    """Write the additions. Raises: `AppendError` if a file has changed since it was read."""
    for addition in additions:
        append_text(root / addition.path, addition.before, addition.text)


def take_back_all(root: Path, additions: Sequence[Addition]) -> None:
    """Put the files back as they were before. Raises: `AppendError` if one has changed since."""
    for addition in reversed(additions):
        take_back(root / addition.path, addition.before, addition.after)


def _find_problems(tree: Tree, concept: Concept, today: date) -> Problems:
    """Return the problems of the concept alone, since reading all others takes long."""
    own = f"{concept.folder}/"
    paths = (path for path in tree.paths if path.startswith(own) or path[:9] != "concepts/")
    atlas, problems = load_atlas(replace(tree, paths=tuple(paths)))
    found: Mapping[str, Concept] = atlas.concept_by_id
    return (*problems, *(check_reviews([found[concept.id]], today) if concept.id in found else ()))
