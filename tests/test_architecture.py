"""The layer table of ARCHITECTURE.md, read from the imports, and the size of modules."""

import ast
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
    "stages": {"records", "alone", "render"},
    "witnesses": {"records", "alone", "stages", *STAGES},
    "pipeline": {"records", "alone", "stages", "witnesses", *STAGES},
    "ahead": {"records", "alone", "check", "stages", "witnesses", "pipeline", "render"},
    "commands": {"records", "effects", "alone", "stages", "witnesses", "pipeline", "ahead", "commands", *STAGES},
    "cli": {"records", "commands", "effects"},
    "__main__": {"cli"},
}


def layer_of(path: Path) -> str:
    return path.relative_to(BUILDER).parts[0].removesuffix(".py")


def imported_names(path: Path) -> set[str]:
    """The modules that a module imports; an import in a text that it writes is none."""
    tree = ast.parse(path.read_text("utf-8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    return names | {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}


def imported_layers(path: Path) -> set[str]:
    return {name.split(".")[1] for name in imported_names(path) if name.startswith("builder.")}


@pytest.mark.parametrize(
    "path", [path for path in MODULES if path != BUILDER / "__init__.py"], ids=lambda path: str(path.relative_to(BUILDER))
)
def test_a_module_imports_only_what_its_layer_may(path: Path) -> None:
    assert imported_layers(path) <= ALLOWED[layer_of(path)]


def test_only_effects_and_commands_touch_disk_and_processes() -> None:
    worldly = {"subprocess", "os", "shutil", "socket", "multiprocessing", "threading", "signal", "time", "tempfile"}
    allowed = {"effects", "commands", "cli", "__main__"}
    offenders = [
        str(path.relative_to(BUILDER))
        for path in MODULES
        if layer_of(path) not in allowed and worldly & {name.partition(".")[0] for name in imported_names(path)}
    ]
    assert offenders == []


def test_no_module_grows_past_300_lines() -> None:
    lengths = {str(path.relative_to(BUILDER)): len(path.read_text("utf-8").splitlines()) for path in MODULES}
    assert {name: length for name, length in lengths.items() if length > 300} == {}


def test_every_module_says_its_idea_first() -> None:
    assert [str(path) for path in MODULES if not ast.get_docstring(ast.parse(path.read_text("utf-8")))] == []
