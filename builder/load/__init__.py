"""The loader: it reads the author's files into an atlas, with the place of every value."""

from builder.load.atlas import (
    load_atlas,
    read_atlas_head,
    read_folder,
    read_reviews,
    read_sources,
    read_tokens,
)
from builder.load.folders import Folder, report_unread
from builder.load.schema import schemas

__all__ = [
    "Folder",
    "load_atlas",
    "read_atlas_head",
    "read_folder",
    "read_reviews",
    "read_sources",
    "read_tokens",
    "report_unread",
    "schemas",
]
