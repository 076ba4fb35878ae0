"""Broken YAML of every kind that was thought of: each gives its problem at its line and column, and none a traceback."""

import pytest
import yaml

from builder.load.node_builder import MOST_PROBLEMS
from builder.load.parse import parse_yaml
from builder.records.place import Place
from tests.load.trees import CONCEPT, at, load, load_concept

C = CONCEPT
DEMO = """\
demo:
  function: f
  result: r
  controls: [{name: a, label: b, values: [1]}]
  view: {kind: line, x: {key: a, label: b}, y: [{key: a, label: b}]}
  prediction:
    prompt: p
    options:
"""

CASES = [
    ("tab indents", C + "claims:\n\t- id: a\n", [("yaml-readable", 5, 1)]),
    ("tab before a key", "\ttitle: x\n", [("yaml-readable", 1, 1)]),
    ("tab in block", C + "invariant: |\n\tx\n", [("yaml-readable", 5, 1)]),
    ("bom inside", C + "invariant: a\ufeffb\n", [("characters-visible", 4, 13)]),
    ("latin1", C.encode() + b"invariant: caf\xe9 x\n", [("text-readable", 4, 15)]),
    (
        "latin1 after bom and crlf",
        b"\xef\xbb\xbftitle: x\r\nsummary: caf\xe9\n",
        [("text-readable", 2, 13)],
    ),
    ("utf16le", C.encode("utf-16"), [("text-readable", 1, 1)]),
    ("utf16be", b"\xfe\xff" + C.encode("utf-16-be"), [("text-readable", 1, 1)]),
    ("utf32", C.encode("utf-32"), [("text-readable", 1, 1)]),
    ("nul", C + "invariant: a\0b\n", [("characters-visible", 4, 13)]),
    ("escape char", C + "invariant: a\x1b[31mb\n", [("characters-visible", 4, 13)]),
    (
        "bidi",
        C + "invariant: a \u202eb\u202c c\n",
        [("characters-visible", 4, 14), ("characters-visible", 4, 16)],
    ),
    ("line separator", C + "invariant: a\u2028b\n", [("characters-visible", 4, 13)]),
    ("nel", C + "invariant: a\x85b\n", [("characters-visible", 4, 13)]),
    ("dup", C + "title: Again\n", [("key-unique", 4, 1)]),
    ("dup nested", C + "authors:\n  - {name: A, name: B}\n", [("key-unique", 5, 15)]),
    ("dup quoted", C + "'title': Again\n", [("key-unique", 4, 1)]),
    (
        "dup nfkc",
        C + "storyboard:\n  - {title: a, caption: b, state: {fi: 1, \ufb01: 2}}\n",
        [("key-unique", 5, 43)],
    ),
    ("merge", C + "authors:\n  - <<: {name: A}\n    name: B\n", [("yaml-plain", 5, 5)]),
    ("anchor", C + "invariant: &a x\n", [("yaml-plain", 4, 12)]),
    ("alias", C + "invariant: *a\n", [("yaml-plain", 4, 12)]),
    ("star text", C + "invariant: *important* word\n", [("yaml-plain", 4, 12)]),
    ("amp text", C + "invariant: & then\n", [("yaml-plain", 4, 12)]),
    ("tag", C + "invariant: !!str x\n", [("yaml-plain", 4, 12)]),
    (
        "python tag",
        C + "invariant: !!python/object/apply:os.system [x]\n",
        [("yaml-plain", 4, 12), ("value-typed", 4, 12)],
    ),
    ("local tag", C + "invariant: !x y\n", [("yaml-plain", 4, 12)]),
    ("undefined tag", C + "invariant: !x!y z\n", [("yaml-plain", 4, 12)]),
    ("bang text", C + "invariant: ! x\n", [("yaml-plain", 4, 12)]),
    ("deep flow", C + "tags: " + "[" * 40 + "]" * 40 + "\n", [("yaml-shallow", 4, 22)]),
    ("deep block", C + "tags:\n  " + "- " * 40 + "a\n", [("yaml-shallow", 5, 33)]),
    ("huge scalar", C + "invariant: " + "x" * 60_000 + "\n", [("value-bounded", 4, 12)]),
    ("huge file", C + "#" * 1_000_001, [("file-bounded", 1, 1)]),
    ("list for text", C + "invariant: [a, b]\n", [("value-typed", 4, 12)]),
    ("mapping for text", C + "invariant:\n  a: b\n", [("value-typed", 5, 3)]),
    ("text for list", C + "tags: rates\n", [("value-typed", 4, 7)]),
    ("text for record", C + "witness: many\n", [("value-typed", 4, 10)]),
    ("list for record", C + "witness:\n  - seeds: 3\n", [("value-typed", 5, 3)]),
    ("root list", "- a\n- b\n", [("value-typed", 1, 1)]),
    ("root text", "just words\n", [("value-typed", 1, 1)]),
    ("empty", "", [("key-present", 1, 1)]),
    ("comments", "# nothing\n# here\n", [("key-present", 1, 1)]),
    ("null doc", "~\n", [("key-present", 1, 1)]),
    ("marker", "---\n", [("key-present", 1, 1)]),
    ("two docs", C + "---\n" + C, [("yaml-plain", 4, 1)]),
    ("after end", C + "...\nmore: x\n", [("yaml-plain", 5, 1)]),
    ("directive", "%YAML 1.1\n---\n" + C, [("yaml-plain", 1, 1)]),
    ("bad directive", "%YAML 3.0\n---\n" + C, [("yaml-plain", 1, 1)]),
    ("unclosed flow", C + "tags: [a, b\n", [("yaml-readable", 4, 7)]),
    ("unclosed brace", C + "witness: {seeds: 3\n", [("yaml-readable", 4, 10)]),
    ("unclosed single", C + "invariant: 'x\nmore\n", [("yaml-readable", 4, 12)]),
    ("unclosed double", C + 'invariant: "x\nmore\n', [("yaml-readable", 4, 12)]),
    (
        "unclosed flow above a key",
        C + "tags: [a, b\ncreated: 2026-11-23\ndifficulty: 3\n",
        [("yaml-readable", 4, 7)],
    ),
    (
        "unclosed flow above an item",
        C + "authors:\n  - {name: A\n  - {name: B}\n",
        [("yaml-readable", 5, 5)],
    ),
    ("unclosed brace in open lines", C + "symbols: [\n  {tex: a\n]\n", [("yaml-readable", 5, 3)]),
    (
        "unclosed flow above a blank and a comment",
        C + "tags: [a, 'b'\n\n# c\ncreated: x\n",
        [("yaml-readable", 4, 7)],
    ),
    (
        "comma missing further in",
        C + "witness: {seeds: 3\n    set: 2}\n",
        [("yaml-readable", 5, 8)],
    ),
    ("wrong bracket", C + "tags: [a, b}\n", [("yaml-readable", 4, 12)]),
    ("extra bracket", C + "tags: [a, b]]\n", [("yaml-readable", 4, 13)]),
    ("number key", C + "1: x\n", [("key-known", 4, 1)]),
    ("truth key", C + "true: x\n", [("key-known", 4, 1)]),
    ("null key", C + "~: x\n", [("key-known", 4, 1)]),
    ("complex key", C + "? [a, b]\n: x\n", [("yaml-plain", 4, 3)]),
    ("flow complex key", C + "? {a: b}\n: x\n", [("yaml-plain", 4, 3)]),
    ("escape", C + 'invariant: "\\nabla f"\n', [("yaml-unescaped", 4, 13)]),
    (
        "unknown escape",
        C + 'invariant: "$\\sigma$ and $\\mu$"\nnope: 1\n',
        [("yaml-unescaped", 4, 14), ("yaml-unescaped", 4, 27), ("key-known", 5, 1)],
    ),
    ("hex escape", C + 'invariant: "\\xzz"\n', [("yaml-unescaped", 4, 15)]),
    ("escaped quote", C + 'invariant: "a \\"b\\""\n', [("yaml-unescaped", 4, 15)]),
    (
        "yes",
        C + "claims:\n  - {id: a, text: t, kind: definition, stipulated: yes}\n",
        [("value-typed", 5, 52)],
    ),
    (
        "no",
        C + "claims:\n  - {id: a, text: t, kind: definition, stipulated: no}\n",
        [("value-typed", 5, 52)],
    ),
    ("on", C + "figures:\n  - {id: a, alt: t, caption: c, hero: on}\n", [("value-typed", 5, 39)]),
    (
        "quoted truth",
        C + "figures:\n  - {id: a, alt: t, caption: c, hero: 'true'}\n",
        [("value-typed", 5, 39)],
    ),
    ("octal", C + "difficulty: 012\n", [("value-typed", 4, 13)]),
    ("under", C + "witness: {seeds: 1_000}\n", [("value-typed", 4, 18)]),
    ("hex", C + "difficulty: 0x3\n", [("value-typed", 4, 13)]),
    ("sexa", C + "witness: {seeds: 1:30}\n", [("value-typed", 4, 18)]),
    ("inf", C + "witness: {holds_at_least: {a: .inf}}\n", [("value-typed", 4, 31)]),
    ("nan", C + "witness: {holds_at_least: {a: .nan}}\n", [("value-typed", 4, 31)]),
    (
        "1e999",
        C + "storyboard: [{title: a, caption: b, state: {ridge: 1e999}}]\n",
        [("value-typed", 4, 52)],
    ),
    (
        "literal octal",
        C + "storyboard: [{title: a, caption: b, state: {ridge: 012}}]\n",
        [("value-typed", 4, 52)],
    ),
    (
        "literal null",
        C + "storyboard: [{title: a, caption: b, state: {ridge: ~}}]\n",
        [("value-present", 4, 45)],
    ),
    (
        "literal map",
        C + "storyboard: [{title: a, caption: b, state: {ridge: {a: b}}}]\n",
        [("value-typed", 4, 52)],
    ),
    ("float", C + "difficulty: 2.0\n", [("value-typed", 4, 13)]),
    ("range", C + "difficulty: 7\n", [("value-ranged", 4, 13)]),
    ("quoted int", C + "difficulty: '3'\n", [("value-typed", 4, 13)]),
    ("date", C + "created: 23.11.2026\n", [("value-typed", 4, 10)]),
    ("no such day", C + "created: 2026-02-30\n", [("value-typed", 4, 10)]),
    ("timestamp", C + "created: 2026-11-23T10:00:00Z\n", [("value-typed", 4, 10)]),
    ("date month", C + "created: 2026-23-11\n", [("value-typed", 4, 10)]),
    ("null title", "title: ~\nsummary: s\nstatus: planned\n", [("key-present", 1, 1)]),
    ("empty title", "title:\nsummary: s\nstatus: planned\n", [("key-present", 1, 1)]),
    ("blank title", "title: ''\nsummary: s\nstatus: planned\n", [("value-present", 1, 8)]),
    ("no status", "title: t\nsummary: s\n", [("key-present", 1, 1)]),
    ("colon text", C + "invariant: two: regimes\n", [("yaml-readable", 4, 15)]),
    (
        "hints colon",
        C
        + "practice:\n  - id: a\n    kind: apply\n    prompt: p\n    answer: b\n    hints:\n      - Set the ratio: solve\n",
        [("value-typed", 10, 9)],
    ),
    ("no colon", C + "invariant\n", [("yaml-readable", 4, 1)]),
    ("no space", C + "invariant:x\n", [("yaml-readable", 4, 1)]),
    ("at", C + "invariant: @owen\n", [("yaml-readable", 4, 12)]),
    ("tick", C + "invariant: `x` is\n", [("yaml-readable", 4, 12)]),
    ("percent", C + "invariant: 'a' b\n", [("yaml-readable", 4, 16)]),
    ("apostrophe", C + "invariant: 'it's'\n", [("yaml-readable", 4, 16)]),
    ("apostrophe in flow", C + "tags: ['it's']\n", [("yaml-readable", 4, 12)]),
    ("number sign", C + "invariant: In problem #2 birthdays\n", [("yaml-plain", 4, 23)]),
    (
        "number sign going on",
        C + "invariant: In problem #2 the\n  birthdays\n",
        [("yaml-plain", 4, 23)],
    ),
    ("number sign first", C + "invariant: #2 of them\n", [("yaml-plain", 4, 12)]),
    ("number sign second line", C + "invariant: In\n  problem #2\n", [("yaml-plain", 5, 11)]),
    ("number sign in flow", C + "tags: [a #2\n  , b]\n", [("yaml-plain", 4, 10)]),
    ("indent too far", C + "authors:\n  - name: A\n      given-name:\n", [("yaml-readable", 6, 7)]),
    ("indent of the first key", "  title: x\nsummary: y\n", [("yaml-readable", 2, 1)]),
    ("indent", C + "authors:\n  - name: A\n   url: https://a.org\n", [("yaml-readable", 6, 4)]),
    ("indent2", "title: x\n  summary: y\n", [("yaml-readable", 2, 3)]),
    ("block header", C + "invariant: |x\n  y\n", [("yaml-readable", 4, 13)]),
    ("block indent", C + "invariant: |\n    x\n  y\n", [("yaml-readable", 6, 3)]),
    ("dash", C + "tags: - a\n", [("yaml-readable", 4, 7)]),
    ("mixed", C + "- a\n", [("yaml-readable", 4, 1)]),
    ("empty item", C + "tags:\n  -\n  - a\n", [("value-present", 5, 4)]),
    ("flow comma", C + "authors: [{name: Smith, John}]\n", [("key-known", 4, 25)]),
    ("unknown key", C + "sumary: x\n", [("key-known", 4, 1)]),
    ("case key", C + "Title: x\n", [("key-known", 4, 1)]),
    ("unknown far", C + "qqqq: x\n", [("key-known", 4, 1)]),
    ("choice", C.replace("planned", "publshed"), [("choice-known", 3, 9)]),
    ("choice2", C + "importance: high\n", [("choice-known", 4, 13)]),
    (
        "dup ids",
        C + "claims:\n  - {id: a, text: t, kind: theorem}\n  - {id: a, text: u, kind: theorem}\n",
        [("id-unique", 6, 10)],
    ),
    ("bad id", C + "claims:\n  - {id: A_b, text: t, kind: theorem}\n", [("id-plain", 5, 10)]),
    (
        "two when",
        C
        + DEMO
        + "      - {id: a, text: t, response: r, when: x, otherwise: true}\n      - {id: b, text: t, response: r}\n",
        [("alternative-chosen", 12, 48), ("alternative-chosen", 13, 9)],
    ),
    (
        "path",
        C + "figures:\n  - {id: a, alt: t, caption: c, file: ../x.svg}\n",
        [("path-inside", 5, 39)],
    ),
    (
        "abs",
        C + "figures:\n  - {id: a, alt: t, caption: c, file: /etc/passwd}\n",
        [("path-inside", 5, 39)],
    ),
    (
        "bslash",
        C + "figures:\n  - {id: a, alt: t, caption: c, file: 'a\\b.svg'}\n",
        [("path-inside", 5, 39)],
    ),
    ("url", C + "authors: [{name: A, url: 'javascript:alert(1)'}]\n", [("url-safe", 4, 26)]),
    (
        "one coord",
        C
        + "inquiry:\n  figure: a\n  question: q\n  cues: [{id: a, at: [1], label: l, response: r}]\n",
        [("list-sized", 7, 22)],
    ),
]


