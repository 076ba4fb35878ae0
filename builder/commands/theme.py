"""Problems of a theme that the command was given, at their files in its folder."""

from dataclasses import replace
from pathlib import Path

from builder.records.place import Place
from builder.records.problem import Problem, Problems
from builder.render.theme import FOLDER


def place_in_theme(problems: Problems, theme: Path | None) -> Problems:
    """The problems, those of the theme named by where its files are; as they are where the command was given no theme."""
    return (
        problems if theme is None else tuple(_place_problem(problem, theme) for problem in problems)
    )


def _place_problem(problem: Problem, theme: Path) -> Problem:
    notes = tuple(replace(note, place=_place(note.place, theme)) for note in problem.notes)
    return replace(problem, place=_place(problem.place, theme), notes=notes)


def _place(place: Place, theme: Path) -> Place:
    folder, _, path = place.path.partition("/")
    return replace(place, path=(theme / path).as_posix()) if folder == FOLDER else place
