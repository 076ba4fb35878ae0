"""Rewrites a witness so that every value which enters it is looked at while it runs.

A value enters by an attribute, a subscript, a call's result, an import, a parameter, an iteration, an unpacking, an exception, a
pattern or a generator's `send`. There the expression is wrapped in a call of `values.ValueGuard`, or a statement that looks at the new
names is put behind the binding. An attribute is changed only on what the witness made itself. The functions are called through
constants of the code object, as the recorder is, so no name leads to them. Imports no records: the process that runs witnesses uses it.
"""

import ast
import builtins
import types
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from builder.witness.closed import CLOSED, FORBIDDEN_NAMES, ONLY_DECORATE
from builder.witness.instrument import FRAME_BOUND
from builder.witness.trees import list_kinds, walk
from builder.witness.values import ValueGuard, find_disguise

_OPEN_TO_CHANGE = (types.FunctionType, types.SimpleNamespace, type(np.zeros(0).flags))
_OF_ARRAYS = frozenset({"flat", "imag", "real", "shape"})
_READ = CLOSED.keys() | ONLY_DECORATE | {"load", "path"}
_WRAPPED = (ast.Attribute, ast.Subscript, ast.Call, ast.Await, ast.Yield, ast.YieldFrom)
_ANNOTATIONS = frozenset({"annotation", "returns"})
_BLOCKS = ("body", "orelse", "finalbody")
_ONLY_CALLED = frozenset({"getattr", "hasattr", "open", "type"})
_PYTHONS = (
    frozenset(dir(builtins))
    - FORBIDDEN_NAMES
    - _ONLY_CALLED
    - {"__builtins__", "__import__", "__loader__", "__spec__"}
)


def guard_values(
    trees: Sequence[ast.mod], imported: Collection[str], token: str, ours: Collection[str] = ()
) -> None:
    """Put the guards into the trees of one program, in place; calls go to constants `token + name`.

    `imported` are the names that the program's imports bind: the allow-list has followed what begins with one of them. `ours` are names
    that the engine gives the program.
    """
    parts = [walk(tree) for tree in trees]
    bound = frozenset(name for nodes in parts for name in _list_bound(nodes))
    for nodes in parts:
        _Guard(imported, bound, bound | _PYTHONS | frozenset(ours), token).rewrite(nodes)


def guard_functions(
    token: str, guard: ValueGuard, own_modules: Collection[str]
) -> Mapping[str, object]:
    """Return what stands behind the constants of code that was guarded with this token."""
    own: set[type] = set()  # the classes that the witness's own statements made

    def made(value: object) -> object:
        guard.value(value)
        if isinstance(value, type):
            own.add(value)
            if name := find_disguise(value, own):
                guard.refuse(
                    f"'{name}' of '{value.__name__}' lets it pass for another value: derive it from no number and no sequence"
                )
        return value

    def change(owner: object, name: str) -> object:
        kind = type(owner)
        is_own = (
            kind in own or kind in _OPEN_TO_CHANGE or (kind is np.ndarray and name in _OF_ARRAYS)
        )
        if (
            (isinstance(owner, type) and owner not in own)
            or not (is_own or isinstance(owner, type))
            or name.startswith("__")
        ):
            told = (
                owner.__name__
                if isinstance(owner, type | types.ModuleType)
                else f"a {kind.__name__}"
            )
            guard.refuse(f"'.{name}' of '{told}' is not the witness's to change")
        return owner

    def read(owner: object, name: str) -> object:
        if isinstance(owner, ImportError):
            guard.refuse(f"'.{name}' of an import says where the machine has its packages")
        if (
            isinstance(owner, types.ModuleType)
            and owner.__name__ not in own_modules
            and name != "path"
        ):
            guard.refuse(f"'.{name}' of '{owner.__name__}' is closed to witnesses")
        return owner

    functions: dict[str, Callable[..., object]] = {"change": change, "read": read, "made": made}
    functions |= {
        name: getattr(guard, name)
        for name in ("value", "step", "names", "imported", "each", "named")
    }
    return {token + name: function for name, function in functions.items()}


