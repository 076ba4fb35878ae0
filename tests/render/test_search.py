"""The index of the search and the module that reads it: both run here as they are published, the module under node."""

import itertools
import json
import shutil
import subprocess
import unicodedata
from collections.abc import Sequence
from pathlib import Path

import pytest

from builder.render.pages.findable import KINDS, Findable, Weight
from builder.render.pages.fold import GREEK, fold_words
from builder.render.pages.search import FOLDER, RUN, write_index
from tests.conftest import need

MODULE = Path(__file__).parents[2] / "theme/js/search-rank.js"
NODE = shutil.which("node")

# Reads the module and, as JSON from standard input, [folder, queries]; answers with the words of each query, or with what each finds.
FOLD = (
    "const { foldWords } = await import(module); console.log(JSON.stringify(asked.map(foldWords)));"
)
FIND = """
const { openIndex, rankObjects } = await import(module);
const { readFile } = await import("node:fs/promises");
const [folder, queries] = asked;
const index = await openIndex(async (name) => JSON.parse(await readFile(`${folder}/${name}.json`, "utf8")));
const found = [];
for (const query of queries) found.push(await Promise.all((await rankObjects(query, index)).map((number) => index.objectAt(number))));
console.log(JSON.stringify(found));
"""


@pytest.fixture
def run_module(tmp_path: Path):  # type: ignore[no-untyped-def]  # a function of two arguments
    need("node", NODE)
    copy = tmp_path / "search-rank.mjs"  # node takes the name's end for what it is
    copy.write_bytes(MODULE.read_bytes())

    def run(script: str, asked: object) -> list[list[object]]:
        code = f"const module = {json.dumps(copy.as_uri())};\nlet input = ''; for await (const part of process.stdin) input += part;\n"
        code += f"const asked = JSON.parse(input);\n{script}"
        assert NODE is not None
        command = [NODE, "--input-type=module", "-e", code]
        done = subprocess.run(
            command, input=json.dumps(asked), capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        answer: list[list[object]] = json.loads(done.stdout)
        return answer

    return run


def make_findable(kind: str, title: str, *fields: tuple[Weight, str], page: str = "") -> Findable:
    weight = {
        "concept": Weight.TITLE,
        "domain": Weight.TITLE,
        "claim": Weight.CLAIM,
        "symbol": Weight.TITLE,
    }.get(kind, Weight.HEADING)
    return Findable(kind, title, page, f"{kind}/#{len(title)}", "", ((weight, title), *fields))


def write_files(findables: Sequence[Findable], folder: Path, most_bytes: int) -> str:
    """Write the index below the folder; the folder of its files."""
    for path, content in write_index(findables, most_bytes).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return str(folder / FOLDER)


def list_beginnings(word: str) -> list[str]:
    """Every beginning of the word but a Greek letter on its own, which is read as its name."""
    return [word[:length] for length in range(1, len(word) + 1) if word[:length] not in GREEK]


def make_many() -> list[Findable]:
    """More objects than one run of a split index holds, of every kind, with words of several scripts, numbers and signs."""
    adjectives = (
        "double",
        "neural",
        "Ångström",
        "größte",
        "минимум",
        "σ²",
        "4,000",
        "0.73",
        "x_i",
        "𝔼",
        "最小",
        "naïve",
    )
    nouns = (
        "descent",
        "kernel",
        "Ridge",
        "loss",
        "ΔΘ",
        "λόγος",
        "weights",
        "n⁻¹",
        "min-norm",
        "__init__",
        "<b>",
        "{{ 7 }}",
        "a'b",
        "٣",
    )
    pairs = list(itertools.product(adjectives, nouns))
    found = [
        make_findable(
            KINDS[number % len(KINDS)],
            f"{adjective} {noun}",
            (Weight.TEXT, f"object{number} of {adjectives[number % 12]}"),
        )
        for number, (adjective, noun) in enumerate((*pairs, *pairs))
    ]
    assert len(found) > RUN
    return sorted(found, key=lambda one: KINDS.index(one.kind))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Double-descent", ["double", "descent"]),
        ("Ångström naïve GRÖSSTE größte", ["angstrom", "naive", "grosste", "grosste"]),
        ("σ² Σ and ς", ["sigma", "2", "sigma", "and", "sigma"]),
        ("λόγος", ["λογοσ"]),
        ("λ_max", ["lambda", "max"]),
        ("n⁻¹ x₀", ["n", "1", "x", "0"]),
        ("4,000 in 0.73 of 1,2", ["4000", "in", "0.73", "of", "1", "2"]),
        ("arXiv 1812.11118, v2.", ["arxiv", "1812.11118", "v2"]),
        ("𝔼 ℝ ﬁt µ ϕ", ["e", "r", "fit", "mu", "phi"]),
        ("w_hat.X <b>&amp;", ["w", "hat", "x", "b", "amp"]),
        ("最小 минимум", ["最小", "минимум"]),
        ("— … ‖·‖ {{ }}", []),
    ],
)
def test_words_are_folded_to_what_a_reader_types(text: str, words: list[str]) -> None:
    assert fold_words(text) == words


