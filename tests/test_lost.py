"""No command line loses a file of the author's: it is at its place, or where a message says."""

import os
import random
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from builder.effects.profile import Profile

REPOSITORY = Path(__file__).parents[1]
DOMAIN = "title: {}\nsummary: What is shared.\n"
PLANNED = "title: {}\nsummary: What it says.\nstatus: planned\ncreated: 2026-11-23\n"
OLDER = Profile().write()
FILES = {  # the atlas lies in `home/work/atlas`; `main/.git` is its repository
    "outside.txt": "mine",
    "work/letter.txt": "mine",
    "work/foreign/letter.txt": "mine",
    "work/foreign/deep/er/a.txt": "mine",
    "work/foreign/manifest.json": '{"name": "an application"}',
    "work/web/.git/HEAD": "ref: refs/heads/main\n",
    "work/web/index.html": "mine",
    "work/main/readme.txt": "mine",
    "work/main/.git/HEAD": "ref: refs/heads/main\n",
    "work/main/.git/objects/aa/bb": "an object",
    "work/main/.git/refs/heads/main": "0\n",
    "work/main/.git/worktrees/atlas/HEAD": "ref: refs/heads/atlas\n",
    "work/main/.git/worktrees/atlas/commondir": "../..\n",
    "work/atlas/.git": "gitdir: ../main/.git/worktrees/atlas\n",
    "work/atlas/.gitignore": "site/\n",
    "work/atlas/pyproject.toml": '[tool.builder]\ntitle = "Shelf"\n',
    "work/atlas/file.txt": "mine",
    "work/atlas/profile.txt": OLDER,
    "work/atlas/empty.txt": "",
    "work/atlas/notes/letter.txt": "mine",
    "work/atlas/notes/deep/a.txt": "mine",
    "work/atlas/sources/small.bib": "",
    "work/atlas/concepts/scaling/domain.yaml": DOMAIN.format("Scaling"),
    "work/atlas/concepts/kernels/domain.yaml": DOMAIN.format("Kernels"),
    "work/atlas/concepts/scaling/near/concept.yaml": PLANNED.format("Near"),
    "work/atlas/concepts/scaling/ntk/concept.yaml": PLANNED.format("The kernel"),
    "work/atlas/concepts/scaling/ntk/draws.csv": "1\n",
    "work/atlas/concepts/scaling/ntk/.notes/a": "mine",
    "work/atlas/concepts/scaling/.ntk.old/letter.txt": "mine",
    "work/atlas/concepts/kernels/.tangent.next/letter.txt": "mine",
    "work/atlas/concepts/scaling/ntk/.concept.yaml.next": "mine",
}
LINKS = {
    "work/link-atlas": "atlas",
    "work/link-concepts": "atlas/concepts",
    "work/dangling": "nowhere",
    "work/atlas/link-up": "..",
    "work/atlas/link-site": "site",
    "work/atlas/link-letter": "notes/letter.txt",
}
TRAPS = {  # for `new` and `mv`; with them the atlas has errors
    "work/atlas/concepts/kernels/linked": "../../notes",
    "work/atlas/concepts/kernels/taken/concept.yaml": "../../nowhere.yaml",
}
OUTPUTS = (  # as typed in the atlas's folder; `{}` stands for that folder's path
    *(
        ".",
        "..",
        "../",
        "../..",
        "{}",
        "{}/",
        "{}/..",
        "a/../..",
        "notes/..",
        "link-up",
        "link-up/atlas",
    ),
    *(
        "../link-atlas",
        "../link-concepts",
        "../link-concepts/x",
        "concepts",
        "concepts/",
        "{}/concepts",
    ),
    *(
        "concepts/x",
        "concepts/scaling/ntk",
        "sources",
        "sources/a/b",
        "theme",
        "theme/templates",
        "theme/x",
    ),
    *(
        ".git",
        ".git/x",
        "../main",
        "../main/.git",
        "../main/.git/worktrees/atlas",
        "../main/.git/x",
    ),
    *(
        "pyproject.toml",
        "pyproject.toml/x",
        "file.txt",
        "file.txt/x",
        "notes",
        "notes/deep",
        "notes/x",
    ),
    *(
        "../foreign",
        "../foreign/deep",
        "../web",
        "../dangling",
        "link-letter",
        "link-site",
        "site",
        "./site/",
    ),
    *(
        "{}/site",
        "site",
        "site",
        "site/x",
        ".site.next",
        ".site.old",
        "site.replaced-1",
        "public",
        "a/b/c",
    ),
)
PROFILES = (
    *(
        "profile.txt",
        "{}/profile.txt",
        "notes/letter.txt",
        "link-letter",
        "pyproject.toml",
        ".",
        "empty.txt",
    ),
    *(
        "concepts/scaling/ntk/concept.yaml",
        "concepts/new.txt",
        "site/p.txt",
        "../outside.txt",
        "new/p.txt",
    ),
    *(
        ".git",
        ".git/x",
        "../main/.git/HEAD",
        "../dangling",
        "p.txt",
        "sources/small.bib",
        "theme/x",
    ),
)
IDS = (
    *("scaling/ntk", "kernels/tangent", "scaling/near", "kernels/taken", "kernels/linked"),
    *("kernels/fresh", "nowhere/x", "../x", "scaling/con", "kernels/.tangent.next"),
)
SET_ASIDE = re.compile(
    r"^plumbline: '(.+?)' (?:holds|is a) .*did not write: moved to '(.+)'$", re.MULTILINE
)

