"""The allow-list of a witness: which imports and names its syntax tree may hold.

It is one wall of two: it keeps honest witnesses readable and makes a forged record visible in the source; what a run may do to
the machine is for the operating system to prevent. Imports nothing of ours, since the running process uses it too.
"""

import ast
import difflib
from collections.abc import Collection, Iterator, Mapping, Sequence

from builder.witness.closed import (
    BY_NAME,
    CLOCKS,
    DECIDING,
    HIDDEN_MODULES,
    MAKES_DATES,
    METHODS,
    ONLY_DECORATE,
    USUAL_NAMES,
)
from builder.witness.imports import bound_by, imported_names, is_allowed, is_library, source_of
from builder.witness.reach import (
    DUNDER,
    Forbidden,
    check_bound,
    check_closed,
    check_name,
    check_named_reach,
    check_new_name,
    check_private,
    check_reach,
)
from builder.witness.trees import children, list_kinds, walk

_READ_MODES = frozenset({"r", "rb", "rt", "br", "tr"})
_KEPT_KEYWORDS = {
    "allow_pickle": False,
    "refcheck": True,
}  # what they may say: else data runs as code, or memory is read that is gone
_NO_IMPORTS: Mapping[str, str] = {}
Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def find_forbidden(
    nodes: Sequence[ast.AST], allowed: Collection[str], imported: Mapping[str, str] = _NO_IMPORTS
) -> Iterator[Forbidden]:
    """Every import and name among the nodes of a tree that is not allowed; a parent comes before its children.

    `allowed` holds module names, each with all below it; `imported` the names that other fences of the witness import, and whence.
    """
    modules = {**dict(imported_names(nodes)), **imported}
    fine: set[int] = set()  # nodes that their parent has answered for
    own = {
        id(part)
        for owner in nodes
        if isinstance(owner, ast.ClassDef)
        for part in _list_members(owner)
    }
    for node in nodes:
        match node:
            case ast.Name():
                if id(node) not in fine:
                    yield from check_name(node, node.id)
                    yield from _check_only_called(node, modules)
                if not isinstance(node.ctx, ast.Load) and DUNDER.match(node.id):
                    yield Forbidden(
                        node,
                        "name-allowed",
                        f"'{node.id}' is Python's to set",
                        "choose a name of your own",
                    )
                elif not isinstance(node.ctx, ast.Load) and id(node) not in own:
                    yield from check_bound(node, node.id, modules)
            case ast.Constant():
                pass
            case ast.Attribute():
                yield from _check_attribute(node, modules, fine)
            case ast.Call():
                yield from _check_call(node, modules, fine)
            case ast.Import() | ast.ImportFrom():
                yield from _check_import(node, allowed, modules)
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                yield from _check_definition(node, modules, own, fine)
            case ast.Global() | ast.Nonlocal():
                for name in node.names:
                    yield from check_name(node, name)
            case ast.MatchClass():
                for name in node.kwd_attrs:
                    yield from check_named_reach(node, name)
            case ast.MatchValue():
                for part in walk(node.value):
                    if isinstance(part, ast.Attribute):
                        yield from check_private(part, part.attr)
            case ast.comprehension():
                if any(isinstance(part, ast.Attribute) for part in walk(node.target)):
                    yield Forbidden(
                        node.target,
                        "name-allowed",
                        "a comprehension counts with a name of its own",
                        "for item in ...",
                    )
            case ast.arg():
                yield from check_new_name(node, node.arg, modules)
            case ast.ExceptHandler() | ast.MatchAs() | ast.MatchStar() if node.name:
                yield from check_new_name(node, node.name, modules)
            case ast.MatchMapping() if node.rest:
                yield from check_new_name(node, node.rest, modules)


def _check_import(
    node: ast.Import | ast.ImportFrom, allowed: Collection[str], modules: Mapping[str, str]
) -> Iterator[Forbidden]:
    if isinstance(node, ast.ImportFrom) and node.level:
        yield Forbidden(
            node,
            "import-allowed",
            "a witness is no package, so nothing is imported relative to it",
            "name the module alone",
        )
        return
    for alias in node.names:
        module = node.module or "" if isinstance(node, ast.ImportFrom) else alias.name
        if not is_allowed(module, allowed):
            root = module.partition(".")[0]
            close = difflib.get_close_matches(
                root, [name for name in allowed if name != root], n=1, cutoff=0.8
            )
            hint = f'add "{root}" to allow_imports under [tool.builder.witness] in pyproject.toml, or do without it'
            if close:
                hint = f"did you mean '{close[0]}'?"
            elif root in HIDDEN_MODULES:
                hint = "do without it: witnesses are mathematics, not systems programs"
            yield Forbidden(
                alias, "import-allowed", f"'{module}' is not among the allowed imports", hint
            )
        elif alias.name == "*":
            yield Forbidden(
                alias,
                "import-allowed",
                f"'*' hides which names come from '{module}'",
                "import the names that are used",
            )
        else:
            below = module.split(".")[1:] + (
                [alias.name] if isinstance(node, ast.ImportFrom) else []
            )
            for name in below:
                yield from check_reach(alias, name)
                yield from check_private(alias, name)
                if is_library(module):
                    yield from check_closed(alias, name)
        yield from _check_import_name(node, alias, modules)


