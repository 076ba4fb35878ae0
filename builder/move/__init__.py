"""Moves a concept to another id: edits every reference to it in place."""

from builder.move.compare import find_difference
from builder.move.edits import MoveError
from builder.move.plan import plan_move

__all__ = ["MoveError", "find_difference", "plan_move"]
