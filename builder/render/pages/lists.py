"""Long lists of links.

A page shows the first of them, with a link to pages of their own that hold all.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from builder.render.prose.typeset import Typesetter
from builder.render.render_context import RenderContext, View, page_frame, root_of
from builder.render.words import count, list_words

MOST_LISTED = 100  # items of a list on a page that is about something else
MOST_NAMED = 6  # concepts that are named within one item of a list
PART = 1_000  # items on each of the pages that hold all: a hundred bytes each

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class LongList(Generic[_T]):
    """A list that may be too long for its page.

    Its own pages stand below `folder`, numbered from 1, so no id of a concept is like them.
    """

    folder: str  # "scaling/ntk/next"
    items: Sequence[_T]
    heading: str
    noun: str  # what one item is called
    back: tuple[
        str, str
    ]  # the address from the site's root of the page that shows the first items, and its title
    view: Callable[
        [_T, str, Typesetter], View
    ]  # one item as `href`, `title` and `note`; it is given the way to the root
    most: int = MOST_LISTED  # items on that page

    def shorten(self) -> Sequence[_T]:
        """Return the items that the page shows."""
        return self.items[: self.most]

    def link_all(self, root: str) -> View | None:
        """Return the link to all items; nothing where the page shows all."""
        if len(self.items) <= self.most:
            return None
        return {"href": f"{root}{self.folder}/1/", "text": f"all {len(self.items):,}"}

    def list_paths(self) -> Iterator[tuple[str, int]]:
        """Yield (path, number of items before it) of each page of the list, if it has several."""
        if len(self.items) > self.most:
            yield from (
                (f"{self.folder}/{start // PART + 1}/index.html", start)
                for start in range(0, len(self.items), PART)
            )


def view_part(
    whole: LongList[_T], path: str, start: int, context: RenderContext, typeset: Typesetter
) -> View:
    """`list.html`: one page of a long list, whose items begin after the first `start`."""
    root = root_of(path)
    own = whole.items[start : start + PART]
    here = (
        f", {start + 1:,} to {start + len(own):,} on this page"
        if len(own) < len(whole.items)
        else ""
    )
    summary = f"{count(len(whole.items), whole.noun)}{here}."
    parts = [
        {
            "href": f"{root}{other.removesuffix('index.html')}",
            "text": f"{first + 1:,} to {min(first + PART, len(whole.items)):,}",
            "is_here": first == start,
        }
        for other, first in whole.list_paths()
    ]
    return {
        **page_frame(context, path, whole.heading, f"{whole.heading}: {summary}"),
        "summary": summary,
        "back": {"href": f"{root}{whole.back[0]}", "text": whole.back[1]},
        "parts": tuple(parts) if len(parts) > 1 else (),
        "first": start + 1,
        "entries": tuple(whole.view(item, root, typeset) for item in own),
    }


def name_some(names: Sequence[str]) -> str:
    """Return `a, b and c`; of many names the first, and how many more there are."""
    shown = [
        *names[:MOST_NAMED],
        *([f"{len(names) - MOST_NAMED:,} more"] if len(names) > MOST_NAMED else []),
    ]
    return list_words(shown)