def _check_import_name(
    node: ast.Import | ast.ImportFrom, alias: ast.alias, modules: Mapping[str, str]
) -> Iterator[Forbidden]:
    """The name that an import binds: one name stands for one thing."""
    name, source = bound_by(node, alias)
    if alias.asname:
        yield from check_name(alias, name)
        last = source.rpartition(".")[2]
        if last in BY_NAME or last in ONLY_DECORATE or last == "load":
            yield Forbidden(alias, "name-allowed", f"'{last}' keeps its name", "leave out 'as'")
        elif name in DECIDING:
            yield from check_bound(alias, name, _NO_IMPORTS)
    if USUAL_NAMES.get(name, source) != source:
        yield from check_bound(alias, name, _NO_IMPORTS)
    if modules[name] != source and not (is_library(source) and is_library(modules[name])):
        message = f"'{name}' stands for '{modules[name]}', and here for '{source}'"
        yield Forbidden(alias, "name-allowed", message, "import one of them under another name")


def _check_call(node: ast.Call, modules: Mapping[str, str], fine: set[int]) -> Iterator[Forbidden]:
    """Calls that are allowed only in a form that can be read off the source."""
    function = node.func
    name = (
        function.id
        if isinstance(function, ast.Name)
        else function.attr
        if isinstance(function, ast.Attribute)
        else ""
    )
    is_plain = isinstance(function, ast.Name)
    if is_plain and name == "open":
        fine.add(id(function))
        if not _only_reads(node):
            hint = 'open(name) or open(name, "rb") reads; results go to the page by print, values and figures'
            yield Forbidden(node, "name-allowed", "a witness writes no files", hint)
    elif (
        is_plain
        and name == "type"
        and len(node.args) == 1
        and not node.keywords
        and not isinstance(node.args[0], ast.Starred)
    ):
        fine.add(id(function))
    elif is_plain and name in ("isinstance", "issubclass"):
        fine.update(id(part) for argument in node.args[1:] for part in list_kinds(argument))
    elif name in BY_NAME:
        fine.add(id(function))
        yield from _check_by_name(node, name)
    elif name in ("load", "ndarray") and is_library(source_of(function, modules)):
        fine.add(id(function))
        if name == "ndarray":
            yield Forbidden(
                node,
                "name-allowed",
                "'ndarray' lays an array over any memory",
                "use np.empty, np.zeros or np.frombuffer",
            )
        elif len(node.args) > 2 or _is_spread(node):
            hint = 'np.load(name), np.load(name, mmap_mode="r")'
            yield Forbidden(
                node, "name-allowed", "'load' takes its arguments one by one here", hint
            )
    if name in MAKES_DATES:
        yield from _check_dates(node, is_date=name == "datetime64")
    for keyword in node.keywords:
        kept = _KEPT_KEYWORDS.get(keyword.arg or "")
        if kept is not None and not (
            isinstance(keyword.value, ast.Constant) and keyword.value.value is kept
        ):
            yield Forbidden(
                keyword,
                "name-allowed",
                f"'{keyword.arg}' is {kept} in a witness",
                f"leave out '{keyword.arg}'",
            )


def _check_by_name(node: ast.Call, name: str) -> Iterator[Forbidden]:
    texts = node.args[BY_NAME[name] :] if name == "attrgetter" else node.args[BY_NAME[name] :][:1]
    starred = any(isinstance(argument, ast.Starred) for argument in node.args)
    if (
        starred
        or not texts
        or not all(isinstance(text, ast.Constant) and isinstance(text.value, str) for text in texts)
    ):
        yield Forbidden(
            node,
            "name-allowed",
            f"'{name}' takes the attribute's name as a plain string here",
            f'{name}(x, "size")',
        )
    for text in texts:
        if isinstance(text, ast.Constant) and isinstance(text.value, str):
            for part in text.value.split("."):
                yield from check_named_reach(text, part)


def _check_dates(node: ast.Call, *, is_date: bool) -> Iterator[Forbidden]:
    """A call that may read a date: the words for which numpy reads the clock."""
    if is_date and node.args and not isinstance(node.args[0], ast.Constant):
        yield Forbidden(
            node,
            "name-allowed",
            "'datetime64' takes its date as a plain text here",
            "np.datetime64('2026-01-31')",
        )
    for part in (found for argument in node.args for found in walk(argument)):
        if isinstance(part, ast.Constant) and str(part.value).strip().lower() in CLOCKS:
            yield Forbidden(
                part,
                "name-allowed",
                f"{part.value!r} differs from day to day",
                "write the date, for example '2026-01-31'",
            )


