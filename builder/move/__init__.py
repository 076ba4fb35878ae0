"""Moves a concept to another id: edits every reference to it in place."""

from builder.move.edits import MoveError
from builder.move.plan_move import plan_move
from builder.move.verify import find_difference

__all__ = ["MoveError", "find_difference", "plan_move"]
