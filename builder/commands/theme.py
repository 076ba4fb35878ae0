"""Places of problems in a theme that was given by `--theme`."""

from dataclasses import replace
from pathlib import Path

from builder.records.place import Place
from builder.records.problem import Problem, Problems
from builder.render.templates.theme import FOLDER


def place_in_theme(problems: Problems, theme: Path | None) -> Problems:
    """Return the problems with places below `theme/` moved into the folder of `--theme`."""
    if theme is None:
        return problems
    return tuple(_place_problem(problem, theme) for problem in problems)


def _place_problem(problem: Problem, theme: Path) -> Problem:
    notes = tuple(replace(note, place=_place(note.place, theme)) for note in problem.notes)
    return replace(problem, place=_place(problem.place, theme), notes=notes)


def _place(place: Place, theme: Path) -> Place:
    folder, _, path = place.path.partition("/")
    return replace(place, path=(theme / path).as_posix()) if folder == FOLDER else place
