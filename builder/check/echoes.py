"""Problems that only follow from another: what could not be read seems not to be there, and what names it is not to blame."""

from builder.records.atlas import Atlas
from builder.records.problem import Problem, Problems, Severity
from builder.records.summary import ConceptSummary

# code -> the keys of concept.yaml that its rule compares a page with; "content" is the prose, "files" are those of the folder
_COMPARED: dict[str, frozenset[str]] = {
    code: frozenset(keys.split())
    for code, keys in (
        ("source-declared", "sources"),
        ("check-exists", "content"),
        ("equation-exists", "content"),
        ("figure-exists", "figures"),
        ("claim-exists", "claims"),
        ("object-exists", "claims figures demo content"),
        ("file-exists", "files"),
        ("invariant-present", "invariant"),
        ("sections-present", "content"),
        ("hero-present", "figures"),
        ("claims-present", "claims"),
        ("claim-marked", "content"),
        ("countercondition-present", "counterconditions content"),
        ("demo-present", "demo"),
        ("symbols-present", "symbols"),
        ("practice-present", "practice"),
        ("storyboard-sized", "storyboard"),
        ("figure-listed", "figures"),
        ("figure-has-origin", "content"),
        ("demo-function-exists", "content"),
        ("demo-result-named", "content"),
        ("control-is-parameter", "content"),
        ("parameter-exists", "content"),
        ("seed-declared", "content"),
        ("expression-names", "content demo"),
        ("state-in-grid", "demo"),
    )
}


def drop_echoes(atlas: Atlas[ConceptSummary], problems: Problems) -> Problems:
    """The problems less those that follow from a key, or prose, that could not be read and was reported as such."""
    unread = {concept.folder: concept.unread for concept in atlas.concepts if concept.unread}
    return tuple(
        problem
        for problem in problems
        if not _is_echo(problem, unread.get(_folder_of(problem), frozenset()))
    )


def find_faulty(problems: Problems) -> frozenset[str]:
    """The folders of concepts, and the other files, that hold an error: `concepts/scaling/ntk`, `sources/atlas.bib`."""
    return find_folders(
        tuple(problem for problem in problems if problem.severity is Severity.ERROR)
    )


def find_folders(problems: Problems) -> frozenset[str]:
    """The folders of concepts, and the other files, that the problems stand in."""
    return frozenset(map(_folder_of, problems))


def drop_page_echoes(problems: Problems, faulty: frozenset[str]) -> Problems:
    """The problems of pages less those of whole pages whose files hold an error: they follow from it."""
    return tuple(
        problem
        for problem in problems
        if problem.place.width or not find_faulty((problem,)) & faulty
    )


def _is_echo(problem: Problem, unread: frozenset[str]) -> bool:
    return not unread.isdisjoint(_COMPARED.get(problem.code, frozenset()))


def _folder_of(problem: Problem) -> str:
    path = problem.place.path
    return "/".join(path.split("/")[:3]) if path.startswith("concepts/") else path
