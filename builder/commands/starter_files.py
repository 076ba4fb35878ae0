"""The files that `init` and `new` write, with the author's words filled in."""

import re
from collections.abc import Mapping
from importlib.resources import files


def fill_starter(name: str, values: Mapping[str, str]) -> str:
    """Return a file of `starter/` with `@key@` replaced by the value of the key."""
    text = files("builder.commands").joinpath("starter", name).read_text("utf-8")
    return re.sub(r"@(\w+)@", lambda match: values[match[1]], text)
