"""Values that an author sets: what a parameter may be bound to."""

Scalar = bool | int | float | str
_Row = Scalar | tuple[Scalar, ...]
_Table = Scalar | tuple[_Row, ...]
_Stack = Scalar | tuple[_Table, ...]
Literal = (
    Scalar | tuple[_Stack, ...]
)  # lists in at most four levels: a type that names itself could not be read back from a store
Settings = tuple[
    tuple[str, Literal], ...
]  # (("ridge", 100.0),): names with values, in the order written