def _is_spread(node: ast.Call) -> bool:
    return any(isinstance(argument, ast.Starred) for argument in node.args) or any(
        keyword.arg is None for keyword in node.keywords
    )


def _only_reads(node: ast.Call) -> bool:
    if _is_spread(node):
        return False
    named = {keyword.arg: keyword.value for keyword in node.keywords}
    file = node.args[0] if node.args else named.get("file")
    if isinstance(file, ast.Constant) and not isinstance(file.value, str):
        return False  # the number of a file that is open already
    mode = node.args[1] if len(node.args) > 1 else named.get("mode")
    return "opener" not in named and (
        mode is None or (isinstance(mode, ast.Constant) and mode.value in _READ_MODES)
    )


def _check_definition(
    node: Definition, modules: Mapping[str, str], own: set[int], fine: set[int]
) -> Iterator[Forbidden]:
    """A function or class: its name, what it defines of Python's protocols, and what decorates it."""
    if id(node) not in own:
        yield from check_new_name(node, node.name, modules)
    elif DUNDER.match(node.name) and node.name not in METHODS:
        message = f"'{node.name}' lets an object pass for what it is not"
        yield Forbidden(node, "name-allowed", message, "write a method with a name of its own")
    for decorator in reversed(node.decorator_list):
        function = decorator.func if isinstance(decorator, ast.Call) else decorator
        name = (
            function.id
            if isinstance(function, ast.Name)
            else function.attr
            if isinstance(function, ast.Attribute)
            else ""
        )
        if name not in ONLY_DECORATE:
            break
        fine.add(id(function))
        if (
            name == "wraps"
            and isinstance(decorator, ast.Call)
            and (len(decorator.args) != 1 or decorator.keywords or _is_spread(decorator))
        ):
            yield Forbidden(
                decorator, "name-allowed", "'wraps' is given the function alone here", "@wraps(f)"
            )
    if isinstance(node, ast.ClassDef):
        for keyword in node.keywords:
            if keyword.arg in (None, "metaclass"):
                yield Forbidden(
                    keyword,
                    "name-allowed",
                    "a class of classes lets an object pass for what it is not",
                    "write a plain class",
                )
        for part in _walk_body(node):
            if isinstance(part, ast.Assert):
                hint = "move it below the class, or into a function"
                yield Forbidden(
                    part,
                    "name-allowed",
                    "an assertion in the body of a class sees the names of the class",
                    hint,
                )


def _list_members(owner: ast.ClassDef) -> Iterator[ast.AST]:
    """The methods and the fields of a class: their names are its own, and hide no other."""
    for node in owner.body:
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                yield node
            case ast.AnnAssign(target=ast.Name() as target):
                yield target
            case ast.Assign():
                yield from (target for target in node.targets if isinstance(target, ast.Name))


def _walk_body(owner: ast.ClassDef) -> Iterator[ast.AST]:
    """The statements of a class's body that run where it stands."""
    stack: list[ast.AST] = list(owner.body)
    while stack:
        node = stack.pop()
        yield node
        if not isinstance(node, Definition | ast.expr):
            stack += children(node)


def _check_attribute(
    node: ast.Attribute, modules: Mapping[str, str], fine: set[int]
) -> Iterator[Forbidden]:
    source = source_of(node, modules)
    if source and not isinstance(node.ctx, ast.Load):
        message = f"'.{node.attr}' of an imported module is not the witness's to change"
        yield Forbidden(node, "name-allowed", message, "bind a name of your own")
    if not isinstance(node.ctx, ast.Load) and DUNDER.match(node.attr):
        yield Forbidden(
            node, "name-allowed", f"'{node.attr}' is Python's to set", "choose a name of your own"
        )
    if node.attr in BY_NAME and id(node) not in fine:
        yield Forbidden(
            node,
            "name-allowed",
            f"'{node.attr}' is only called, with a plain string",
            f'{node.attr}("size")',
        )
    yield from check_reach(node, node.attr)
    if source:
        yield from check_private(node, node.attr)
    if is_library(source):
        yield from check_closed(node, node.attr)
        if id(node) not in fine:
            yield from _check_only_called(node, modules)


def _check_only_called(
    node: ast.Name | ast.Attribute, modules: Mapping[str, str]
) -> Iterator[Forbidden]:
    """What of a library may stand in one place only."""
    source = source_of(node, modules)
    name = source.rpartition(".")[2] if is_library(source) else ""
    if name in ONLY_DECORATE:
        yield Forbidden(
            node, "name-allowed", f"'{name}' stands right above what it changes", f"@{name}"
        )
    elif name == "load":
        yield Forbidden(
            node,
            "name-allowed",
            "'load' is only called, not passed on",
            "call load(...) where it is needed",
        )


__all__ = ("Forbidden", "find_forbidden", "imported_names", "is_allowed", "source_of")
