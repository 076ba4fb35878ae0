"""Rewrites a witness so that every value that enters it is checked while it runs.

A value enters by an attribute, a subscript, a call's result, an import, a parameter, an iteration,
an unpacking, an exception, a pattern or a generator's `send`. An expression of this kind is wrapped
in a call of `values.ValueGuard`. A statement that binds names gets a second one that checks them.
An attribute is changed only on what the witness made itself (`attribute_guard`).
The functions are called through constants of the code object, like those of the recorder, so that
no name leads to them. Imports no records, since the process that runs witnesses uses this module.
"""

import ast
import builtins
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from builder.witness.bindings import (
    can_bind_in_part,
    list_bound,
    list_parameters,
    list_stored,
    list_with_targets,
)
from builder.witness.closed import CLOSED, FORBIDDEN_NAMES, ONLY_DECORATE, name_set
from builder.witness.conditions import FRAME_BOUND
from builder.witness.trees import list_kinds, walk

_READ = CLOSED.keys() | ONLY_DECORATE | {"load", "path"}
_WRAPPED = (ast.Attribute, ast.Subscript, ast.Call, ast.Await, ast.Yield, ast.YieldFrom)
_ANNOTATIONS = name_set("annotation returns")
_BLOCKS = ("body", "orelse", "finalbody")
_ONLY_CALLED = name_set("getattr hasattr open type")
_NOT_READ = FORBIDDEN_NAMES | name_set("__builtins__ __import__ __loader__ __spec__")
_PYTHONS = frozenset(dir(builtins)) - _ONLY_CALLED - _NOT_READ


def guard_values(
    trees: Sequence[ast.mod], imported: Collection[str], token: str, ours: Collection[str] = ()
) -> None:
    """Put the guards into the trees of one program, in place; calls go to constants `token + name`.

    `imported` are the names that the program's imports bind; the allow-list has followed every
    dotted name that begins with one of them. `ours` are names that the engine gives the program.
    """
    parts = [walk(tree) for tree in trees]
    bound = frozenset(name for nodes in parts for name in list_bound(nodes))
    for nodes in parts:
        _Guard(imported, bound, bound | _PYTHONS | frozenset(ours), token).rewrite(nodes)


