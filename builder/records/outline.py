"""What a witness declares, read from its syntax tree before anything runs."""

from dataclasses import dataclass, field

from builder.records.literal import Literal
from builder.records.place import Place


@dataclass(frozen=True, slots=True)
class DeclaredCheck:
    """An assertion of the witness.

    `id` is empty where its message names none; `number` counts all assertions from 0 in source
    order.

    `is_pin` marks a comparison of a measured value with a typed result.
    """

    number: int
    id: str
    sentence: str
    code: str  # the assertion's condition as written, white space folded
    place: Place = field(compare=False)
    is_pin: bool = False


@dataclass(frozen=True, slots=True)
class Parameter:
    """A top-level name bound exactly once to a literal."""

    name: str
    value: Literal
    place: Place = field(compare=False)


@dataclass(frozen=True, slots=True)
class Function:
    """A top-level function and its keyword parameters.

    A default is `None` where it is neither a literal nor a parameter's name.
    """

    name: str
    defaults: tuple[tuple[str, Literal | None], ...]
    place: Place = field(compare=False)


@dataclass(frozen=True, slots=True)
class Outline:
    """The static facts of one concept's witness, in source order."""

    concept: str
    checks: tuple[DeclaredCheck, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    functions: tuple[Function, ...] = ()
    names: frozenset[str] = frozenset()  # every name bound at top level
    helpers: tuple[str, ...] = ()  # the concept's own modules that the fences import, sorted
    is_sound: bool = True  # it compiles and keeps to the allow-list, so it may be run

    def check_ids(self) -> tuple[str, ...]:
        """Return the ids of named checks, each once, in source order."""
        return tuple(dict.fromkeys(check.id for check in self.checks if check.id))
