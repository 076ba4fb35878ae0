"""A move of a concept to another id, as data: which files stand where after it, and what is written in them."""

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
    """A file in which something is written anew; `path` is where it stands before the move, `lines` are those of `after`, 1-based."""

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
        """Where a page or file of the site stands after the move: `scaling/ntk/figures/rate.csv`."""
        return _replace_start(address, self.old, self.new)

    def id_after(self, id: str) -> str:
        """The id of a concept after the move."""
        return self.new if id == self.old else id

    def key_after(self, key: str) -> str:
        """The key of an object after the move: of another page's, `claim:scaling/ntk#rate` or `demo:scaling/ntk`, it holds the id."""
        kind, _, rest = key.partition(":")
        id, sign, name = rest.partition("#")
        return (
            f"{kind}:{self.new}{sign}{name}"
            if id == self.old and (sign or kind in _ONE_OF_A_PAGE)
            else key
        )

    def tree_after(self, tree: Tree) -> Tree:
        """The tree as it is after the move."""
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
