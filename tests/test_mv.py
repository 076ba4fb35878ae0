"""`builder mv`: every reference leads to the new id, and every other byte stays as it was."""

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from builder.cli import main
from builder.effects import WorldError
from builder.effects.files.relocate import relocate_concept
from builder.effects.world import World
from builder.pipeline import load_checked
from builder.records.move import MendedFile, Move
from builder.stages import Options

SITES = Path(__file__).parent / "sites"
OLD, NEW = "scaling/ntk", "kernels/tangent"
NTK = """\
title: The tangent kernel
summary: A wide network moves little.
status: planned
created: 2026-11-23    # a remark on scaling/ntk stays
"""
NEAR = """\
title: Double descent
summary: Errors fall twice.
status: draft
"""
DOMAIN = "title: {}\nsummary: What is shared.\n"
SHELF = {
    "pyproject.toml": '[tool.builder]\ntitle = "Shelf"\n',
    "concepts/scaling/domain.yaml": DOMAIN.format("Scaling"),
    "concepts/kernels/domain.yaml": DOMAIN.format("Kernels"),
    "concepts/scaling/ntk/concept.yaml": NTK,
    "concepts/scaling/near/concept.yaml": NEAR,
    "concepts/scaling/near/content.md": "## Intuition\n\nWords.\n",
}
RECORD, PROSE = "concepts/scaling/near/concept.yaml", "concepts/scaling/near/content.md"
OWN = "concepts/scaling/ntk/concept.yaml"


def write_shelf(root: Path, files: dict[str, str] | None = None) -> Path:
    """Write the small atlas, with some files changed or added; line ends stay as given."""
    for path, text in (SHELF | (files or {})).items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(text.encode())
    return root


