"""The layer table of ARCHITECTURE.md, read from the imports, and the size of modules."""

import ast
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

BUILDER = Path(__file__).parents[1] / "builder"
MODULES = sorted(BUILDER.rglob("*.py"))
STAGES = {"load", "graph", "check", "witness", "review", "move", "render", "report"}

ALLOWED = {
    "records": {"records"},
    **{stage: {"records", stage} for stage in STAGES},
    "effects": {"records", "effects", "witness"},
    "alone": {"records", "load", "witness"},
    "stages": {"records", "alone"},
    "steps": {"records", "load"},
    "witnesses": {"records", "alone", "stages", "steps", *STAGES},
    "pages": {"records", "stages", "steps", *STAGES},
    "pipeline": {"records", "alone", "stages", "steps", "witnesses", "pages", *STAGES},
    "commands": {
        "records",
        "effects",
        "alone",
        "stages",
        "steps",
        "witnesses",
        "pages",
        "pipeline",
        "commands",
        *STAGES,
    },
    "cli": {"records", "commands", "effects"},
    "__main__": {"cli"},
}


def layer_of(path: Path) -> str:
    return path.relative_to(BUILDER).parts[0].removesuffix(".py")


def imported_names(path: Path) -> set[str]:
    """Return the modules that a module imports; an import in a text that it writes is none."""
    tree = ast.parse(path.read_text("utf-8"))
    names = {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    }
    return names | {
        node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)
    }


def imported_layers(path: Path) -> set[str]:
    return {name.split(".")[1] for name in imported_names(path) if name.startswith("builder.")}


@pytest.mark.parametrize(
    "path",
    [path for path in MODULES if path != BUILDER / "__init__.py"],
    ids=lambda path: str(path.relative_to(BUILDER)),
)
def test_a_module_imports_only_what_its_layer_may(path: Path) -> None:
    assert imported_layers(path) <= ALLOWED[layer_of(path)]


def test_only_effects_and_commands_touch_disk_and_processes() -> None:
    worldly = {
        "subprocess",
        "os",
        "shutil",
        "socket",
        "multiprocessing",
        "threading",
        "signal",
        "time",
        "tempfile",
    }
    allowed = {"effects", "commands", "cli", "__main__"}
    offenders = [
        str(path.relative_to(BUILDER))
        for path in MODULES
        if layer_of(path) not in allowed
        and worldly & {name.partition(".")[0] for name in imported_names(path)}
    ]
    assert offenders == []


def test_no_module_grows_past_300_lines() -> None:
    lengths = {
        str(path.relative_to(BUILDER)): len(path.read_text("utf-8").splitlines())
        for path in MODULES
    }
    assert {name: length for name, length in lengths.items() if length > 300} == {}


def test_every_module_says_its_idea_first() -> None:
    assert [
        str(path) for path in MODULES if not ast.get_docstring(ast.parse(path.read_text("utf-8")))
    ] == []


def test_no_modules_import_each_other_in_a_circle() -> None:
    """Imports inside functions count too; those for types alone do not, since nothing is imported by them."""
    modules = {_name_of(path): path for path in MODULES}
    imports = {name: set(_list_imports(path, modules)) - {name} for name, path in modules.items()}
    order = TopologicalSorter(imports)
    try:
        order.prepare()
    except CycleError as error:
        pytest.fail(f"a circle of imports: {' -> '.join(error.args[1])}")


def _name_of(path: Path) -> str:
    return ".".join(path.relative_to(BUILDER.parent).with_suffix("").parts).removesuffix(
        ".__init__"
    )


def _list_imports(path: Path, modules: Mapping[str, Path]) -> Iterator[str]:
    """Yield the modules of ours that a module imports; `from package import name` counts as the module of that name where there is one."""
    tree = ast.parse(path.read_text("utf-8"))
    for_types = {
        id(part) for node in ast.walk(tree) if _is_for_types(node) for part in ast.walk(node)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Import) and id(node) not in for_types:
            yield from (alias.name for alias in node.names if alias.name in modules)
        elif (
            isinstance(node, ast.ImportFrom)
            and id(node) not in for_types
            and node.module in modules
        ):
            below = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from (name for name in below if name in modules)
            if any(name not in modules for name in below):
                yield node.module


def _is_for_types(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.If)
        and isinstance(node.test, ast.Name)
        and node.test.id == "TYPE_CHECKING"
    )
