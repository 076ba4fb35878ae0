"""The old id among the aliases of a concept, however its author writes them."""

import re

from builder.move.edits import Edit, Lines, MoveError
from builder.records.concept import Concept
from builder.records.move import Move
from builder.records.place import Place

# Keys below whose value the aliases may stand, the first that is there: all of one line, and the last is never missing.
_ABOVE = ("updated", "created", "math_level", "difficulty", "importance", "status")
_NOTHING = re.compile(r"(?:~|null|Null|NULL)(?![^\s#])")


def edit_aliases(concept: Concept, move: Move, lines: Lines) -> Edit:
    """The old id as an alias, in place of the new one where that was an alias before. Raises: `MoveError` where neither can be written."""
    returning = next((alias for alias in concept.aliases if alias.id == move.new), None)
    if returning is not None:
        return Edit(returning.place, move.new, move.old)
    if concept.aliases:
        return _add_behind(concept.aliases[-1].place, move.old, lines)
    if "aliases" in concept.places:
        return _fill(concept.places["aliases"], move.old, lines)
    return _add_key(concept, move.old, lines)


def _add_behind(last: Place, id: str, lines: Lines) -> Edit:
    """The id behind the last of a list, on a line of its own where that has one."""
    line = lines.line_at(last)
    lead = line[: last.column - 1]
    if lead.strip() == "-":
        return Edit(_at(last, len(line) + 1), "", f"\n{lead}{id}")
    return Edit(_at(last, last.column + last.width), "", f", {id}")


def _fill(place: Place, id: str, lines: Lines) -> Edit:
    """The id in a list without items, or where nothing stands behind the key."""
    written = lines.line_at(place)[place.column - 1 :]
    if written.startswith("["):
        return Edit(_at(place, place.column + 1), "", id)
    if nothing := _NOTHING.match(written):
        return Edit(place, nothing.group(), f"[{id}]")
    return Edit(place, "", f" [{id}]")


def _add_key(concept: Concept, id: str, lines: Lines) -> Edit:
    """The key on a line of its own, as far in as the record's other keys."""
    if lines.line_at(concept.place)[concept.place.column - 1 :].startswith("{"):
        raise MoveError(
            f"{concept.place}: the record is written in braces; write its keys on lines of their own, or add 'aliases: []'"
        )
    above = next(concept.places[key] for key in _ABOVE if key in concept.places)
    return Edit(
        _at(above, len(lines.line_at(above)) + 1),
        "",
        f"\n{' ' * (concept.place.column - 1)}aliases: [{id}]",
    )


def _at(place: Place, column: int) -> Place:
    return Place(place.path, place.line, column, 0)