def read_files(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


def move(root: Path, old: str = OLD, new: str = NEW, *options: str) -> int:
    return main(["--root", str(root), "mv", old, new, *options])


def list_codes(root: Path) -> list[str]:
    with World(root) as world:
        return sorted(
            problem.code for problem in load_checked(world, Options(drafts=True)).problems
        )


def end_by_turns(cases: Sequence[tuple[str, ...]]) -> list[object]:
    """Return the cases, with LF and CRLF as line ends in turn."""
    return [
        pytest.param(*case, ("\n", "\r\n")[number % 2], id=str(number))
        for number, case in enumerate(cases)
    ]


@pytest.fixture
def small(tmp_path: Path) -> Path:
    return shutil.copytree(SITES / "small/in", tmp_path / "small")


@pytest.fixture
def example(tmp_path: Path) -> Path:
    return shutil.copytree(SITES / "example/in", tmp_path / "example")


def test_what_names_the_concept_names_it_by_the_new_id_and_the_command_says_where(
    small: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = read_files(small)
    assert move(small, "numbers/sums", "numbers/addends") == 0
    assert capsys.readouterr().out.splitlines() == [
        "moved numbers/sums to numbers/addends",
        "mended concepts/numbers/halves/concept.yaml: line 15",
        "mended concepts/numbers/halves/content.md: line 17",
        "mended concepts/numbers/addends/concept.yaml: line 4",
        "the old id numbers/sums is kept as an alias",
    ]
    own = before.pop("concepts/numbers/sums/concept.yaml")
    mended = {
        path: content.replace(b"numbers/sums", b"numbers/addends")
        for path, content in before.items()
    }
    assert read_files(small) == mended | {
        "concepts/numbers/addends/concept.yaml": own + b"aliases: [numbers/sums]\n"
    }


def test_the_old_address_leads_on_in_the_site(small: Path) -> None:
    assert move(small, "numbers/halves", "numbers/one-half") == 0
    assert main(["--root", str(small), "build"]) == 0
    for old in ("halves", "zeno"):
        assert '<a href="../../numbers/one-half/">' in (
            small / f"site/numbers/{old}/index.html"
        ).read_text("utf-8")


@pytest.mark.parametrize(
    ("site", "old", "new"),
    [
        ("small", "numbers/halves", "numbers/one-half"),
        ("small", "numbers/sums", "numbers/addends"),
        ("example", "statistics/monte-carlo-error", "sampling/error"),
        ("example", "statistics/expectation", "sampling/mean"),
    ],
)
def test_there_and_back_no_rule_finds_more_and_all_other_files_are_as_they_were(
    tmp_path: Path, site: str, old: str, new: str
) -> None:
    root = shutil.copytree(SITES / site / "in", tmp_path / "atlas")
    home = root / "concepts" / new.partition("/")[0]
    home.mkdir(exist_ok=True)
    (home / "domain.yaml").write_text(DOMAIN.format("Home"))
    before, codes = read_files(root), list_codes(root)
    assert move(root, old, new) == 0
    assert list_codes(root) == codes
    assert not (root / "concepts" / old).exists()
    reviews = f"concepts/{new}/reviews.yaml"
    assert read_files(root).get(reviews) == before.get(f"concepts/{old}/reviews.yaml")
    assert move(root, new, old) == 0
    assert list_codes(root) == codes
    after = read_files(root)
    assert {path for path in before | after if before.get(path) != after.get(path)} == {
        f"concepts/{old}/concept.yaml"
    }


def test_moving_on_and_back_swaps_the_alias(tmp_path: Path) -> None:
    root = write_shelf(tmp_path)
    assert move(root, OLD, NEW) == 0
    assert move(root, NEW, OLD) == 0
    assert (root / OWN).read_text() == f"{NTK}aliases: [{NEW}]\n"


EXERCISE = "practice:\n  - id: p\n    kind: recall\n    prompt: p\n    answer: |\n"
NAMED = [  # (file, lines added at its end, these lines after the move)
    (
        RECORD,
        "prerequisites:\n  - concept: scaling/ntk\n    why: w\n",
        "prerequisites:\n  - concept: kernels/tangent\n    why: w\n",
    ),
    (
        RECORD,
        "prerequisites: [{concept: 'scaling/ntk'}]\n",
        "prerequisites: [{concept: 'kernels/tangent'}]\n",
    ),
    (
        RECORD,
        "related:\n  - {why: w, concept: scaling/ntk, relation: analogy} # scaling/ntk\n",
        "related:\n  - {why: w, concept: kernels/tangent, relation: analogy} # scaling/ntk\n",
    ),
    (
        RECORD,
        "misconceptions:\n  - {id: m, wrong: scaling/ntk, right: r, repair: scaling/ntk}\n",
        "misconceptions:\n  - {id: m, wrong: scaling/ntk, right: r, repair: kernels/tangent}\n",
    ),
    (
        RECORD,
        "questions:\n  - {object: 'concept:scaling/ntk', question: q, "
        'evidence: ["concept:scaling/ntk", concept]}\n',
        "questions:\n  - {object: 'concept:kernels/tangent', question: q, "
        'evidence: ["concept:kernels/tangent", concept]}\n',
    ),
    (
        RECORD,
        "invariant: A {concept}`kernel <scaling/ntk>`.\n",
        "invariant: A {concept}`kernel <kernels/tangent>`.\n",
    ),
    (
        RECORD,
        "invariant: 'It''s {concept}`a <scaling/ntk>` and ''{concept}`b <scaling/ntk>`''.'\n",
        "invariant: 'It''s {concept}`a <kernels/tangent>` and "
        "''{concept}`b <kernels/tangent>`''.'\n",
    ),
    (
        RECORD,
        "invariant: >-\n  Two lines,\n  {concept}`b <scaling/ntk>` there.\n",
        "invariant: >-\n  Two lines,\n  {concept}`b <kernels/tangent>` there.\n",
    ),
    (
        RECORD,
        'invariant: "Two lines,\n  the [second](../ntk/#claim-a)."\n',
        'invariant: "Two lines,\n  the [second](../../kernels/tangent/#claim-a)."\n',
    ),
    (
        RECORD,
        f"{EXERCISE}      - one\n      - [two](../ntk/)\n\n"
        "      [three][t]\n\n      [t]: ../ntk/\n",
        f"{EXERCISE}      - one\n      - [two](../../kernels/tangent/)\n\n"
        "      [three][t]\n\n      [t]: ../../kernels/tangent/\n",
    ),
    (PROSE, "{concept}`scaling/ntk`, scaling/ntk\n", "{concept}`kernels/tangent`, scaling/ntk\n"),
    (
        PROSE,
        "See [a](../ntk/) and [b](../ntk/?x=1#c).\n",
        "See [a](../../kernels/tangent/) and [b](../../kernels/tangent/?x=1#c).\n",
    ),
    (PROSE, '[a](<../ntk/> "../ntk/")\n', '[a](<../../kernels/tangent/> "../ntk/")\n'),
    (PROSE, "[a](../../scaling/ntk/index.json)\n", "[a](../../kernels/tangent/index.json)\n"),
    (PROSE, "[a](../n%74k/)\n", "[a](../../kernels/tangent/)\n"),
    (
        PROSE,
        "[a][b], [b]\n\n[b]: ../ntk/ 'Title'\n",
        "[a][b], [b]\n\n[b]: ../../kernels/tangent/ 'Title'\n",
    ),
    (PROSE, "[a][b]\n\n[b]: <../ntk/>\n", "[a][b]\n\n[b]: <../../kernels/tangent/>\n"),
    (
        PROSE,
        "| a | b |\n| - | - |\n| `\\|` | {concept}`x \\| y <scaling/ntk>` |\n",
        "| a | b |\n| - | - |\n| `\\|` | {concept}`x \\| y <kernels/tangent>` |\n",
    ),
    (
        PROSE,
        "> - {concept}`x <scaling/ntk>`[^n]\n\n[^n]: [y](../ntk/) {concept}`z <scaling/ntk>`\n",
        "> - {concept}`x <kernels/tangent>`[^n]\n\n[^n]: [y](../../kernels/tangent/) "
        "{concept}`z <kernels/tangent>`\n",
    ),
    (
        PROSE,
        "[a](../ntk/), {concept}`b <scaling/ntk>`, [c](../ntk/)\n",
        "[a](../../kernels/tangent/), {concept}`b <kernels/tangent>`, "
        "[c](../../kernels/tangent/)\n",
    ),
    (
        PROSE,
        "```text\n[a](../ntk/) scaling/ntk\n[b]: ../ntk/\n```\n",
        "```text\n[a](../ntk/) scaling/ntk\n[b]: ../ntk/\n```\n",
    ),
    (
        PROSE,
        "[a](https://example.org/scaling/ntk/) [b](#a) [c](../)\n",
        "[a](https://example.org/scaling/ntk/) [b](#a) [c](../)\n",
    ),
    ("concepts/scaling/domain.yaml", "order: 1 # [x](ntk/)\n", "order: 1 # [x](ntk/)\n"),
]


@pytest.mark.parametrize(("path", "written", "expected", "ending"), end_by_turns(NAMED))
def test_each_way_of_naming_a_concept_is_mended_at_its_place(
    tmp_path: Path, path: str, written: str, expected: str, ending: str
) -> None:
    whole = {
        text: f"\ufeff{SHELF[path]}\n{text}".replace("\n", ending) for text in (written, expected)
    }
    root = write_shelf(tmp_path, {path: whole[written]})
    codes = list_codes(root)
    assert move(root) == 0
    assert (root / path).read_bytes().decode() == whole[expected]
    assert list_codes(root) == codes


def test_a_domain_leads_to_its_concepts_where_they_are_now(tmp_path: Path) -> None:
    text = "title: Scaling\nsummary: From {concept}`a <scaling/ntk>` to [b](ntk/).\n"
    root = write_shelf(tmp_path, {"concepts/scaling/domain.yaml": text})
    assert move(root) == 0
    summary = "From {concept}`a <kernels/tangent>` to [b](../kernels/tangent/)."
    expected = f"title: Scaling\nsummary: {summary}\n"
    assert (root / "concepts/scaling/domain.yaml").read_text() == expected


@pytest.mark.parametrize(
    ("written", "elsewhere", "renamed"),
    [
        ("[a](../near/#math)", "[a](../../scaling/near/#math)", "[a](../near/#math)"),
        ("[a](../../scaling/near/)", "[a](../../scaling/near/)", "[a](../../scaling/near/)"),
        (
            "[a](#math) [b](draws.csv) [c](./draws.csv)",
            "[a](#math) [b](draws.csv) [c](./draws.csv)",
            "[a](#math) [b](draws.csv) [c](./draws.csv)",
        ),
        ("[a](../ntk/#math)", "[a](./#math)", "[a](./#math)"),
        ("[a](../)", "[a](../../scaling/)", "[a](../)"),
        ("[a](../../map/)", "[a](../../map/)", "[a](../../map/)"),
        (
            "{concept}`me <scaling/ntk>`",
            "{concept}`me <kernels/tangent>`",
            "{concept}`me <scaling/tangent>`",
        ),
    ],
)
def test_links_of_the_moved_page_lead_where_they_led(
    tmp_path: Path, written: str, elsewhere: str, renamed: str
) -> None:
    for new, expected in ((NEW, elsewhere), ("scaling/tangent", renamed)):
        files = {
            "concepts/scaling/ntk/content.md": f"## Intuition\n\n{written}\n",
            "concepts/scaling/ntk/draws.csv": "1\n",
        }
        root = write_shelf(tmp_path / new.replace("/", "-"), files)
        assert move(root, OLD, new) == 0
        assert (root / f"concepts/{new}/content.md").read_text() == f"## Intuition\n\n{expected}\n"


ALIASES = [  # (concept.yaml before and after the move)
    ("aliases: []\n", "aliases: [scaling/ntk]\n"),
    ("aliases: [ ] # none\n", "aliases: [scaling/ntk ] # none\n"),
    ("aliases: [a/b] # old\n", "aliases: [a/b, scaling/ntk] # old\n"),
    ("aliases: ['a/b', \"c/d\",]\n", "aliases: ['a/b', \"c/d\", scaling/ntk,]\n"),
    ("aliases: [\n  a/b,\n  c/d # x\n  ]\n", "aliases: [\n  a/b,\n  c/d, scaling/ntk # x\n  ]\n"),
    (
        "aliases:\n  - a/b\n  - c/d  # x\ntags: [t]\n",
        "aliases:\n  - a/b\n  - c/d  # x\n  - scaling/ntk\ntags: [t]\n",
    ),
    ("aliases:\n- a/b", "aliases:\n- a/b\n- scaling/ntk"),
    ("aliases:\n", "aliases: [scaling/ntk]\n"),
    ("aliases: # none\n", "aliases: [scaling/ntk] # none\n"),
    ("aliases: ~\n", "aliases: [scaling/ntk]\n"),
    ("aliases: null # none\n", "aliases: [scaling/ntk] # none\n"),
    ("aliases: [a/b, kernels/tangent]\n", "aliases: [a/b, scaling/ntk]\n"),
    (
        "aliases:\n  - 'kernels/tangent' # x\n  - a/b\n",
        "aliases:\n  - 'scaling/ntk' # x\n  - a/b\n",
    ),
]


@pytest.mark.parametrize(("written", "expected", "ending"), end_by_turns(ALIASES))
def test_the_old_id_becomes_an_alias_however_they_are_written(
    tmp_path: Path, written: str, expected: str, ending: str
) -> None:
    root = write_shelf(tmp_path, {OWN: f"{NTK}{written}".replace("\n", ending)})
    assert move(root) == 0
    assert (
        root / f"concepts/{NEW}/concept.yaml"
    ).read_bytes().decode() == f"{NTK}{expected}".replace("\n", ending)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (
            "title: T\nstatus: planned\nsummary: S\n",
            "title: T\nstatus: planned\naliases: [scaling/ntk]\nsummary: S\n",
        ),
        (
            "  title: T\n  summary: S\n  status:\n    planned",
            "  title: T\n  summary: S\n  status:\n    planned\n  aliases: [scaling/ntk]",
        ),
        (
            "updated: 2026-11-24\ncreated: 2026-11-23\ntitle: T\nsummary: S\nstatus: planned\n",
            "updated: 2026-11-24\naliases: [scaling/ntk]\ncreated: 2026-11-23\n"
            "title: T\nsummary: S\nstatus: planned\n",
        ),
        (
            "{title: T, summary: S, status: planned, aliases: []}\n",
            "{title: T, summary: S, status: planned, aliases: [scaling/ntk]}\n",
        ),
    ],
)
def test_a_record_without_aliases_gets_the_key_on_a_line_of_its_own(
    tmp_path: Path, written: str, expected: str
) -> None:
    root = write_shelf(tmp_path, {OWN: written})
    assert move(root) == 0
    assert (root / f"concepts/{NEW}/concept.yaml").read_text() == expected


