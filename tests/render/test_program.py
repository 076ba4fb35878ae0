"""The program and the notebook of a page run alone in an empty folder, and overwrite nothing."""

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.records.problem import has_errors
from builder.render.exports.program import MOST_CARRIED, name_programs, write_literal
from builder.stages import Built
from tests.atlases import make_concept
from tests.built import build_held
from tests.file_atlas import CONCEPT, FILES, FOLDER, SMALL, write_file_atlas

EXAMPLE = SMALL.parents[1] / "example/in"
PAGES = {"files": CONCEPT, "small": CONCEPT, "example": "statistics/monte-carlo-error"}
Case = tuple[str, Built]


def build(root: Path) -> Built:
    built = build_held(root)
    assert not has_errors(built.problems)
    return built


@pytest.fixture(scope="module", params=sorted(PAGES))
def case(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Case:
    """Return the id of a page, and its site built."""
    roots = {"small": SMALL, "example": EXAMPLE}
    root = roots.get(request.param) or write_file_atlas(tmp_path_factory.mktemp("atlas"))
    return PAGES[request.param], build(root)


@pytest.fixture(scope="module")
def with_files(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return build(write_file_atlas(tmp_path_factory.mktemp("atlas")))


def printed(built: Built, id: str) -> str:
    """Return what the page's witness printed in the build."""
    return "".join(text for _, text in built.read_evidence(id).outputs)


def run(folder: Path, *arguments: str, stdin: str = "") -> "subprocess.CompletedProcess[str]":
    """Plain Python in the folder; figures are drawn without a screen."""
    return subprocess.run(
        [sys.executable, "-B", *arguments],
        cwd=folder,
        input=stdin,
        env={"MPLBACKEND": "agg"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_program_runs_alone_and_prints_what_the_build_printed(
    case: Case, tmp_path: Path
) -> None:
    id, built = case
    (tmp_path / "program.py").write_bytes(built.site.files[f"{id}/program.py"])
    for _ in range(2):  # the second time its files are there
        ended = run(tmp_path, "program.py")
        assert (ended.returncode, ended.stderr, ended.stdout) == (0, "", printed(built, id))


def test_the_cells_of_the_notebook_run_in_order(case: Case, tmp_path: Path) -> None:
    id, built = case
    notebook = json.loads(built.site.files[f"{id}/notebook.ipynb"])
    cells = ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]
    run_cells = f"import json, sys\nspace = {{'__name__': '__main__'}}\nfor cell in json.loads({json.dumps(cells)!r}):\n    exec(cell, space)\n"
    ended = run(tmp_path, "-", stdin=run_cells)
    assert (ended.returncode, ended.stderr, ended.stdout) == (0, "", printed(built, id))


def test_the_notebook_has_what_its_format_asks_for(case: Case) -> None:
    id, built = case
    notebook = json.loads(built.site.files[f"{id}/notebook.ipynb"])
    assert (
        notebook["nbformat"],
        notebook["nbformat_minor"],
        notebook["metadata"]["kernelspec"]["name"],
    ) == (4, 5, "python3")
    common = {"cell_type", "id", "metadata", "source"}
    assert {frozenset(cell) for cell in notebook["cells"]} == {
        frozenset(common),
        frozenset(common | {"execution_count", "outputs"}),
    }
    assert len({cell["id"] for cell in notebook["cells"]}) == len(notebook["cells"])


def test_an_assertion_that_fails_stops_the_program(with_files: Built, tmp_path: Path) -> None:
    program = with_files.site.files[f"{CONCEPT}/program.py"].decode()
    assert "total < 1" in program
    (tmp_path / "program.py").write_text(program.replace("total < 1", "total > 1"), "utf-8")
    assert "AssertionError: stays-below" in run(tmp_path, "program.py").stderr


def test_the_program_writes_every_file_byte_for_byte_beside_itself(
    with_files: Built, tmp_path: Path
) -> None:
    (tmp_path / "here").mkdir()
    (tmp_path / "here/program.py").write_bytes(with_files.site.files[f"{CONCEPT}/program.py"])
    assert run(tmp_path, "here/program.py").returncode == 0
    written = {
        path.name: path.read_bytes()
        for path in (tmp_path / "here").iterdir()
        if path.name != "program.py"
    }
    assert written == FILES


@pytest.mark.parametrize("name", ["steps.csv", "walk_of_page.py", "table.bin"])
def test_a_file_of_the_readers_is_not_overwritten(
    with_files: Built, tmp_path: Path, name: str
) -> None:
    (tmp_path / "program.py").write_bytes(with_files.site.files[f"{CONCEPT}/program.py"])
    (tmp_path / name).write_text("mine\n", "utf-8")
    ended = run(tmp_path, "program.py")
    assert (ended.returncode, ended.stdout) == (1, "")
    assert (
        ended.stderr == f"'{name}' is here and holds something else: run this in an empty folder\n"
    )
    assert (tmp_path / name).read_text("utf-8") == "mine\n"


def test_a_large_file_is_named_with_its_address_and_used_when_it_is_there(tmp_path: Path) -> None:
    root = write_file_atlas(tmp_path / "atlas")
    large = b"\x00" * (MOST_CARRIED + 1)
    (root / FOLDER / "large.npy").write_bytes(large)
    built = build(root)
    folder = tmp_path / "empty"
    folder.mkdir()
    (folder / "program.py").write_bytes(built.site.files[f"{CONCEPT}/program.py"])
    ended = run(folder, "program.py")
    address = f"{CONCEPT}/files/large.npy"
    assert (ended.returncode, ended.stderr) == (
        1,
        f"'large.npy' is missing: fetch https://example.org/small/{address}, and save it here as 'large.npy'\n",
    )
    (folder / "large.npy").write_bytes(built.site.files[address])
    assert run(folder, "program.py").returncode == 0


def test_a_page_links_to_both_and_a_page_without_code_to_none(
    with_files: Built, tmp_path: Path
) -> None:
    assert (
        '<a href="program.py" download>program.py</a>'
        in with_files.site.files[f"{CONCEPT}/index.html"].decode()
    )
    root = write_file_atlas(tmp_path)
    page = root / FOLDER / "content.md"
    page.write_text(
        page.read_text("utf-8").replace("```python\n", "```python\n#| execute: false\n"), "utf-8"
    )
    files = build_held(root).site.files
    assert [path for path in files if path.endswith(("program.py", ".ipynb"))] == []


def test_a_helper_of_the_programs_name_is_not_overwritten() -> None:
    assert name_programs(make_concept("a/b", files=("page-program.py", "program.py"))) == (
        "page-page-program.py",
        "notebook.ipynb",
    )


@given(
    st.text(
        alphabet=st.one_of(
            st.characters(exclude_categories=["Cs"]), st.sampled_from("'\"\\\n\r\t\x00\u2028{}")
        )
    )
)
def test_a_text_is_read_back_as_it_was(text: str) -> None:
    literal = write_literal(text)
    assert ast.literal_eval(literal) == text
    assert ast.literal_eval(literal.encode().decode()) == text


@given(st.text(alphabet="'\\\n\"a"))
def test_quotes_and_backslashes_are_read_back_as_they_were(text: str) -> None:
    assert ast.literal_eval(write_literal(text)) == text
