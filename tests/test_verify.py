"""`builder verify`: one changed byte of a built site is found, wherever it is, and no manifest leads it astray."""

import hashlib
import json
import os
import random
import re
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.cli import main
from builder.records.manifest import SCHEMA, Manifest, find_evidence, make_manifest, read_manifest
from builder.records.page import digest_files

PAGE = "numbers/halves/index.html"
EVIDENCE = "numbers/halves/evidence.json"
DIGEST = "0" * 64


@pytest.fixture
def site(built_sites: Path, tmp_path: Path) -> Path:
    """Return a copy of the site of `tests/sites/small`."""
    return shutil.copytree(built_sites / "small", tmp_path / "site")


def verify(
    site: Path, capsys: pytest.CaptureFixture[str], *arguments: str
) -> tuple[int, list[str]]:
    """Return the exit code and the lines."""
    code = main(["verify", str(site), *arguments])
    return code, capsys.readouterr().out.splitlines()


def read_members(site: Path) -> dict[str, object]:
    found: dict[str, object] = json.loads((site / "manifest.json").read_bytes())
    return found


def forge(site: Path, files: Mapping[str, str], evidence: Mapping[str, str] | None = None) -> None:
    """Write a manifest that agrees with itself."""
    (site / "manifest.json").write_bytes(
        Manifest("0", files, find_evidence(files) if evidence is None else evidence).write()
    )


