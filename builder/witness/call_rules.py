"""Checks the calls of a witness that are allowed only in a form that the source shows in full.

Imports no records, since the process that runs witnesses uses this module.
"""

import ast
from collections.abc import Iterator, Mapping

from builder.witness.closed import BY_NAME, CLOCKS, MAKES_DATES, name_set
from builder.witness.imports import is_library, source_of
from builder.witness.reach import Forbidden, check_named_reach, forbid_name
from builder.witness.trees import last_name, list_kinds, walk

_READ_MODES = name_set("r rb rt br tr")
# The only value that an argument may have: with another, data is run as code or freed memory read.
_FIXED_ARGUMENTS = {"allow_pickle": False, "refcheck": True}


def check_call(
    node: ast.Call, modules: Mapping[str, str], accepted: set[int]
) -> Iterator[Forbidden]:
    """Yield what is forbidden in a call; add the `id` of the nodes that it may hold to `accepted`.

    `modules` maps the names that the witness imports to what they stand for.
    """
    function = node.func
    name = last_name(function)
    plain = name if isinstance(function, ast.Name) else ""
    if plain == "open":
        accepted.add(id(function))
        if not _only_reads(node):
            hint = (
                'open(name) or open(name, "rb") reads;'
                " results go to the page by print, values and figures"
            )
            yield forbid_name(node, "a witness writes no files", hint)
    elif plain == "type" and has_one_argument(node):
        accepted.add(id(function))
    elif plain in ("isinstance", "issubclass"):
        accepted.update(id(part) for argument in node.args[1:] for part in list_kinds(argument))
    elif name in BY_NAME:
        accepted.add(id(function))
        yield from _check_by_name(node, name)
    elif name in ("load", "ndarray") and is_library(source_of(function, modules)):
        accepted.add(id(function))
        if name == "ndarray":
            hint = "use np.empty, np.zeros or np.frombuffer"
            yield forbid_name(node, "'ndarray' lays an array over any memory", hint)
        elif len(node.args) > 2 or _is_spread(node):
            hint = 'np.load(name), np.load(name, mmap_mode="r")'
            yield forbid_name(node, "'load' takes its arguments one by one here", hint)
    if name in MAKES_DATES:
        yield from _check_dates(node, name)
    for keyword in node.keywords:
        yield from _check_fixed(keyword)


def has_one_argument(node: ast.Call) -> bool:
    """Return true if the call has a single argument, which is given by position."""
    return len(node.args) == 1 and not node.keywords and not isinstance(node.args[0], ast.Starred)


def _check_by_name(node: ast.Call, name: str) -> Iterator[Forbidden]:
    """Check a call that reaches attributes whose names are among its arguments."""
    texts = node.args[BY_NAME[name] :]
    if name != "attrgetter":
        texts = texts[:1]
    is_starred = any(isinstance(argument, ast.Starred) for argument in node.args)
    constants = [
        text for text in texts if isinstance(text, ast.Constant) and isinstance(text.value, str)
    ]
    if is_starred or not texts or len(constants) < len(texts):
        message = f"'{name}' takes the attribute's name as a plain string here"
        yield forbid_name(node, message, f'{name}(x, "size")')
    for constant in constants:
        for part in str(constant.value).split("."):
            yield from check_named_reach(constant, part)


def _check_dates(node: ast.Call, name: str) -> Iterator[Forbidden]:
    """Check a call that may read a date for the words that make numpy read the clock."""
    if name == "datetime64" and node.args and not isinstance(node.args[0], ast.Constant):
        message = "'datetime64' takes its date as a plain text here"
        yield forbid_name(node, message, "np.datetime64('2026-01-31')")
    for part in (found for argument in node.args for found in walk(argument)):
        if isinstance(part, ast.Constant) and str(part.value).strip().lower() in CLOCKS:
            hint = "write the date, for example '2026-01-31'"
            yield forbid_name(part, f"{part.value!r} differs from day to day", hint)


def _check_fixed(keyword: ast.keyword) -> Iterator[Forbidden]:
    """Check an argument that may have one value only."""
    fixed = _FIXED_ARGUMENTS.get(keyword.arg or "")
    value = keyword.value
    if fixed is not None and not (isinstance(value, ast.Constant) and value.value is fixed):
        message = f"'{keyword.arg}' is {fixed} in a witness"
        yield forbid_name(keyword, message, f"leave out '{keyword.arg}'")


def _is_spread(node: ast.Call) -> bool:
    """Return true if the call unpacks arguments with `*` or `**`."""
    is_starred = any(isinstance(argument, ast.Starred) for argument in node.args)
    return is_starred or any(keyword.arg is None for keyword in node.keywords)


def _only_reads(node: ast.Call) -> bool:
    """Return true if the call of `open` opens a file by its name, for reading."""
    if _is_spread(node):
        return False
    named = {keyword.arg: keyword.value for keyword in node.keywords}
    file = node.args[0] if node.args else named.get("file")
    if isinstance(file, ast.Constant) and not isinstance(file.value, str):
        return False  # the number of a file that is open already
    if "opener" in named:
        return False
    mode = node.args[1] if len(node.args) > 1 else named.get("mode")
    return mode is None or (isinstance(mode, ast.Constant) and mode.value in _READ_MODES)