@pytest.mark.parametrize(
    ("text", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_broken_yaml_is_a_located_problem(
    text: str | bytes, expected: list[tuple[str, int, int]]
) -> None:
    atlas, problems = load_concept(text)
    assert expected == [at(problem) for problem in problems]
    assert all(
        problem.hint and problem.message and "invalid" not in problem.message
        for problem in problems
    )
    assert [concept.id for concept in atlas.concepts] == ["statistics/means"]


@pytest.mark.parametrize(
    "line",
    [
        "status: review   # planned | draft", "status: review # planned", "status: review\t# planned", "status: review #", "status: 'a' #b",
        "status: a#b", "status: # planned", "status: review ## planned", "status: [a, b] #c", "status: |  # text\n  a #b", "a: # c\n  - b",
    ],
)  # fmt: skip
def test_a_comment_or_a_sign_that_cuts_nothing_is_no_problem(line: str) -> None:
    assert parse_yaml(line + "\n", "a.yaml")[1] == ()


def test_an_apostrophe_inside_single_quotes_is_shown_doubled() -> None:
    _, (problem,) = load_concept("title: 'The birthday's problem'\n")
    assert (problem.message, problem.hint) == (
        "the apostrophe before 's' ends the value",
        "inside single quotes an apostrophe is doubled: write birthday''s",
    )


def test_an_open_bracket_is_named_by_its_kind() -> None:
    _, (problem,) = load_concept(C + "witness: {seeds: 3\ncreated: 2026-11-23\n")
    assert (problem.message, problem.hint) == (
        "the mapping that opens here is never closed",
        "close it with }",
    )


def test_at_least_54_kinds_are_tried() -> None:
    assert len(CASES) >= 54


def test_an_expansion_without_end_is_refused_at_every_alias() -> None:
    _, problems = load_concept("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n" + C)
    assert [at(problem) for problem in problems if problem.code == "yaml-plain"] == [
        ("yaml-plain", 1, 4), ("yaml-plain", 2, 4), ("yaml-plain", 2, 8), ("yaml-plain", 2, 12), ("yaml-plain", 3, 5), ("yaml-plain", 3, 9),
    ]  # fmt: skip


def test_a_second_key_is_reported_with_the_place_of_the_first() -> None:
    _, (problem,) = load_concept(C + "title: Again\n")
    assert problem.place == Place("concepts/statistics/means/concept.yaml", 4, 1, 5)
    assert [note.place.line for note in problem.notes] == [1]


def test_a_misspelt_key_is_answered_with_the_closest() -> None:
    _, (problem,) = load_concept(C + "prerequisits: []\n")
    assert (problem.message, problem.hint) == (
        "a concept has no key 'prerequisits'",
        "did you mean 'prerequisites'?",
    )


def test_one_broken_value_hides_no_other() -> None:
    text = (
        C
        + "difficulty: 9\nimportance: high\nclaims:\n  - {id: a, txt: t, kind: theory}\n  - id: B\n    text: [x]\n    kind: theorem\n"
        'created: soon\ninvariant: "\\sigma"\n'
    )
    _, problems = load_concept(text)
    assert {(problem.code, problem.place.line) for problem in problems} == {
        ("value-ranged", 4), ("choice-known", 5), ("key-present", 7), ("key-known", 7), ("choice-known", 7), ("id-plain", 8),
        ("value-typed", 9), ("value-typed", 11), ("yaml-unescaped", 12),
    }  # fmt: skip


def test_a_file_of_faults_is_read_no_further_than_200_of_them() -> None:
    _, problems = load_concept(C + "".join(f"key{number}: x\n" for number in range(5_000)))
    assert len(problems) == MOST_PROBLEMS + 1
    assert problems[-1].code == "problems-bounded"


def test_a_file_of_values_without_end_is_given_up() -> None:
    _, problems = load_concept(C + "tags: [" + "a," * 300_000 + "]\n")
    assert [problem.code for problem in problems] == ["file-bounded"]


def test_brackets_without_end_are_given_up_at_the_seventeenth() -> None:
    _, problems = load_concept(C + "tags: " + "[" * 900_000)
    assert [at(problem) for problem in problems] == [("yaml-shallow", 4, 22)]


def test_a_scanner_that_gives_up_at_its_own_depth_changes_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Bounded(yaml.SafeLoader):
        """As some builds of libyaml are: it looks ahead, and gives up at the thousandth bracket before it has told of the first."""

        def __init__(self, stream: str) -> None:
            super().__init__(stream)
            index = stream.find("[" * 1001) + 1000
            if index >= 1000:
                mark = yaml.Mark("", index, 3, index, None, 0)
                raise yaml.scanner.ScannerError(
                    "while increasing flow level", mark, "exceeded the depth", mark
                )

    monkeypatch.setattr("builder.load.parse._Loader", Bounded)
    _, problems = load_concept(C + "tags: " + "[" * 2000)
    assert [at(problem) for problem in problems] == [("yaml-shallow", 4, 22)]


@pytest.mark.parametrize("name", ["concept.yaml", "reviews.yaml", "content.md"])
def test_a_file_that_the_system_refuses_is_a_problem(name: str) -> None:
    path = f"concepts/statistics/means/{name}"
    files = {
        "concepts/statistics/means/concept.yaml": CONCEPT,
        "concepts/statistics/means/content.md": "## Intuition\n",
        path: "",
    }

    class Refused(dict[str, bytes]):
        def __getitem__(self, key: str) -> bytes:
            if key == path:
                raise PermissionError(13, "Permission denied", key)
            return files[key].encode()

    from builder.load import load_atlas
    from builder.records.atlas import Tree

    _, problems = load_atlas(Tree(tuple(sorted(files)), Refused().__getitem__))
    assert [(problem.code, problem.message, problem.place) for problem in problems] == [
        ("file-readable", "the file cannot be read: permission denied", Place(path, width=0))
    ]


def test_a_stand_in_keeps_other_pages_from_being_blamed() -> None:
    atlas, problems = load(
        {
            "concepts/a/domain.yaml": "title: A\nsummary: s\n",
            "concepts/a/one/concept.yaml": "title: [\n",
            "concepts/a/two/concept.yaml": CONCEPT + "prerequisites: [{concept: a/one}]\n",
        }
    )
    assert [at(problem) for problem in problems] == [("yaml-readable", 1, 8)]
    assert str(atlas.concept_by_id["a/one"].title) == "one"
    assert atlas.concept_by_id["a/one"].status == "planned"
