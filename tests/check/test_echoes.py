"""What could not be read is reported once: nothing that names it is blamed."""

import pytest

from builder.check import check_whole, drop_cascading
from builder.graph import build_graph
from builder.load import load_atlas
from builder.records.problem import Problems
from tests.atlases import summarize
from tests.load.trees import DOMAIN, make_tree

RECORD = "title: Means\nsummary: What an average is.\nstatus: review\n"
FOLDER = "concepts/statistics/means/"


def find_problems(
    record: str, content: str | bytes, refused: tuple[str, ...] = ()
) -> tuple[set[str], set[str]]:
    """Return the codes of loading, and those that remain of the rules."""
    files = {
        "concepts/statistics/domain.yaml": DOMAIN,
        f"{FOLDER}concept.yaml": record,
        f"{FOLDER}content.md": content,
    }
    tree = make_tree(
        {path: text for path, text in files.items() if path not in refused}, refused=refused
    )
    atlas, problems = load_atlas(tree)
    found: Problems = check_whole(atlas, build_graph(atlas), {})
    return {problem.code for problem in problems}, {
        problem.code for problem in drop_cascading(summarize(atlas), found)
    }


@pytest.mark.parametrize(
    ("record", "code", "echoes"),
    [
        (
            "claims:\n  - {id: a, text: t}\n",
            "key-present",
            {"claim-exists", "claims-present", "object-exists"},
        ),
        ("claims: 3\n", "value-typed", {"claim-exists", "claims-present", "object-exists"}),
        (
            "figures:\n  - {id: a_b, alt: t, caption: c, hero: true}\n",
            "id-plain",
            {"figure-exists", "hero-present", "object-exists"},
        ),
        (
            "witness:\n  counterconditions:\n    - {set: {n: 1}, fails: []}\n",
            "list-sized",
            {"countercondition-present"},
        ),
        ("symbols:\n  - {tex: x}\n", "key-present", {"symbols-present"}),
        ("invariant: ''\n", "value-present", {"invariant-present"}),
    ],
)
def test_a_value_that_could_not_be_read_has_no_echoes(
    record: str, code: str, echoes: set[str]
) -> None:
    questions = "questions:\n  - {object: 'claim:a', question: q}\n"
    content = "## Intuition\n\n{claim}`A <a>`, {fig}`a`.\n"
    _, before = find_problems(RECORD + questions, content)
    loaded, after = find_problems(RECORD + questions + record, content)
    assert loaded == {code}
    assert echoes <= before
    assert echoes.isdisjoint(after)
    assert before - after == echoes


@pytest.mark.parametrize(
    ("content", "code"), [(b"## Intuition \xff\n", "text-readable"), ("", "file-readable")]
)
def test_prose_that_could_not_be_read_lacks_no_section(content: str | bytes, code: str) -> None:
    claims = "claims:\n  - {id: a, text: t, kind: derivation, equations: [sum]}\n"
    refused = (f"{FOLDER}content.md",) if code == "file-readable" else ()
    loaded, after = find_problems(RECORD + claims, content, refused)
    assert loaded == {code}
    assert {"sections-present", "equation-exists", "claim-marked"}.isdisjoint(after)


def test_a_record_that_could_not_be_read_leaves_no_rule_to_be_asked() -> None:
    loaded, after = find_problems("title: [\n", "## Intuition\n\n{claim}`A <a>`\n")
    assert (loaded, after) == ({"yaml-readable"}, set())
