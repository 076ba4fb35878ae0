"""What is edited when a concept gets another id: everything that names it, at the places where it stands."""

from builder.move.compare import find_difference
from builder.move.edits import MoveError
from builder.move.plan import plan_move

__all__ = ["MoveError", "find_difference", "plan_move"]