class _Guard:
    """Rewrites the nodes of one tree. `bound` are the names that the program binds, `known` these and Python's own."""

    def __init__(
        self, imported: Collection[str], bound: Collection[str], known: Collection[str], token: str
    ) -> None:
        self._imported = imported
        self._bound = bound
        self._known = known
        self._unchanged: set[int] = set()
        self._token = token

    def rewrite(self, nodes: Sequence[ast.AST]) -> None:
        """Wrap expressions first, then put in statements: what is put in is not wrapped again."""
        inner = {
            id(node.value)
            for node in nodes
            if isinstance(node, ast.Attribute) and self._is_chain(node)
        }
        self._unchanged = {id(part) for node in nodes for part in _list_unchanged(node)}
        for node in nodes:
            if id(node) not in self._unchanged:
                self._guard_owner(node, inner)
                self._wrap_fields(node, inner)
                self._guard_call(node)
        for node in nodes:
            self._guard_bindings(node)

    def _guard_owner(self, node: ast.AST, inner: Collection[int]) -> None:
        """Ask what stands before a dot where an attribute is changed, or read that libraries keep to themselves."""
        if isinstance(node, ast.Attribute):
            is_read = isinstance(node.ctx, ast.Load)
            if not is_read or (
                (node.attr in _READ or _is_private(node.attr)) and not self._is_chain(node)
            ):
                owner = self._wrap(node.value, inner)
                node.value = self._call(
                    "read" if is_read else "change", owner, ast.Constant(node.attr)
                )

    def _wrap_fields(self, node: ast.AST, inner: Collection[int]) -> None:
        """Wrap the expressions right below a node; the value of a statement that only calls is dropped, and is not."""
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            return
        if _asks_for_name(node):
            return
        for field in node._fields:
            value = getattr(node, field, None)
            if (
                field in _ANNOTATIONS
                or value is None
                or (field == "func" and _is_named(value, _ONLY_CALLED))
            ):
                continue
            if isinstance(value, list):
                value[:] = [self._wrap(part, inner) for part in value]
            elif isinstance(value, ast.AST):
                setattr(node, field, self._wrap(value, inner))

    def _wrap(
        self, node: Any, inner: Collection[int]
    ) -> Any:  # Any: a field of a node may hold anything
        if id(node) in self._unchanged:
            return node
        if isinstance(node, ast.Name):
            is_foreign = isinstance(node.ctx, ast.Load) and node.id not in self._known
            return self._call("step", node) if is_foreign else node
        if not isinstance(node, _WRAPPED) or not isinstance(
            getattr(node, "ctx", ast.Load()), ast.Load
        ):
            return node
        if isinstance(node, ast.Call) and (
            isinstance(node.func, ast.Constant) or self._is_frame_bound(node.func)
        ):
            return node  # the recorder's own call, or `super()`, which Python must see as it stands
        return self._call("step" if id(node) in inner else "value", node)

    def _guard_call(self, node: ast.AST) -> None:
        """Look at what a call takes after `*` and `**`."""
        if isinstance(node, ast.Call):
            for part in node.args:
                if isinstance(part, ast.Starred):
                    part.value = self._call("each", part.value)
            for keyword in node.keywords:
                if keyword.arg is None:
                    keyword.value = self._call("named", keyword.value)

    def _guard_bindings(self, node: ast.AST) -> None:
        """Look at what a node binds, as soon as it is bound."""
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                if node.decorator_list:
                    node.decorator_list.insert(0, self._constant("value", node))
                self._begin(
                    node.body,
                    [part.arg for part in _list_arguments(node.args)],
                    node,
                    after_docstring=True,
                )
            case ast.Lambda(args=arguments) if names := [
                part.arg for part in _list_arguments(arguments)
            ]:
                node.body = ast.copy_location(
                    ast.BoolOp(ast.And(), [self._names(names, node.body), node.body]), node.body
                )
            case ast.ClassDef():
                node.decorator_list.insert(0, self._constant("made", node))
                node.decorator_list.append(self._constant("made", node))
            case ast.For() | ast.AsyncFor():
                self._begin(node.body, _stored((node.target,)), node)
            case ast.With() | ast.AsyncWith():
                self._begin(node.body, _stored(_list_kept(node.items)), node)
            case ast.ExceptHandler(name=str() as name):
                self._begin(node.body, [name], node)
            case ast.comprehension() if names := _stored((node.target,)):
                node.ifs.insert(0, self._names(names, node.target))
            case ast.match_case() if names := list(_list_bound(walk(node.pattern))):
                looked: ast.expr = self._names(names, node.pattern)
                node.guard = (
                    looked
                    if node.guard is None
                    else ast.copy_location(ast.BoolOp(ast.And(), [looked, node.guard]), node.guard)
                )
        for name in _BLOCKS:
            block = getattr(node, name, None)
            if isinstance(block, list):
                block[:] = [part for statement in block for part in self._secure(statement)]

    def _secure(self, statement: ast.stmt) -> Iterator[ast.stmt]:
        """Yield a statement with what looks at the names that it binds, where no expression of it has made their values by itself.

        Where it may fail with some names bound and not looked at, no name keeps its value.
        """
        match statement:
            case ast.Import() | ast.ImportFrom() if (
                getattr(statement, "module", "") != "__future__"
            ):
                yield from (
                    statement,
                    self._look("imported", list(_list_bound(walk(statement))), statement),
                )
            case ast.Assign(targets=targets) if names := _stored(
                [part for part in targets if not isinstance(part, ast.Name)]
            ):
                look = self._look("names", names, statement)
                yield from (
                    (self._reset([statement, look], names),)
                    if _is_partial(targets)
                    else (statement, look)
                )
            case ast.For(target=target) | ast.AsyncFor(target=target) if _is_partial([target]):
                yield self._reset([statement], _stored([target]))
            case ast.With(items=items) | ast.AsyncWith(items=items) if _is_partial(
                kept := _list_kept(items)
            ):
                yield self._reset([statement], _stored(kept))
            case ast.Match(cases=cases) if names := [
                name for case in cases for name in _list_bound(walk(case.pattern))
            ]:
                yield self._reset([statement], names)
            case _:
                yield statement

    def _reset(self, block: list[ast.stmt], names: Sequence[str]) -> ast.stmt:
        """Wrap statements so that the names hold nothing when they fail; even where there is no room left for a call."""
        if not names:
            return block[0]
        like = block[0]
        nothing = ast.Assign(
            targets=[ast.Name(id=name, ctx=ast.Store()) for name in dict.fromkeys(names)],
            value=ast.Constant(None),
        )
        handler = ast.ExceptHandler(type=None, name=None, body=[nothing, ast.Raise()])
        secured = ast.Try(body=block, handlers=[handler], orelse=[], finalbody=[])
        for made in (nothing, *nothing.targets, nothing.value, handler, handler.body[1], secured):
            ast.copy_location(made, like)
        return secured

    def _begin(
        self,
        block: list[ast.stmt],
        names: Sequence[str],
        owner: ast.AST,
        *,
        after_docstring: bool = False,
    ) -> None:
        if names:
            has_docstring = after_docstring and ast.get_docstring(owner, clean=False) is not None  # type: ignore[arg-type]  # a function
            block.insert(1 if has_docstring else 0, self._look("names", names, block[0]))

    def _look(self, function: str, names: Sequence[str], like: ast.AST) -> ast.stmt:
        return self._reset(
            [ast.copy_location(ast.Expr(self._names(names, like, function)), like)], names
        )

    def _names(self, names: Sequence[str], like: ast.AST, function: str = "names") -> ast.Call:
        loaded: list[ast.expr] = [
            ast.copy_location(ast.Name(id=name, ctx=ast.Load()), like) for name in names
        ]
        call = ast.Call(func=self._constant(function, like), args=loaded, keywords=[])
        return ast.copy_location(call, like)

    def _call(self, function: str, *arguments: ast.expr) -> ast.Call:
        like = arguments[0]
        for made in arguments[1:]:
            ast.copy_location(made, like)
        return ast.copy_location(
            ast.Call(func=self._constant(function, like), args=list(arguments), keywords=[]), like
        )

    def _constant(self, function: str, like: ast.AST) -> ast.Constant:
        return ast.copy_location(ast.Constant(self._token + function), like)

    def _is_frame_bound(self, function: ast.expr) -> bool:
        return (
            isinstance(function, ast.Name)
            and function.id in FRAME_BOUND
            and function.id not in self._bound
        )

    def _is_chain(self, node: ast.expr) -> bool:
        """True if dots alone lead to the node from an imported name."""
        while isinstance(node, ast.Attribute):
            node = node.value
        return isinstance(node, ast.Name) and node.id in self._imported


