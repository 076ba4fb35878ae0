"""Problems of a theme that the command was given, at their files in its folder."""

from dataclasses import replace
from pathlib import Path

from builder.records.problem import Problem, Problems
from builder.render.theme import FOLDER


def place_in_theme(problems: Problems, theme: Path | None) -> Problems:
    """The problems, those of the theme named by where its files are; as they are where the command was given no theme."""
    return problems if theme is None else tuple(_place(problem, theme) for problem in problems)


def _place(problem: Problem, theme: Path) -> Problem:
    folder, _, path = problem.place.path.partition("/")
    return replace(problem, place=replace(problem.place, path=(theme / path).as_posix())) if folder == FOLDER else problem
