"""Relative links between pages: their targets, and their edits when a page or a target moves."""

import posixpath
import re
from collections.abc import Iterator
from urllib.parse import quote, unquote

from builder.move.edits import Edit, Lines, MoveError
from builder.records.move import Move
from builder.records.place import Place
from builder.records.text import Mark

_ELSEWHERE = re.compile(  # another site, the server's root, or the page itself
    r"[A-Za-z][A-Za-z0-9+.-]*:|[/?#]|\Z"
)
_SUFFIX = re.compile(r"[?#].*", re.DOTALL)
_DEFINITION = re.compile(  # [label]: address
    r"[ \t>*+-]*\[(?!\^)(?:[^\[\]\\]|\\.)+\]:[ \t]*<?([^\s<>]+)"
)


def follow_link(href: str, base: str) -> str:
    """Return the path in the site, with anchor, that a link on the page of folder `base` leads to.

    A link that is not relative to the page is returned as it is.

    >>> follow_link("../ntk/#claim-rate", "scaling/double-descent")
    'scaling/ntk/#claim-rate'
    """
    if _ELSEWHERE.match(href):
        return href
    path, suffix = _split_link(href)
    return _join(base, path) + ("/" if path.endswith("/") else "") + suffix


def edit_link(mark: Mark, base: str, move: Move, lines: Lines) -> Iterator[Edit]:
    """Yield the edits that keep the target of a link on the page of folder `base`.

    Raises: `MoveError` if the address cannot be found in the file.
    """
    if _ELSEWHERE.match(mark.target):
        return
    path, _ = _split_link(mark.target)
    target, base_after = move.address_after(_join(base, path)), move.address_after(base)
    if _join(base_after, path) == target:
        return
    slash = "/" if path.endswith("/") else ""
    after = quote(posixpath.relpath(target, base_after)) + slash
    for place, written in _find_written(mark, lines):
        yield Edit(place, _split_link(written)[0], after)


def _find_written(mark: Mark, lines: Lines) -> Iterator[tuple[Place, str]]:
    """Yield the place and spelling of the address: in the link, or in matching definitions."""
    line, start = lines.line_at(mark.place), mark.place.column - 1
    written = line[start : start + mark.place.width]
    if _is_same(written, mark.target):
        yield mark.place, written
    elif not written.startswith("[") and mark.target in line[start:]:
        yield mark.place, mark.target
    else:
        found = list(_find_definitions(mark, lines))
        if not found:
            raise MoveError(
                f"{mark.place}: it cannot be seen how '{mark.target}' is written; "
                "write the link as [words](address)"
            )
        yield from found


def _find_definitions(mark: Mark, lines: Lines) -> Iterator[tuple[Place, str]]:
    path = mark.place.path
    for number, line in enumerate(lines.list_lines(path), start=1):
        found = _DEFINITION.match(line)
        if found and _is_same(found[1], mark.target):
            yield Place(path, number, found.start(1) + 1, len(found[1])), found[1]


def _is_same(written: str, href: str) -> bool:
    return unquote(written) == unquote(href)


def _split_link(href: str) -> tuple[str, str]:
    path = _SUFFIX.sub("", href)
    return path, href.removeprefix(path)


def _join(base: str, path: str) -> str:
    return posixpath.normpath(posixpath.join(base, unquote(path)))
