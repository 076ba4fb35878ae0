"""Rules on what a page says of other pages, where drafts and planned pages are among them."""

from builder.check import check_whole
from builder.graph import build_graph
from builder.records.concept import Concept
from builder.records.place import Place, Ref
from builder.records.problem import Problem
from tests.atlases import make_atlas, make_concept


def find(*concepts: Concept, drafts: frozenset[str] = frozenset()) -> list[tuple[str, str]]:
    atlas = make_atlas({}, concepts=concepts)
    problems = check_whole(atlas, build_graph(atlas), {}, drafts)
    return [
        (problem.code, problem.hint)
        for problem in problems
        if problem.code.startswith(("prerequisite", "neighbour"))
    ]


def test_a_draft_that_is_not_built_cannot_be_rested_on() -> None:
    assert find(make_concept("x/a", ["x/b"]), drafts=frozenset({"x/b"})) == [
        ("prerequisite-exists", "build with --drafts, or raise its status to review")
    ]


def test_a_renamed_concept_is_found_by_its_old_id() -> None:
    renamed = make_concept("x/new", aliases=(Ref("x/old", Place("concepts/x/new/concept.yaml")),))
    assert find(make_concept("x/a", ["x/old"]), renamed) == [
        ("prerequisite-exists", "it is now called 'x/new'")
    ]


def test_a_planned_page_may_be_rested_on_until_the_page_is_published() -> None:
    planned = make_concept("x/b", status="planned")
    assert find(make_concept("x/a", ["x/b"]), planned) == []
    assert [
        code for code, _ in find(make_concept("x/a", ["x/b"], status="published"), planned)
    ] == ["prerequisite-written"]


def test_all_cycles_come_in_one_run() -> None:
    found = find(
        make_concept("x/a", ["x/b"]), make_concept("x/b", ["x/a"]), make_concept("y/c", ["y/c"])
    )
    assert [code for code, _ in found] == ["prerequisite-acyclic", "prerequisite-acyclic"]


def find_circles(edges: dict[str, list[str]]) -> list[Problem]:
    atlas = make_atlas(edges)
    problems = check_whole(atlas, build_graph(atlas), {})
    return [problem for problem in problems if problem.code == "prerequisite-acyclic"]


def test_a_long_circle_is_told_by_its_size_and_its_beginning() -> None:
    ids = [f"x/concept-{number:03}" for number in range(300)]
    (problem,) = find_circles(
        {name: [after] for name, after in zip(ids, [*ids[1:], ids[0]], strict=True)}
    )
    listed = " -> ".join(ids[:8])
    assert (
        problem.message
        == f"prerequisites run in a circle of 300 concepts: {listed} -> … 292 more … -> "
        f"x/concept-000"
    )
    assert problem.place.path == "concepts/x/concept-000/concept.yaml"


def test_circles_beyond_those_that_are_listed_are_counted_at_the_first() -> None:
    """Thirty concepts that all name each other have 435 circles of two."""
    ids = [f"x/c{number:02}" for number in range(30)]
    *listed, more = find_circles(
        {name: [other for other in ids if other != name] for name in ids}
        | {"y/a": ["y/b"], "y/b": ["y/a"]}
    )
    assert len(listed) == 101  # a hundred of the thirty, and the one of y/a and y/b
    assert (
        more.message
        == "more circles than are listed run through here: 670 more prerequisites lie on one"
    )
    # The place is that of c20, the first prerequisite on none of the listed circles.
    assert str(more.place) == "concepts/x/c03/concept.yaml:24:14"


def test_a_hundred_circles_that_are_all_listed_are_all_there_are() -> None:
    pairs = [(f"x/a{number:03}", f"x/b{number:03}") for number in range(150)]
    circles = find_circles({one: [other] for pair in pairs for one, other in (pair, pair[::-1])})
    assert len(circles) == 150
    assert {problem.message.partition(":")[0] for problem in circles} == {
        "prerequisites run in a circle"
    }
