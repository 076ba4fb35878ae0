"""The allow-list of a witness: the imports and names that its syntax tree may hold.

The allow-list keeps honest witnesses readable and makes a forged record visible in the source.
The operating system prevents what a run could do to the machine.
Imports no records, since the process that runs witnesses uses this module.
"""

import ast
from collections.abc import Collection, Iterator, Mapping, Sequence

from builder.witness.call_rules import check_call, has_one_argument
from builder.witness.closed import BY_NAME, METHODS, ONLY_DECORATE
from builder.witness.import_rules import check_import
from builder.witness.imports import imported_names, is_library, source_of
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
    forbid_name,
)
from builder.witness.trees import children, last_name, walk

_NO_IMPORTS: Mapping[str, str] = {}
Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def find_forbidden(
    nodes: Sequence[ast.AST], allowed: Collection[str], imported: Mapping[str, str] = _NO_IMPORTS
) -> Iterator[Forbidden]:
    """Yield every import and name among the nodes of a tree that is not allowed.

    A parent comes before its children among the nodes. `allowed` holds module names, each of which
    stands for all modules below it too. `imported` maps the names that other fences of the witness
    import to what they stand for.
    """
    modules = {**dict(imported_names(nodes)), **imported}
    accepted: set[int] = set()  # `id` of nodes that the rules of their parent have allowed
    classes = [node for node in nodes if isinstance(node, ast.ClassDef)]
    members = {id(member) for owner in classes for member in _list_members(owner)}
    for node in nodes:
        match node:
            case ast.Name():
                if id(node) not in accepted:
                    yield from check_name(node, node.id)
                    yield from _check_restricted(node, modules)
                if isinstance(node.ctx, ast.Load):
                    continue
                if DUNDER.match(node.id):
                    yield _forbid_dunder(node, node.id)
                elif id(node) not in members:
                    yield from check_bound(node, node.id, modules)
            case ast.Constant():
                pass
            case ast.Attribute():
                yield from _check_attribute(node, modules, accepted)
            case ast.Call():
                yield from check_call(node, modules, accepted)
            case ast.Import() | ast.ImportFrom():
                yield from check_import(node, allowed, modules)
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                if id(node) not in members:
                    yield from check_new_name(node, node.name, modules)
                elif DUNDER.match(node.name) and node.name not in METHODS:
                    message = f"'{node.name}' lets an object pass for what it is not"
                    yield forbid_name(node, message, "write a method with a name of its own")
                yield from _check_decorators(node, accepted)
                if isinstance(node, ast.ClassDef):
                    yield from _check_class(node)
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
                    message = "a comprehension counts with a name of its own"
                    yield forbid_name(node.target, message, "for item in ...")
            case ast.arg():
                yield from check_new_name(node, node.arg, modules)
            case ast.ExceptHandler() | ast.MatchAs() | ast.MatchStar() if node.name:
                yield from check_new_name(node, node.name, modules)
            case ast.MatchMapping() if node.rest:
                yield from check_new_name(node, node.rest, modules)


def _check_decorators(node: Definition, accepted: set[int]) -> Iterator[Forbidden]:
    """Accept the functions that only decorate, where they stand right above a definition."""
    for decorator in reversed(node.decorator_list):
        function = decorator.func if isinstance(decorator, ast.Call) else decorator
        name = last_name(function)
        if name not in ONLY_DECORATE:
            break
        accepted.add(id(function))
        if not isinstance(decorator, ast.Call) or has_one_argument(decorator):
            continue
        if name == "wraps":
            message = "'wraps' is given the function alone here"
            yield forbid_name(decorator, message, "@wraps(f)")


def _check_class(node: ast.ClassDef) -> Iterator[Forbidden]:
    """Check a class for a metaclass, and its body for assertions."""
    for keyword in node.keywords:
        if keyword.arg in (None, "metaclass"):
            message = "a class of classes lets an object pass for what it is not"
            yield forbid_name(keyword, message, "write a plain class")
    for part in _walk_body(node):
        if isinstance(part, ast.Assert):
            message = "an assertion in the body of a class sees the names of the class"
            yield forbid_name(part, message, "move it below the class, or into a function")


def _list_members(owner: ast.ClassDef) -> Iterator[ast.AST]:
    """Yield the methods and fields of a class, whose names hide no other names."""
    for node in owner.body:
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                yield node
            case ast.AnnAssign(target=ast.Name() as target):
                yield target
            case ast.Assign():
                yield from (target for target in node.targets if isinstance(target, ast.Name))


def _walk_body(owner: ast.ClassDef) -> Iterator[ast.AST]:
    """Yield the statements of a class's body that run in the scope of the class."""
    stack: list[ast.AST] = list(owner.body)
    while stack:
        node = stack.pop()
        yield node
        if not isinstance(node, Definition | ast.expr):
            stack += children(node)


def _check_attribute(
    node: ast.Attribute, modules: Mapping[str, str], accepted: set[int]
) -> Iterator[Forbidden]:
    source = source_of(node, modules)
    if not isinstance(node.ctx, ast.Load):
        if source:
            message = f"'.{node.attr}' of an imported module is not the witness's to change"
            yield forbid_name(node, message, "bind a name of your own")
        if DUNDER.match(node.attr):
            yield _forbid_dunder(node, node.attr)
    if node.attr in BY_NAME and id(node) not in accepted:
        message = f"'{node.attr}' is only called, with a plain string"
        yield forbid_name(node, message, f'{node.attr}("size")')
    yield from check_reach(node, node.attr)
    if source:
        yield from check_private(node, node.attr)
    if is_library(source):
        yield from check_closed(node, node.attr)
        if id(node) not in accepted:
            yield from _check_restricted(node, modules)


def _check_restricted(
    node: ast.Name | ast.Attribute, modules: Mapping[str, str]
) -> Iterator[Forbidden]:
    """Check for functions of a library that may only decorate or only be called."""
    source = source_of(node, modules)
    name = source.rpartition(".")[2] if is_library(source) else ""
    if name in ONLY_DECORATE:
        yield forbid_name(node, f"'{name}' stands right above what it changes", f"@{name}")
    elif name == "load":
        message = "'load' is only called, not passed on"
        yield forbid_name(node, message, "call load(...) where it is needed")


def _forbid_dunder(node: ast.AST, name: str) -> Forbidden:
    return forbid_name(node, f"'{name}' is Python's to set", "choose a name of your own")