def test_everything_else_of_the_folder_moves_along_unchanged(tmp_path: Path) -> None:
    root = write_shelf(
        tmp_path,
        {"concepts/scaling/ntk/draws.csv": "1\r\n", "concepts/scaling/ntk/.notes/a": "mine"},
    )
    (root / "concepts/scaling/ntk/tool.py").write_bytes(b"x = 1\n")
    (root / "concepts/scaling/ntk/tool.py").chmod(0o750)
    (root / "concepts/scaling/ntk/same.csv").symlink_to("draws.csv")
    os.utime(root / "concepts/scaling/ntk/draws.csv", (1, 1))
    before = {
        path: content
        for path, content in read_files(root / "concepts" / OLD).items()
        if path != "concept.yaml"
    }
    assert move(root) == 0
    new = root / "concepts" / NEW
    assert {
        path: content for path, content in read_files(new).items() if path != "concept.yaml"
    } == before
    assert (new / "tool.py").stat().st_mode & 0o777 == 0o750
    assert (new / "same.csv").readlink() == Path("draws.csv")
    assert (new / "draws.csv").stat().st_mtime == 1
    assert sorted(path.name for path in (root / "concepts/scaling").iterdir()) == [
        "domain.yaml",
        "near",
    ]


def test_hidden_files_beside_the_folders_stay(tmp_path: Path) -> None:
    """Their names are those that a move once took for its own."""
    hidden = {
        "concepts/scaling/.ntk.old/letter.txt": "mine",
        "concepts/kernels/.tangent.next/letter.txt": "mine",
        "concepts/scaling/near/.concept.yaml.next": "mine",
    }
    root = write_shelf(
        tmp_path, {**hidden, RECORD: f"{NEAR}prerequisites:\n  - concept: scaling/ntk\n"}
    )
    assert move(root) == 0
    assert {path: (root / path).read_text() for path in hidden} == hidden


