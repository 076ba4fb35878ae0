"""Adds the old id to the aliases of a concept, in the style in which its author writes them."""

import re

from builder.move.edits import Edit, Lines, MoveError
from builder.records.concept import Concept
from builder.records.move import Move
from builder.records.place import Place

# Keys whose line a new key `aliases` may follow; the first that is there counts. All have values
# of one line, and the last is never missing.
_ABOVE = ("updated", "created", "math_level", "difficulty", "importance", "status")
_NOTHING = re.compile(r"(?:~|null|Null|NULL)(?![^\s#])")


def edit_aliases(concept: Concept, move: Move, lines: Lines) -> Edit:
    """Return the edit that makes the old id an alias, replacing the new id if that was one.

    Raises: `MoveError` if there is no place to write the alias.
    """
    returning = next((alias for alias in concept.aliases if alias.id == move.new), None)
    if returning is not None:
        return Edit(returning.place, move.new, move.old)
    if concept.aliases:
        return _add_behind(concept.aliases[-1].place, move.old, lines)
    if "aliases" in concept.places:
        return _fill(concept.places["aliases"], move.old, lines)
    return _add_key(concept, move.old, lines)


def _add_behind(last: Place, alias: str, lines: Lines) -> Edit:
    """Add the alias behind the last item, on its own line if the last item is on one."""
    line = lines.line_at(last)
    lead = line[: last.column - 1]
    if lead.strip() == "-":
        return Edit(_at(last, len(line) + 1), "", f"\n{lead}{alias}")
    return Edit(_at(last, last.column + last.width), "", f", {alias}")


def _fill(place: Place, alias: str, lines: Lines) -> Edit:
    """Write the alias into an empty list, or behind a key without a value."""
    written = lines.line_at(place)[place.column - 1 :]
    if written.startswith("["):
        return Edit(_at(place, place.column + 1), "", alias)
    if nothing := _NOTHING.match(written):
        return Edit(place, nothing.group(), f"[{alias}]")
    return Edit(place, "", f" [{alias}]")


def _add_key(concept: Concept, alias: str, lines: Lines) -> Edit:
    """Add the key on its own line, with the indentation of the record's other keys."""
    if lines.line_at(concept.place)[concept.place.column - 1 :].startswith("{"):
        raise MoveError(
            f"{concept.place}: the record is written in braces; "
            "write its keys on lines of their own, or add 'aliases: []'"
        )
    above = next(concept.places[key] for key in _ABOVE if key in concept.places)
    indent = " " * (concept.place.column - 1)
    place = _at(above, len(lines.line_at(above)) + 1)
    return Edit(place, "", f"\n{indent}aliases: [{alias}]")


def _at(place: Place, column: int) -> Place:
    return Place(place.path, place.line, column, 0)
