"""Find the functions that the rows of the tables name, such as those of page kinds."""

from collections.abc import Callable
from importlib import import_module
from typing import Any


def find_function(name: str) -> Callable[..., Any]:  # Any: each table says what its functions take
    """Return the function `module:function` below `builder.render`."""
    module, _, function = name.partition(":")
    found: Callable[..., Any] = getattr(import_module(f"builder.render.{module}"), function)
    return found
