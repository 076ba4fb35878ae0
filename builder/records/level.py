"""How well a claim is backed, and in which states it can be.

Imports nothing, since the command line offers these words.
"""

from enum import StrEnum


class Level(StrEnum):
    """How well a claim is backed, weakest first."""

    UNBACKED = "unbacked"
    ILLUSTRATED = "illustrated"
    BACKED = "backed"
    REVIEWED = "reviewed"

    @property
    def rank(self) -> int:
        """0 for unbacked to 3 for reviewed."""
        return _RANKS[self]


_RANKS = {level: rank for rank, level in enumerate(Level)}
MARKS = ("stale", "contested", "unread")  # that a claim can bear beside its level
STATES = (*MARKS, *map(str, Level))  # what claims can be asked for; a claim may be in several