def test_what_is_saved_while_the_folder_is_copied_is_not_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    root = write_shelf(tmp_path, {"concepts/scaling/ntk/draws.csv": "1\n"})
    rename = os.rename

    def save_first(old: Path, new: Path) -> None:
        if Path(old).name == "ntk":
            (root / "concepts/scaling/ntk/draws.csv").write_text("2\n")
        rename(old, new)

    monkeypatch.setattr("builder.effects.files.relocate.os.rename", save_first)
    assert move(root) == 2
    said = capsys.readouterr().err
    (before,) = (
        path for path in (root / "concepts/scaling").iterdir() if path.name.startswith(".ntk.")
    )
    assert (
        f"moved, but 'draws.csv' was written to meanwhile: the folder before is '{before}'" in said
    )
    assert (before / "draws.csv").read_text() == "2\n"


def test_a_mended_file_that_is_a_link_is_no_change(tmp_path: Path) -> None:
    root = write_shelf(tmp_path, {"concepts/scaling/ntk/real.yaml": NTK})
    (root / OWN).unlink()
    (root / OWN).symlink_to("real.yaml")
    assert move(root) == 0
    assert (root / "concepts" / NEW / "concept.yaml").readlink() == Path("real.yaml")
    assert OLD in (root / "concepts" / NEW / "real.yaml").read_text()
    assert not (root / "concepts" / OLD).exists()