def _list_unchanged(node: ast.AST) -> list[ast.AST]:
    """What stays as it is written: values and classes of patterns, in which no call may stand, and the classes that `isinstance` names."""
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
    """True for `type(x).__name__`: the class is asked for its name, and goes nowhere."""
    match node:
        case ast.Attribute(
            value=ast.Call(func=ast.Name(id="type"), args=[_], keywords=[]), attr="__name__"
        ):
            return True
    return False


def _stored(targets: Iterable[ast.expr]) -> list[str]:
    """The names among the targets of a binding."""
    nodes = (node for target in targets for node in walk(target))
    return [
        node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    ]


def _list_bound(nodes: Sequence[ast.AST]) -> Iterator[str]:
    """Every name that one of the nodes binds, in any scope."""
    for node in nodes:
        match node:
            case (
                ast.Name(id=name, ctx=ast.Store() | ast.Del())
                | ast.arg(arg=name)
                | ast.MatchMapping(rest=str() as name)
            ):
                yield name
            case (
                ast.ExceptHandler(name=str() as name)
                | ast.MatchAs(name=str() as name)
                | ast.MatchStar(name=str() as name)
            ):
                yield name
            case (
                ast.FunctionDef(name=name)
                | ast.AsyncFunctionDef(name=name)
                | ast.ClassDef(name=name)
            ):
                yield name
            case ast.alias():
                yield node.asname or node.name.partition(".")[0]


def _list_arguments(arguments: ast.arguments) -> list[ast.arg]:
    """The parameters of a function; what `*` and `**` gather is looked at where it is taken apart."""
    return [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]


def _list_kept(items: Sequence[ast.withitem]) -> list[ast.expr]:
    return [item.optional_vars for item in items if item.optional_vars is not None]


def _is_partial(targets: Sequence[ast.expr]) -> bool:
    """True if a binding may fail with one name bound and another not: targets within targets, or an attribute or item among them."""
    parts = [
        part
        for target in targets
        for part in (target.elts if isinstance(target, ast.Tuple | ast.List) else [])
    ]
    return (
        any(
            not isinstance(part.value if isinstance(part, ast.Starred) else part, ast.Name)
            for part in parts
        )
        or len(targets) > 1
    )


def _is_named(node: object, names: Collection[str]) -> bool:
    return isinstance(node, ast.Name) and node.id in names


def _is_private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__")
