"""A move of a concept to another id, as data.

Which files stand where after it, and what is written in them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from builder.records.atlas import Tree

_ONE_OF_A_PAGE = (
    "concept",
    "demo",
    "witness",
)  # kinds of objects that have no name besides the page's


@dataclass(frozen=True, slots=True)
class MendedFile:
    """A file in which something is written anew.

    `path` is where it stands before the move, `lines` are those of `after`, 1-based.
    """

    path: str
    before: bytes = field(repr=False)
    after: bytes = field(repr=False)
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Move:
    """The concept `old` becomes `new`, with all files of its folder."""

    old: str
    new: str
    mended: tuple[MendedFile, ...] = ()

    def path_after(self, path: str) -> str:
        """Where a file or folder of the atlas stands after the move."""
        return _replace_start(path, f"concepts/{self.old}", f"concepts/{self.new}")

    def address_after(self, address: str) -> str:
        """Where a page or file of the site stands after the move.

        `scaling/ntk/figures/rate.csv`.
        """
        return _replace_start(address, self.old, self.new)

    def id_after(self, concept_id: str) -> str:
        """Return the concept_id of a concept after the move."""
        return self.new if concept_id == self.old else concept_id

    def key_after(self, key: str) -> str:
        """Return the key of an object after the move.

        Of another page's, `claim:scaling/ntk#rate` or `demo:scaling/ntk`, it holds the concept_id.
        """
        kind, _, rest = key.partition(":")
        concept_id, sign, name = rest.partition("#")
        return (
            f"{kind}:{self.new}{sign}{name}"
            if concept_id == self.old and (sign or kind in _ONE_OF_A_PAGE)
            else key
        )

    def tree_after(self, tree: Tree) -> Tree:
        """Return the tree as it is after the move."""
        written: Mapping[str, bytes] = {
            self.path_after(file.path): file.after for file in self.mended
        }
        before = {self.path_after(path): path for path in tree.paths}
        return Tree(
            tuple(sorted(before)),
            lambda path: written[path] if path in written else tree.read(before[path]),
            {self.path_after(path): fault for path, fault in tree.links.items()},
            tuple(sorted(map(self.path_after, tree.refused))),
        )


def _replace_start(path: str, old: str, new: str) -> str:
    return f"{new}{path.removeprefix(old)}" if f"{path}/".startswith(f"{old}/") else path