def test_a_site_as_it_was_built_is_verified(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, lines = verify(site, capsys)
    members = read_members(site)
    files = members["files"]
    assert isinstance(files, dict)
    assert (code, lines) == (
        0,
        [f"verified: {len(files)} files, evidence of 1 concept, site digest {members['digest']}"],
    )


def test_the_site_of_an_atlas_is_the_default(
    built_sites: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "concepts").mkdir()
    shutil.copytree(built_sites / "small", tmp_path / "site")
    monkeypatch.chdir(tmp_path)
    assert main(["verify"]) == 0
    assert capsys.readouterr().out.startswith("verified: ")


def write_through(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def replace_by_link(path: Path) -> None:
    """Return a link to a copy of the same bytes."""
    path.rename(path.parents[2].parent / "elsewhere")
    path.symlink_to(path.parents[2].parent / "elsewhere")


def replace_by_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def append_byte(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"\n")


FAULTS: dict[str, tuple[Callable[[Path], object], str]] = {
    "a byte more": (lambda site: append_byte(site / PAGE), f"{PAGE}: differs from what the manifest says"),
    "emptied": (lambda site: write_through(site / EVIDENCE, b""), f"{EVIDENCE}: differs from what the manifest says"),
    "missing": (lambda site: (site / PAGE).unlink(), f"{PAGE}: is missing"),
    "extra": (lambda site: write_through(site / "numbers/more.html", b"x"), "numbers/more.html: is not in the manifest"),
    "extra and hidden": (lambda site: write_through(site / "numbers/.gitignore", b"x"), "numbers/.gitignore: is not in the manifest"),
    "an empty folder": (lambda site: (site / "numbers/none").mkdir(), "numbers/none/: is a folder without files"),
    "a link": (lambda site: replace_by_link(site / PAGE), f"{PAGE}: is a symbolic link"),
    "a linked folder": (lambda site: (site / "up").symlink_to(site.parent), "up: is a symbolic link"),
    "a pipe": (lambda site: replace_by_pipe(site / PAGE), f"{PAGE}: is no regular file"),
    "a linked .gitignore": (lambda site: (site / ".gitignore").symlink_to(PAGE), ".gitignore: is a symbolic link"),
    "a name that steers": (lambda site: write_through(site / "a\x1b[2J\n", b""), "a\\u001b[2J\\n: is not in the manifest"),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_shown_with_what_it_is(
    site: Path, capsys: pytest.CaptureFixture[str], fault: str
) -> None:
    spoil, line = FAULTS[fault]
    spoil(site)
    assert verify(site, capsys) == (1, [line, "1 fault"])


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_a_fault(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (site / PAGE).chmod(0)
    assert verify(site, capsys) == (1, [f"{PAGE}: cannot be read: permission denied", "1 fault"])


def test_all_faults_come_sorted(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("b.txt", "a.txt", "numbers/c.txt"):
        write_through(site / name, b"")
    (site / "404.html").unlink()
    code, lines = verify(site, capsys)
    assert code == 1
    assert [line.partition(":")[0] for line in lines] == [
        "404.html",
        "a.txt",
        "b.txt",
        "numbers/c.txt",
        "4 faults",
    ]


def test_what_git_keeps_at_the_top_is_no_fault(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (site / ".gitignore").write_text("*\n")
    assert verify(site, capsys)[0] == 0


def test_one_flipped_bit_is_found_wherever_it_is(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    chance = random.Random(20261128)
    files = sorted(path for path in site.rglob("*") if path.is_file() and path.stat().st_size)
    for path in [*chance.sample(files, 30), *[site / "manifest.json"] * 30]:
        content = path.read_bytes()
        at = chance.randrange(len(content))
        path.write_bytes(
            content[:at] + bytes([content[at] ^ 1 << chance.randrange(8)]) + content[at + 1 :]
        )
        code, lines = verify(site, capsys)
        path.write_bytes(content)
        assert code == 1, (path, at)
        assert f"{path.relative_to(site)}: " in "\n".join(lines)
    assert verify(site, capsys)[0] == 0


def test_a_manifest_that_was_made_anew_differs_from_the_digest_published_elsewhere(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    digest = str(read_members(site)["digest"])
    assert verify(site, capsys, "--expect", digest.upper())[0] == 0
    (site / PAGE).write_bytes(b"forged")
    content = {
        path.relative_to(site).as_posix(): path.read_bytes()
        for path in site.rglob("*")
        if path.is_file()
    }
    made = make_manifest(
        digest_files({path: bytes for path, bytes in content.items() if path != "manifest.json"}),
        "0.1.0",
    )
    (site / "manifest.json").write_bytes(made.write())
    assert verify(site, capsys)[0] == 0
    line = f"manifest.json: the digest of the site is {made.digest}, and {digest} was expected"
    assert verify(site, capsys, "--expect", digest) == (1, [line, "1 fault"])


@pytest.mark.parametrize("expected", ["", "12ab", "g" * 64])
def test_what_is_no_digest_is_not_compared_with_anything(
    site: Path, capsys: pytest.CaptureFixture[str], expected: str
) -> None:
    assert main(["verify", str(site), "--expect", expected]) == 2
    assert "is no digest" in capsys.readouterr().err


@pytest.mark.parametrize(
    "path", ["../up", "/etc/passwd", "a/../../b", "a//b", "./a", "", "a\0b", "a\\b", "a\ud800"]
)
def test_a_path_that_leads_out_of_the_site_is_reported_and_not_followed(
    site: Path, capsys: pytest.CaptureFixture[str], path: str
) -> None:
    forge(site, {**dict.fromkeys([path], DIGEST)})
    code, lines = verify(site, capsys)
    assert code == 1
    assert lines[0].startswith("manifest.json: 'files' names '")
    assert lines[1:] == ["1 fault"]


@pytest.mark.parametrize(
    ("raw", "fault"),
    [
        (b"", "is no JSON that could be read"),
        (b"\xff\xfe{}", "is no JSON that could be read"),
        (b"[" * 1_000_000, "is no JSON that could be read"),
        (b'{"a":' * 1_000_000, "is no JSON that could be read"),
        (b"9" * 100_000, "is no JSON that could be read"),
        (b"[]", "holds no JSON object"),
        (b"{}", "its schema is not 'plumbline-manifest/1', the one that this builder reads"),
    ],
)
def test_a_manifest_that_is_none_is_a_fault(
    site: Path, capsys: pytest.CaptureFixture[str], raw: bytes, fault: str
) -> None:
    (site / "manifest.json").write_bytes(raw)
    assert verify(site, capsys) == (1, [f"manifest.json: {fault}", "1 fault"])


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"plumbline": 1}, "'plumbline' is not the text of a version"),
        ({"digest": None}, "'digest' is no text"),
        ({"files": []}, "'files' is no JSON object"),
        ({"evidence": "x"}, "'evidence' is no JSON object"),
        ({"evidence": {"a/b": DIGEST[1:]}}, "'evidence' holds no SHA-256 for 'a/b'"),
        ({"evidence": {"a/b": [DIGEST]}}, "'evidence' holds no SHA-256 for 'a/b'"),
    ],
)
def test_a_manifest_of_another_shape_is_a_fault(
    site: Path, capsys: pytest.CaptureFixture[str], change: dict[str, object], fault: str
) -> None:
    (site / "manifest.json").write_text(json.dumps(read_members(site) | change, indent=0) + "\n")
    assert verify(site, capsys) == (1, [f"manifest.json: {fault}", "1 fault"])


def test_members_that_nobody_reads_and_keys_written_twice_are_faults(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    raw = (site / "manifest.json").read_bytes()
    for spoiled in (
        raw.replace(b"{", b'{\n"more": 1,', 1),
        raw.replace(b"{", b'{\n"files": {},', 1),
        raw + b"\n",
        raw.replace(b"\n", b"\r\n"),
    ):
        (site / "manifest.json").write_bytes(spoiled)
        assert verify(site, capsys) == (
            1,
            ["manifest.json: is not written as the builder writes it", "1 fault"],
        )


def test_evidence_must_agree_with_the_files(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = read_members(site)["files"]
    assert isinstance(files, dict)
    line = "manifest.json: 'evidence' and 'files' do not say the same of the evidence of 'numbers/halves'"
    for evidence in ({}, {"numbers/halves": DIGEST}):
        forge(site, files, evidence)
        assert verify(site, capsys) == (1, [line, "1 fault"])


def test_the_evidence_of_a_concept_can_be_compared_by_itself(site: Path) -> None:
    evidence = read_members(site)["evidence"]
    assert evidence == {
        "numbers/halves": hashlib.sha256((site / EVIDENCE).read_bytes()).hexdigest()
    }


def test_the_digest_is_that_of_the_manifest_without_it(site: Path) -> None:
    raw = (site / "manifest.json").read_bytes()
    without = re.sub(rb',\n"digest": "[0-9a-f]{64}"\n}\n$', b"\n}\n", raw)
    assert hashlib.sha256(without).hexdigest() == read_members(site)["digest"]


def test_two_builds_give_the_same_manifest(built_sites: Path, tmp_path: Path) -> None:
    source = Path(__file__).parent / "sites/small/in"
    assert main(["--root", str(source), "build", "--output", str(tmp_path / "again")]) == 0
    assert (tmp_path / "again/manifest.json").read_bytes() == (
        built_sites / "small/manifest.json"
    ).read_bytes()


def test_a_linked_manifest_and_one_that_is_a_folder_are_faults(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (site / "manifest.json").rename(site.parent / "manifest.json")
    (site / "manifest.json").symlink_to(site.parent / "manifest.json")
    assert verify(site, capsys) == (1, ["manifest.json: is a symbolic link", "1 fault"])
    (site / "manifest.json").unlink()
    (site / "manifest.json").mkdir()
    assert verify(site, capsys) == (1, ["manifest.json: is no regular file", "1 fault"])


def test_no_folder_and_no_manifest_are_wrong_use(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", str(tmp_path / "none")]) == 2
    assert "there is no folder" in capsys.readouterr().err
    assert main(["verify", str(tmp_path)]) == 2
    assert "holds no manifest.json" in capsys.readouterr().err


PARTS = st.none() | st.integers() | st.text(max_size=8)
MEMBERS = st.dictionaries(
    st.sampled_from(["schema", "plumbline", "files", "evidence", "digest"]),
    PARTS | st.dictionaries(st.text(), PARTS),
)


@settings(max_examples=50)
@given(
    st.binary() | MEMBERS.map(lambda members: json.dumps({"schema": SCHEMA, **members}).encode())
)
def test_no_bytes_break_the_reader(raw: bytes) -> None:
    manifest, faults = read_manifest(raw)
    assert manifest is None
    assert faults


def forge_program(site: Path, change: Callable[[str], str]) -> None:
    """Changes the program of the site's page, and the manifest with it."""
    path = site / "numbers/halves/program.py"
    path.write_text(change(path.read_text("utf-8")), "utf-8")
    files = {
        str(one.relative_to(site)): one.read_bytes()
        for one in site.rglob("*")
        if one.is_file() and one.name != "manifest.json"
    }
    forge(site, digest_files(files))


def test_the_published_programs_are_run_again(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, lines = verify(site, capsys, "--rerun")
    assert (code, lines[0]) == (
        0,
        "run again: 1 program, every assertion holds, the printed values are the same",
    )


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            lambda code: f"{code}\nassert 7.0 < 1\n",
            "run again, it stops at line {last}: AssertionError",
        ),
        (
            lambda code: f"{code}\nprint('other')\n",
            "run again, it prints 'total 0.9990234375\\nother', and the page shows ",
        ),
        (
            lambda code: "import sys\nsys.exit(0)\n" + code,
            "run again, it stops at line 2: SystemExit: 0",
        ),
        (
            lambda code: "import os\nos._exit(0)\n" + code,
            "run again, it stops at line 0: the run ended by itself with status 0",
        ),
        (
            lambda code: "open('/etc/hostname')\n" + code,
            "run again, it stops at line 1: PermissionError",
        ),
    ],
    ids=[
        "an assertion that fails",
        "another output",
        "an early end",
        "an end of the process",
        "a file of the machine",
    ],
)
def test_a_program_that_does_not_hold_is_a_fault(
    site: Path, capsys: pytest.CaptureFixture[str], change: Callable[[str], str], told: str
) -> None:
    forge_program(site, change)
    last = (site / "numbers/halves/program.py").read_text("utf-8").count("\n")
    code, lines = verify(site, capsys, "--rerun")
    assert (code, lines[-1]) == (1, "1 fault")
    assert lines[0].startswith(f"numbers/halves/program.py: {told.format(last=last)}")


def test_a_site_that_was_changed_is_not_run(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    append_byte(site / "numbers/halves/program.py")
    assert verify(site, capsys, "--rerun") == (
        1,
        ["numbers/halves/program.py: differs from what the manifest says", "1 fault"],
    )
