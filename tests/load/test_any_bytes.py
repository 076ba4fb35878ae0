"""Property: whatever bytes stand in whatever file, loading gives an atlas and located problems, and never an exception."""

from hypothesis import given, settings
from hypothesis import strategies as st

from builder.load import load_atlas
from builder.records.problem import sort_problems
from tests.load.trees import CONCEPT, DOMAIN, make_tree

CONCEPT_FILES = tuple(
    f"concepts/a/b/{name}" for name in ("concept.yaml", "content.md", "reviews.yaml", "data.csv")
)
PATHS = (
    "pyproject.toml",
    "sources/atlas.bib",
    "sources/audits.yaml",
    "concepts/a/domain.yaml",
    *CONCEPT_FILES,
)
GOOD = {"concepts/a/domain.yaml": DOMAIN, "concepts/a/b/concept.yaml": CONCEPT}

YAML_PIECES = (
    "title: ", "status: planned\n", "claims:\n", "  - id: a\n", "- ", "  ", "\n", ": ", "{", "}", "[", "]", ", ", "'", '"', "|", ">-\n",
    "# ", "&a ", "*a", "!!x ", "%", "---\n", "...\n", "? ", "<<: ", "\\", "\t", "\r\n", "\ufeff", "\u2028", "é", "𝔸", "$x$",
    "{claim}`a <b>`", "~", "witness: ", "at: [1, 2]\n",
)  # fmt: skip
BIB_PIECES = (
    "@article{", "@string{", "@comment{", "@misc(", "key", ",", " = ", "{", "}", '"', "#", "title", "author", "year", "url", "crossref",
    "A and B", "2013", "\n", "\\", "\\'", "{\\'e}", "$", "%", " and ", "@", ")", "é", "javascript:", "https://", "10.1000/", "eprint",
    "\\url{", "~", "--",
)  # fmt: skip
TOML_PIECES = (
    "[tool.builder]\n", "[tool.builder.rules]\n", "title", " = ", '"', "[", "]", "{", "}", "\n", "limits", ".", "1", "true", "severity",
    "reason", ",", "'''",
)  # fmt: skip
FILE_NAMES = st.text(
    st.characters(exclude_characters="/\0", exclude_categories=("Cs",)), min_size=1, max_size=12
)


def pieces(of: tuple[str, ...]) -> st.SearchStrategy[bytes]:
    return st.lists(st.sampled_from(of), max_size=40).map(lambda parts: "".join(parts).encode())


CONTENTS = {
    "pyproject.toml": pieces(TOML_PIECES),
    "sources/atlas.bib": pieces(BIB_PIECES),
    "sources/audits.yaml": pieces(YAML_PIECES),
    "concepts/a/domain.yaml": pieces(YAML_PIECES),
    "concepts/a/b/concept.yaml": pieces(YAML_PIECES),
    "concepts/a/b/reviews.yaml": pieces(YAML_PIECES),
}


def check_load(files: dict[str, bytes]) -> None:
    atlas, problems = load_atlas(make_tree({**GOOD, **files}))
    assert problems == sort_problems(problems)
    assert set(atlas.concept_by_id) == {concept.id for concept in atlas.concepts}
    for problem in problems:
        assert problem.message
        is_at_start = (
            problem.place.line == problem.place.column == 1
        )  # there the place may be the file as a whole, of no width
        assert min(problem.place.line, problem.place.column, problem.place.width + is_at_start) >= 1


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(st.sampled_from(PATHS), st.binary(max_size=200), max_size=4))
def test_any_bytes_never_crash_load(files: dict[str, bytes]) -> None:
    check_load(files)


@settings(max_examples=600, deadline=None)
@given(
    st.sampled_from(sorted(CONTENTS)).flatmap(lambda path: st.tuples(st.just(path), CONTENTS[path]))
)
def test_any_mixture_of_signs_never_crashes_load(file: tuple[str, bytes]) -> None:
    check_load(dict([file]))


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_any_text_after_a_good_record_never_crashes_load(text: str) -> None:
    check_load(
        {
            "concepts/a/b/concept.yaml": (CONCEPT + "invariant: " + text).encode(
                "utf-8", "surrogatepass"
            )
        }
    )


@settings(max_examples=200, deadline=None)
@given(st.lists(FILE_NAMES, min_size=1, max_size=5))
def test_any_path_never_crashes_load(parts: list[str]) -> None:
    check_load(
        {
            "/".join(["concepts", *parts]): b"x",
            "/".join(["sources", *parts]): b"x",
            "/".join(parts): b"x",
        }
    )


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 2_000), st.binary(max_size=3))
def test_a_damaged_record_never_crashes_load(index: int, damage: bytes) -> None:
    whole = (
        CONCEPT
        + "authors: [{name: A}]\nclaims:\n  - id: a\n    text: 't $x$'\n    kind: theorem\n    caveat: |\n      c\n"
    ).encode()
    at = index % len(whole)
    check_load({"concepts/a/b/concept.yaml": whole[:at] + damage + whole[at + 1 :]})