def test_the_greek_letters_have_their_names() -> None:
    named = {
        letter: unicodedata.name(letter).removeprefix("GREEK SMALL LETTER ").lower()
        for letter in GREEK
    }
    assert named == {**GREEK, "λ": "lamda"}


def test_page_and_index_fold_every_character_alike(run_module) -> None:  # type: ignore[no-untyped-def]
    characters = [
        chr(code)
        for code in range(0x110000)
        if unicodedata.category(chr(code)) not in ("Cs", "Cn", "Co")
    ]
    texts = [f"a{character}b {character} 1{character}2" for character in characters]
    assert run_module(FOLD, texts) == [fold_words(text) for text in texts]


def test_every_object_is_found_by_each_of_its_words_and_by_their_beginnings(
    run_module, tmp_path: Path
) -> None:  # type: ignore[no-untyped-def]
    findables = make_many()[::5]
    folder = write_files(findables, tmp_path, most_bytes=1_000_000)
    words = [{word for _, text in found.fields for word in fold_words(text)} for found in findables]
    beginnings = sorted(
        {beginning for own in words for word in own for beginning in list_beginnings(word)}
    )
    answers = dict(zip(beginnings, run_module(FIND, [folder, beginnings]), strict=True))
    for found, own in zip(findables, words, strict=True):
        shown = {
            "kind": found.kind,
            "title": found.title,
            "page": found.page,
            "href": found.href,
            "text": found.text,
        }
        for word in own:
            assert all(shown in answers[beginning] for beginning in list_beginnings(word)), (
                found.title,
                word,
            )


def test_splitting_the_index_changes_no_result(run_module, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    findables = make_many()
    whole = write_files(findables, tmp_path / "whole", most_bytes=1_000_000)
    split = write_files(findables, tmp_path / "split", most_bytes=0)
    queries = [
        "double descent",
        "desc",
        "o",
        "object1",
        "σ",
        "sigma 2",
        "0.7",
        "4,000",
        "λόγ",
        "最",
        "мин",
        "min norm",
        "zzz",
        "",
        "ne ke",
    ]
    assert len(list(Path(whole).iterdir())) == 1
    names = {path.name for path in Path(split).iterdir()}
    assert {
        "index.json",
        "d.json",
        "0.json",
        "u6700.json",
        "objects-0.json",
        "objects-1.json",
    } <= names
    answers = run_module(FIND, [split, queries])
    assert answers == run_module(FIND, [whole, queries])
    assert [bool(found) for found in answers] == [query not in ("zzz", "") for query in queries]


def test_a_small_index_is_one_file_and_a_large_one_is_not() -> None:
    assert list(write_index([make_findable("concept", "Ridge")])) == ["assets/search/index.json"]
    assert len(write_index(make_many() * 20)) > 10


RANKED = (
    make_findable("concept", "Double descent", (Weight.TEXT, "the ridge of a curve")),
    make_findable("concept", "Ridgeless fits"),
    make_findable("domain", "Ridge"),
    make_findable("section", "A ridge in the loss"),
    make_findable("claim", "A ridge removes the peak", page="Double descent"),
    make_findable("symbol", "ridge", page="Double descent"),
    make_findable("source", "Double ridge"),
    make_findable("symbol", "ŵ σ min"),
)
# whole word in a title (domain before symbol), beginning of one in a title, in a heading (section before source), in a claim, in a text
BY_RIDGE = [
    "Ridge",
    "ridge",
    "Ridgeless fits",
    "A ridge in the loss",
    "Double ridge",
    "A ridge removes the peak",
    "Double descent",
]


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("ridge", BY_RIDGE),
        ("RIDGE", BY_RIDGE),
        ("ridgel", ["Ridgeless fits"]),
        (
            "double ridge",
            ["Double ridge", "Double descent"],
        ),  # every word, in any order; a title and a text count less than two headings
        ("ridge double", ["Double ridge", "Double descent"]),
        ("double desc", ["Double descent"]),
        ("doub desc", ["Double descent"]),  # nothing holds `doub` whole, so beginnings will do
        ("double nothing", []),
        (r"\hat{w}", ["ŵ σ min"]),
        (r"\varsigma_{\min}", ["ŵ σ min"]),
        ("σ", ["ŵ σ min"]),
        ("   ", []),
        (r"\left(", []),
        ("constructor __proto__ toString", []),
        ("<img src=x onerror=alert(1)>", []),
        (
            "*.* (?:a+)+$ \\",
            ["A ridge in the loss", "A ridge removes the peak", "Double descent"],
        ),  # its only word is `a`
    ],
)
def test_results_come_in_the_order_of_what_they_say(
    run_module, tmp_path: Path, query: str, titles: list[str]
) -> None:  # type: ignore[no-untyped-def]
    findables = sorted(RANKED, key=lambda one: KINDS.index(one.kind))
    found = run_module(FIND, [write_files(findables, tmp_path, most_bytes=1_000_000), [query]])[0]
    assert [one["title"] for one in found] == titles


def test_a_query_without_end_is_cut_short(run_module, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    folder = write_files(RANKED[:1], tmp_path, most_bytes=1_000_000)
    assert len(run_module(FIND, [folder, ["double " * 30 + "nothing " * 100_000]])[0]) == 1