def test_a_dry_run_says_the_same_and_writes_nothing(
    small: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = read_files(small)
    assert move(small, "numbers/halves", "numbers/one-half", "--dry-run") == 0
    said = capsys.readouterr().out
    assert read_files(small) == before
    assert move(small, "numbers/halves", "numbers/one-half") == 0
    done = capsys.readouterr().out
    assert done.endswith("the old address numbers/halves/ leads on to numbers/one-half/\n")
    assert said == f"{done}this was a dry run: nothing is written\n"


def test_a_path_to_the_folder_will_do(small: Path) -> None:
    assert move(small, "./concepts/numbers/sums/", "concepts/numbers/addends/") == 0
    assert (small / "concepts/numbers/addends/concept.yaml").is_file()


REFUSED: list[tuple[dict[str, str], str, str, str]] = [  # (files, old, new, a part of what is said)
    ({}, "scaling/ntx", NEW, "no concept is named 'scaling/ntx'; did you mean 'scaling/ntk'?"),
    ({}, OLD, "Kernels/x", "'Kernels/x' is no id of a concept; write domain/slug"),
    ({}, OLD, "kernels", "'kernels' is no id of a concept"),
    ({}, OLD, "../up", "'../up' is no id of a concept"),
    ({}, OLD, "a/b/c", "'a/b/c' is no id of a concept"),
    ({}, OLD, OLD, "'concepts/scaling/ntk' is there already"),
    ({}, OLD, "scaling/near", "'concepts/scaling/near' is there already"),
    ({"concepts/kernels/tangent/.hidden": ""}, OLD, NEW,
     "'concepts/kernels/tangent' is there already"),
    ({RECORD: f"{NEAR}aliases: [kernels/tangent]\n"}, OLD, NEW,
     "'kernels/tangent' is an alias of 'scaling/near', whose old address it is"),
    ({}, OLD, "nets/ntk",
     "there is no domain 'nets'; make it with: plumbline new --domain nets"),
    ({"concepts/scaling/empty/a.csv": "1\n"}, "scaling/empty", NEW,
     "'concepts/scaling/empty' holds no concept.yaml"),
    ({OWN: "title: T\nsummary: S\nstatus: planned\naliases: a/b\n"}, OLD, NEW,
     "error[value-typed]"),
    ({OWN: "{title: T, summary: S, status: planned}\n"}, OLD, NEW,
     "the record is written in braces"),
    ({"concepts/scaling/ntk/content.md": "## A\n\n{concep}`x`\n"}, OLD, NEW, "error[role-known]"),
    ({RECORD: f"{NEAR}prerequisites:\n  - concept: [scaling/ntk]\n"}, OLD, NEW,
     "near/concept.yaml:5:14: error[value-typed]"),
    ({PROSE: "## A\n\n[a][b]\n\n[b]:\n../ntk/\n"}, OLD, NEW,
     "content.md:3:1: it cannot be seen how '../ntk/' is written"),
    ({PROSE: "## A\n\n[a][b]\n\n[b]: ../ntk/\n\n```text\n[b]: ../ntk/\n```\n"}, OLD, NEW,
     "'concepts/scaling/near' would not name all"),
    ({}, OLD, "scaling/con",
     "there would be a new problem: concepts/scaling/con:1:1: error[name-free]"),
    ({"concepts/kernels/tangent/concept.yaml": f"{NTK}aliases: [scaling/ntk]\n"}, OLD, NEW,
     "a move was broken off"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("files", "old", "new", "said"), REFUSED, ids=[said[:40] for *_, said in REFUSED]
)
def test_a_move_that_is_refused_changes_nothing(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    files: dict[str, str],
    old: str,
    new: str,
    said: str,
) -> None:
    root = write_shelf(tmp_path, files)
    before = read_files(root)
    assert move(root, old, new) == 2
    assert read_files(root) == before
    shown = capsys.readouterr()
    assert said in shown.err
    assert shown.out == ""


def test_an_error_of_a_file_that_names_something_else_is_no_hindrance(tmp_path: Path) -> None:
    root = write_shelf(tmp_path, {RECORD: f"{NEAR}prerequisites:\n  - concept: [scaling/other]\n"})
    assert move(root) == 0


def test_a_link_to_a_whole_path_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = write_shelf(tmp_path, {"concepts/scaling/ntk/draws.csv": "1\n"})
    (root / "concepts/scaling/ntk/same.csv").symlink_to(root / "concepts/scaling/ntk/draws.csv")
    assert move(root) == 2
    assert "is a link to a whole path" in capsys.readouterr().err
    assert (root / "concepts/scaling/ntk/concept.yaml").read_text() == NTK


def test_a_file_that_was_written_to_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    root = write_shelf(tmp_path)
    stale = MendedFile(RECORD, b"as it was", b"as it would be", (1,))
    with pytest.raises(WorldError, match="was written to meanwhile"):
        relocate_concept(root, Move(OLD, NEW, (stale,)))
    assert read_files(root) == {path: text.encode() for path, text in SHELF.items()}


def write_named(root: Path) -> Path:
    """Write the small atlas with two files that name the concept."""
    named = {
        RECORD: f"{NEAR}prerequisites:\n  - concept: scaling/ntk\n",
        PROSE: "## A\n\n[a](../ntk/)\n",
        "concepts/scaling/ntk/a.csv": "1\n",
    }
    return write_shelf(root, named)


STEPS = ("fsync", "rename", "replace")


@contextmanager
def break_at(step: int, fail: Callable[[], None], patch: pytest.MonkeyPatch) -> Iterator[None]:
    """Lets the disk do only so many steps, and then calls `fail`."""
    done = 0

    def count(function: Callable[..., object]) -> Callable[..., object]:
        def call(*arguments: object) -> object:
            nonlocal done
            done += 1
            if done == step:
                fail()
            return function(*arguments)

        return call

    with patch.context() as patched:
        for name in STEPS:
            patched.setattr(f"builder.effects.files.relocate.os.{name}", count(getattr(os, name)))
        yield


def refuse() -> None:
    raise OSError(28, "No space left on device", "x")


@pytest.mark.parametrize("step", range(1, 13))
def test_a_disk_that_refuses_a_step_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], step: int
) -> None:
    root = write_named(tmp_path)
    before = read_files(root)
    with break_at(step, refuse, monkeypatch):
        assert move(root) == 2
    assert "nothing was moved: No space left on device" in capsys.readouterr().err
    assert read_files(root) == before