Entry = bytes | str  # the bytes of a file, or where a link leads
Entries = dict[str, Entry]


class World:
    """A throw-away home with a small atlas, and which of its entries are the author's."""

    def __init__(self, home: Path, chance: random.Random, *, has_traps: bool = False) -> None:
        self.home, self.chance = home, chance
        self.atlas = home / "work" / "atlas"
        for path, text in FILES.items():
            self.write(path, text)
        for path, target in (LINKS | (TRAPS if has_traps else {})).items():
            (home / path).parent.mkdir(parents=True, exist_ok=True)
            (home / path).symlink_to(target)
        if chance.random() < 0.3:
            shutil.copytree(REPOSITORY / "theme", self.atlas / "theme")
        self.owned = self.read()
        del self.owned["work/atlas/profile.txt"]

    def write(self, path: str, text: str) -> None:
        """Write a file below the home."""
        (self.home / path).parent.mkdir(parents=True, exist_ok=True)
        (self.home / path).write_text(text)

    def read(self) -> Entries:
        """Read every file and link below the home."""
        found: Entries = {}
        for place, folders, names in os.walk(self.home):
            for path in (Path(place, name) for name in (*folders, *names)):
                key = path.relative_to(self.home).as_posix()
                if path.is_symlink():
                    found[key] = os.readlink(path)
                elif path.is_file():
                    found[key] = path.read_bytes()
        return found

    def meddle(self) -> None:
        """Write something of the author's where builds write."""
        before = self.read()
        place = self.chance.choice(
            ("site", ".site.next", ".site.old", "site/map", "public", "site/.git")
        )
        folder = self.atlas / place
        pages = sorted(folder.glob("*.html")) + sorted(folder.glob("manifest.json"))
        if pages and self.chance.random() < 0.5:
            page = self.chance.choice(pages)
            page.write_bytes(page.read_bytes() + b"mine")
        else:
            self.write(f"work/atlas/{place}/mine-{self.chance.randrange(100)}.txt", "mine")
        self.owned |= {
            path: entry for path, entry in self.read().items() if before.get(path) != entry
        }

    def run(self, line: Sequence[str]) -> tuple[int, str]:
        """Run a command line in a process; return its exit code and all that it said."""
        command = [sys.executable, "-m", "builder", *line]
        environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
        done = subprocess.run(
            command,
            cwd=self.atlas,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        return done.returncode, f"{done.stdout}\n{done.stderr}"

    def find_lost(self, said: str) -> list[str]:
        """List what of the author's is neither at its place nor where a message says it is.

        What was moved is the author's at its new place.
        """
        now, moved, mended = self.read(), _read_moves(said, self.home), _read_mended(said)
        lost, owned = [], {}
        for path, entry in self.owned.items():
            place = path if now.get(path) == entry else next(_follow(path, moved, now), path)
            lines = mended.get(place.removeprefix("work/atlas/"), set())
            if now.get(place) == entry or (lines and _is_mended(entry, now.get(place), lines)):
                owned[place] = now[place]
            else:
                lost.append(path)
        self.owned = owned
        return lost


def _read_moves(said: str, home: Path) -> list[tuple[str, str]]:
    """Read (from, to) of every move that is said, relative to the home."""
    set_aside = [(Path(old), Path(new)) for old, new in SET_ASIDE.findall(said)]
    moves = [
        (old.relative_to(home).as_posix(), new.relative_to(home).as_posix())
        for old, new in set_aside
    ]
    start = "work/atlas/concepts/"
    return moves + [
        (start + old, start + new)
        for old, new in re.findall(r"^moved (\S+) to (\S+)$", said, re.MULTILINE)
    ]


def _read_mended(said: str) -> dict[str, set[int]]:
    """Read the numbers of the lines that a move says it has mended, by file."""
    found = re.findall(r"^mended (.+): lines? ([\d, ]+)$", said, re.MULTILINE)
    return {path: {int(number) for number in numbers.split(",")} for path, numbers in found}


def _follow(path: str, moves: list[tuple[str, str]], now: Entries) -> Iterator[str]:
    for old, new in moves:
        if (path == old or path.startswith(f"{old}/")) and new + path.removeprefix(old) in now:
            yield new + path.removeprefix(old)


def _is_mended(before: Entry, after: Entry | None, lines: set[int]) -> bool:
    """True if all lines but the mended ones are lines of before, in order, and as many are gone."""
    if not isinstance(before, bytes) or not isinstance(after, bytes):
        return False
    kept = [line for number, line in enumerate(after.splitlines(), 1) if number not in lines]
    rest = iter(before.splitlines())
    return all(line in rest for line in kept) and len(before.splitlines()) - len(kept) <= len(lines)


def make_line(world: World) -> list[str]:
    """Make a command line at random."""
    chance = world.chance
    root = chance.choice(
        (["--root", str(world.atlas)], [], ["--root", "../link-atlas"], ["--root", "../atlas/"])
    )

    def choose(paths: Sequence[str]) -> str:
        return chance.choice(paths).format(world.atlas)

    output = ["--output", choose(OUTPUTS)]
    profile = ["--profile", choose(PROFILES)] if chance.random() < 0.3 else []
    theme = ["--theme", str(REPOSITORY / "theme")] if chance.random() < 0.1 else []
    force = ["--force"] if chance.random() < 0.6 else []
    lines = {
        "build": ["build", *output, *force, *profile, *theme],
        "default": ["build", *force, *profile],
        "check": ["check", "--profile", choose(PROFILES)],
        "clean": ["clean", *(output if chance.random() < 0.7 else [])],
        "mv": ["mv", chance.choice(IDS[:3]), chance.choice(IDS)],
        "new": ["new", chance.choice(IDS)],
        "domain": ["new", "--domain", chance.choice(("scaling", "fresh", "../x"))],
    }
    return root + lines[chance.choices(list(lines), weights=(55, 10, 4, 12, 10, 6, 3))[0]]


@pytest.mark.parametrize("worlds", [8, pytest.param(40, marks=pytest.mark.chaos)])
def test_no_file_of_the_author_is_lost_over_random_command_lines(
    tmp_path: Path, worlds: int
) -> None:
    """Five lines are run in each world, and one more where a message proposes `--force`."""
    lost, codes = [], []
    for seed in range(worlds):
        world = World(tmp_path / str(seed), random.Random(seed), has_traps=seed % 4 == 3)
        for _ in range(5):
            if world.chance.random() < 0.5:
                world.meddle()
            line = make_line(world)
            code, said = world.run(line)
            codes.append(code)
            lost += [(seed, line, path) for path in world.find_lost(said)]
            assert code in (0, 1, 2), (seed, line, said)
            if "add --force" in said:
                assert "--force" not in line, (seed, line, said)
                code, said = world.run([*line, "--force"])
                codes.append(code)
                lost += [(seed, [*line, "--force"], path) for path in world.find_lost(said)]
                assert code != 2, (seed, line, said)
        shutil.rmtree(world.home)
    assert lost == []
    print(
        f"{len(codes)} lines: {len(lost)} files lost; {codes.count(0)} done, {codes.count(2)} refused"
    )
    assert min(codes.count(0), codes.count(2)) > worlds


OWNED = (
    "..",
    ".",
    "concepts",
    "concepts/x",
    "sources",
    "theme",
    ".git",
    "pyproject.toml",
    "../main/.git/x",
)


@pytest.mark.parametrize("force", [[], ["--force"]], ids=["plain", "forced"])
@pytest.mark.parametrize("output", OWNED)
def test_an_output_of_the_authors_is_refused_before_any_work(
    tmp_path: Path, output: str, force: list[str]
) -> None:
    """The atlas has an error, which a build that went to work would have shown."""
    world = World(tmp_path, random.Random(0))
    world.write("work/atlas/concepts/scaling/near/concept.yaml", "title: [\n")
    before = world.read()
    code, said = world.run(["build", "--output", output, *force])
    assert (code, "error[" in said) == (2, False), said
    assert "--force" not in said
    assert "give the site a folder of its own: --output 'site'" in said
    assert world.read() == before


def test_a_folder_with_foreign_files_is_refused_before_any_work(tmp_path: Path) -> None:
    world = World(tmp_path, random.Random(0))
    world.write("work/atlas/concepts/scaling/near/concept.yaml", "title: [\n")
    code, said = world.run(["build", "--output", "notes"])
    assert (code, "error[" in said) == (2, False), said
    assert f"add --force, which moves it to '{world.atlas}/notes.replaced-1'" in said
    assert world.run(["build", "--output", "notes", "--force"])[0] == 1
    assert not (
        world.atlas / "notes.replaced-1"
    ).exists()  # nothing is moved for a site that is not built


def test_serve_writes_nothing_to_the_home(tmp_path: Path) -> None:
    world = World(tmp_path, random.Random(0))
    before = world.read()
    command = [sys.executable, "-u", "-m", "builder", "serve", "--port", "0"]
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    with subprocess.Popen(
        command, cwd=world.atlas, env=environment, stdout=subprocess.PIPE, text=True
    ) as served:
        assert served.stdout is not None
        said = [served.stdout.readline() for _ in range(2)]
        served.send_signal(signal.SIGINT)
        assert served.wait(timeout=60) == 130
    assert "pages" in said[1] or "warning" in said[1], said
    assert world.read() == before


@pytest.mark.parametrize("place", ["site", ".site.next", ".site.old"])
def test_a_repository_in_the_output_or_beside_it_is_refused_whatever_is_said(
    tmp_path: Path, place: str
) -> None:
    """A branch of pages that is checked out as the site has a `.git` file."""
    world = World(tmp_path, random.Random(0))
    world.write(f"work/atlas/{place}/sub/.git", "gitdir: /elsewhere\n")
    before = world.read()
    for force in ([], ["--force"]):
        code, said = world.run(["build", *force])
        assert code == 2
        assert f"holds the repository '{world.atlas}/{place}/sub'" in said
        assert "--force" not in said
        assert "--output 'public'" in said
    assert world.read() == before


def test_a_theme_that_is_given_is_refused_as_the_output(tmp_path: Path) -> None:
    world = World(tmp_path, random.Random(0))
    shutil.copytree(REPOSITORY / "theme", world.atlas / ".public.next")
    before = world.read()
    for output in (".public.next", "public"):
        code, said = world.run(["build", "--theme", ".public.next", "--output", output, "--force"])
        assert (code, "is the theme" in said) == (2, True), said
        assert "--output 'site'" in said
    assert world.read() == before


def test_the_cache_and_the_builder_itself_are_refused_as_the_output(tmp_path: Path) -> None:
    world = World(tmp_path, random.Random(0))
    cache = Path(os.environ["XDG_CACHE_HOME"]) / "plumbline"
    code, said = world.run(["build", "--output", str(cache / "x"), "--force"])
    assert (code, "the builder's cache" in said) == (2, True), said
    code, said = world.run(["build", "--output", str(REPOSITORY / "builder" / "x"), "--force"])
    assert (code, "the builder's own code" in said) == (2, True), said
    assert not (REPOSITORY / "builder" / "x").exists()
