"""Places of problems in the theme: the file of the overlay, or of the packaged theme."""

from dataclasses import replace

from builder.records.place import Place
from builder.records.problem import Problem, Problems
from builder.records.theme import Theme
from builder.render.templates.theme import FOLDER


def place_in_theme(problems: Problems, theme: Theme) -> Problems:
    """Return the problems with places below `theme/` moved to the files of the theme."""
    return tuple(_place_problem(problem, theme) for problem in problems)


def _place_problem(problem: Problem, theme: Theme) -> Problem:
    notes = tuple(replace(note, place=_place(note.place, theme)) for note in problem.notes)
    return replace(problem, place=_place(problem.place, theme), notes=notes)


def _place(place: Place, theme: Theme) -> Place:
    folder, _, path = place.path.partition("/")
    return replace(place, path=theme.locate(path)) if folder == FOLDER else place
