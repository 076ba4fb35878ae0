"""Drops cascading problems: a part that could not be read is reported once, not as missing too."""

from builder.records.atlas import Atlas
from builder.records.problem import Problem, Problems, Severity
from builder.records.summary import ConceptSummary

# code -> the keys of concept.yaml that the rule reads; "content" is the prose, and "files" are
# those of the folder
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


def drop_cascading(atlas: Atlas[ConceptSummary], problems: Problems) -> Problems:
    """Return the problems without those that follow from a key or prose that could not be read."""
    unread = {concept.folder: concept.unread for concept in atlas.concepts if concept.unread}
    return tuple(
        problem
        for problem in problems
        if not _is_cascading(problem, unread.get(_folder_of(problem), frozenset()))
    )


def find_faulty(problems: Problems) -> frozenset[str]:
    """Return the concept folders and other files with an error.

    Examples: `concepts/scaling/ntk`, `sources/atlas.bib`.
    """
    errors = tuple(problem for problem in problems if problem.severity is Severity.ERROR)
    return find_folders(errors)


def find_folders(problems: Problems) -> frozenset[str]:
    """Return the concept folders and other files that hold the problems."""
    return frozenset(map(_folder_of, problems))


def drop_page_cascading(problems: Problems, faulty: frozenset[str]) -> Problems:
    """Return the problems without those of whole pages whose source files hold an error."""
    return tuple(
        problem
        for problem in problems
        if problem.place.width or not find_faulty((problem,)) & faulty
    )


def _is_cascading(problem: Problem, unread: frozenset[str]) -> bool:
    return not unread.isdisjoint(_COMPARED.get(problem.code, frozenset()))


def _folder_of(problem: Problem) -> str:
    path = problem.place.path
    return "/".join(path.split("/")[:3]) if path.startswith("concepts/") else path
