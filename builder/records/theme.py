"""The theme of an atlas: the packaged theme, with the files of an overlay in place of its own."""

from collections.abc import Mapping
from dataclasses import dataclass

from builder.records.atlas import Tree


@dataclass(frozen=True, slots=True)
class Theme:
    """The files of a theme by path, those of the packaged theme first, then those added to it.

    `overlay` is the tree of the overlay alone. `folder` and `packaged` are the folders of the
    overlay and of the packaged theme, as problems name them.
    """

    files: Mapping[str, bytes]
    overlay: Tree
    folder: str
    packaged: str

    def locate(self, path: str) -> str:
        """Return the path of a file of the theme as problems name it.

        A file that neither has is one of the overlay, where it would be.
        """
        tree = self.overlay
        is_own = path not in self.files or path in (*tree.paths, *tree.links, *tree.refused)
        return f"{self.folder if is_own else self.packaged}/{path}".rstrip("/")