class _Guard:
    """Rewrites the nodes of one tree.

    `bound` are the names that the program binds, `known` these and the names that need no check.
    """

    def __init__(
        self, imported: Collection[str], bound: Collection[str], known: Collection[str], token: str
    ) -> None:
        self._imported = imported
        self._bound = bound
        self._known = known
        self._unchanged: set[int] = set()  # `id` of the nodes that stay as they are written
        self._inner: set[int] = set()  # `id` of the inner parts of dotted names
        self._token = token

    def rewrite(self, nodes: Sequence[ast.AST]) -> None:
        """Wrap expressions first, then insert statements, so that these are not wrapped."""
        self._inner = {
            id(node.value)
            for node in nodes
            if isinstance(node, ast.Attribute) and self._is_dotted(node)
        }
        self._unchanged = {id(part) for node in nodes for part in _list_unchanged(node)}
        for node in nodes:
            if id(node) not in self._unchanged:
                self._guard_owner(node)
                self._wrap_fields(node)
                self._guard_unpacked(node)
        for node in nodes:
            self._guard_bindings(node)

    def _guard_owner(self, node: ast.AST) -> None:
        """Check the object before a dot if the attribute is changed, private or closed."""
        if not isinstance(node, ast.Attribute):
            return
        is_read = isinstance(node.ctx, ast.Load)
        is_private = node.attr.startswith("_") and not node.attr.startswith("__")
        if is_read and (self._is_dotted(node) or not (is_private or node.attr in _READ)):
            return
        function = "read" if is_read else "change"
        node.value = self._call(function, self._wrap(node.value), ast.Constant(node.attr))

    def _wrap_fields(self, node: ast.AST) -> None:
        """Wrap the expressions right below a node, except a call whose result is dropped."""
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            return
        if _asks_for_name(node):
            return
        for field in node._fields:
            value = getattr(node, field, None)
            if field in _ANNOTATIONS or value is None:
                continue
            if field == "func" and isinstance(value, ast.Name) and value.id in _ONLY_CALLED:
                continue
            if isinstance(value, list):
                value[:] = [self._wrap(part) for part in value]
            elif isinstance(value, ast.AST):
                setattr(node, field, self._wrap(value))

    def _wrap(self, node: Any) -> Any:  # Any: a field of a node may hold anything
        if id(node) in self._unchanged:
            return node
        if isinstance(node, ast.Name):
            is_unknown = isinstance(node.ctx, ast.Load) and node.id not in self._known
            return self._call("step", node) if is_unknown else node
        is_loaded = isinstance(getattr(node, "ctx", ast.Load()), ast.Load)
        if not isinstance(node, _WRAPPED) or not is_loaded:
            return node
        if isinstance(node, ast.Call) and self._stays_direct(node.func):
            return node
        return self._call("step" if id(node) in self._inner else "value", node)

    def _stays_direct(self, function: ast.expr) -> bool:
        """Return true for the recorder's own calls, and for `super()`, which looks at its frame."""
        if isinstance(function, ast.Constant):
            return True
        if not isinstance(function, ast.Name) or function.id in self._bound:
            return False
        return function.id in FRAME_BOUND

    def _guard_unpacked(self, node: ast.AST) -> None:
        """Check what a call takes after `*` and `**`."""
        if isinstance(node, ast.Call):
            for part in node.args:
                if isinstance(part, ast.Starred):
                    part.value = self._call("each", part.value)
            for keyword in node.keywords:
                if keyword.arg is None:
                    keyword.value = self._call("named", keyword.value)

    def _guard_bindings(self, node: ast.AST) -> None:
        """Check the names that a node binds as soon as they are bound."""
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                if node.decorator_list:
                    node.decorator_list.insert(0, self._constant("value", node))
                start = 0 if ast.get_docstring(node, clean=False) is None else 1
                self._check_first(node.body, list_parameters(node.args), start)
            case ast.Lambda(args=arguments) if names := list_parameters(arguments):
                node.body = self._check_and(names, node.body, node.body)
            case ast.ClassDef():
                node.decorator_list.insert(0, self._constant("made", node))
                node.decorator_list.append(self._constant("made", node))
            case ast.For() | ast.AsyncFor():
                self._check_first(node.body, list_stored((node.target,)))
            case ast.With() | ast.AsyncWith():
                self._check_first(node.body, list_stored(list_with_targets(node.items)))
            case ast.ExceptHandler(name=str() as name):
                self._check_first(node.body, [name])
            case ast.comprehension() if names := list_stored((node.target,)):
                node.ifs.insert(0, self._check_names(names, node.target))
            case ast.match_case() if names := list(list_bound(walk(node.pattern))):
                node.guard = self._check_and(names, node.pattern, node.guard)
        for name in _BLOCKS:
            block = getattr(node, name, None)
            if isinstance(block, list):
                block[:] = [part for statement in block for part in self._secure(statement)]

    def _secure(self, statement: ast.stmt) -> Iterator[ast.stmt]:
        """Yield a statement, and a check of the names that it binds to values not checked so far.

        A statement may fail when some of its names are bound and not checked. Then all its names
        are reset.
        """
        match statement:
            case ast.ImportFrom(module="__future__"):
                yield statement
            case ast.Import() | ast.ImportFrom():
                yield statement
                yield self._check_statement(
                    statement, list(list_bound(walk(statement))), "imported"
                )
            case ast.Assign(targets=targets) if names := list_stored(
                part for part in targets if not isinstance(part, ast.Name)
            ):
                check = self._check_statement(statement, names)
                if can_bind_in_part(targets):
                    yield self._reset_on_failure([statement, check], names)
                else:
                    yield from (statement, check)
            case ast.For(target=target) | ast.AsyncFor(target=target) if can_bind_in_part([target]):
                yield self._reset_on_failure([statement], list_stored([target]))
            case ast.With(items=items) | ast.AsyncWith(items=items) if can_bind_in_part(
                targets := list_with_targets(items)
            ):
                yield self._reset_on_failure([statement], list_stored(targets))
            case ast.Match(cases=cases):
                names = [name for case in cases for name in list_bound(walk(case.pattern))]
                yield self._reset_on_failure([statement], names)
            case _:
                yield statement

    def _reset_on_failure(self, block: list[ast.stmt], names: Sequence[str]) -> ast.stmt:
        """Wrap statements so that their names hold `None` after a failure.

        The handler calls nothing, so it works where the stack has no room left for a call.
        """
        if not names:
            return block[0]
        targets = [ast.Name(id=name, ctx=ast.Store()) for name in dict.fromkeys(names)]
        reset = ast.Assign(targets=[*targets], value=ast.Constant(None))
        handler = ast.ExceptHandler(type=None, name=None, body=[reset, ast.Raise()])
        secured = ast.Try(body=block, handlers=[handler], orelse=[], finalbody=[])
        for new in (reset, *targets, reset.value, handler, handler.body[1], secured):
            ast.copy_location(new, block[0])
        return secured

    def _check_first(self, block: list[ast.stmt], names: Sequence[str], start: int = 0) -> None:
        """Insert a check of the names before a block, at index `start`."""
        if names:
            block.insert(start, self._check_statement(block[0], names))

    def _check_statement(
        self, like: ast.AST, names: Sequence[str], function: str = "names"
    ) -> ast.stmt:
        """Return a statement that checks the names, at the place of `like`."""
        check = ast.copy_location(ast.Expr(self._check_names(names, like, function)), like)
        return self._reset_on_failure([check], names)

    def _check_and(self, names: Sequence[str], like: ast.AST, then: ast.expr | None) -> ast.expr:
        """Return an expression that checks the names, then evaluates `then`."""
        check = self._check_names(names, like)
        if then is None:
            return check
        return ast.copy_location(ast.BoolOp(ast.And(), [check, then]), then)

    def _check_names(
        self, names: Sequence[str], like: ast.AST, function: str = "names"
    ) -> ast.Call:
        """Return a call that checks the values of the names, at the place of `like`."""
        loaded = [ast.copy_location(ast.Name(id=name, ctx=ast.Load()), like) for name in names]
        call = ast.Call(func=self._constant(function, like), args=[*loaded], keywords=[])
        return ast.copy_location(call, like)

    def _call(self, function: str, *arguments: ast.expr) -> ast.Call:
        like = arguments[0]
        for argument in arguments[1:]:
            ast.copy_location(argument, like)
        call = ast.Call(func=self._constant(function, like), args=list(arguments), keywords=[])
        return ast.copy_location(call, like)

    def _constant(self, function: str, like: ast.AST) -> ast.Constant:
        return ast.copy_location(ast.Constant(self._token + function), like)

    def _is_dotted(self, node: ast.expr) -> bool:
        """Return true for a dotted name that begins at an imported name."""
        while isinstance(node, ast.Attribute):
            node = node.value
        return isinstance(node, ast.Name) and node.id in self._imported


def _list_unchanged(node: ast.AST) -> list[ast.AST]:
    """Return the parts of a node that are not rewritten.

    These are the values and classes of patterns, in which no call may stand, and the classes that
    `isinstance` names.
    """
    match node:
        case ast.MatchValue():
            return walk(node)
        case ast.MatchClass():
            return walk(node.cls)
        case ast.MatchMapping():
            return [part for key in node.keys for part in walk(key)]
        case ast.Call(func=ast.Name(id="isinstance" | "issubclass"), args=[_, kinds]):
            return [*list_kinds(kinds)]
    return []


def _asks_for_name(node: ast.AST) -> bool:
    """Return true for `type(x).__name__`: the name of the class is read, and the class is not."""
    match node:
        case ast.Attribute(
            value=ast.Call(func=ast.Name(id="type"), args=[_], keywords=[]), attr="__name__"
        ):
            return True
    return False