def test_killed_at_any_step_the_disk_still_holds_everything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = write_named(tmp_path / "whole")
    before = read_files(whole)
    assert move(whole) == 0
    after = read_files(whole)
    for step in range(1, 40):
        root = write_named(tmp_path / str(step))
        child = os.fork()
        if child == 0:
            try:
                with break_at(step, lambda: os._exit(9), monkeypatch):
                    os._exit(move(root))
            finally:
                os._exit(1)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        found = read_files(root)
        for path, content in before.items():
            moved = path.replace(f"concepts/{OLD}/", f"concepts/{NEW}/")
            assert found.get(path) == content or found.get(moved) == after[moved], (step, path)
        if code == 0:
            break
    assert code == 0
    assert step > 12


def test_a_renamed_concept_keeps_its_reviews_and_they_stay_current(
    small: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = (
        "--reviewer",
        "Emmy",
        "--kind",
        "person",
        "--read",
        "code and run",
        "--criterion",
        "it is checked",
        "--verdict",
        "supports",
    )
    assert (
        main(["--root", str(small), "review", "record", "numbers/halves#below-one", *said, "--yes"])
        == 0
    )
    assert move(small, "numbers/halves", "numbers/parts") == 0
    capsys.readouterr()
    assert (
        main(
            [
                "--root",
                str(small),
                "audit",
                "numbers/parts",
                "--state",
                "stale",
                "--state",
                "reviewed",
            ]
        )
        == 1
    )
    shown = capsys.readouterr().out
    assert "reviewed  synthetic  below-one" in shown
    assert "stale:" not in shown
