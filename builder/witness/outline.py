"""Read what a witness declares and find its problems, before anything runs."""

from collections.abc import Iterator, Sequence

from builder.records.atlas import Config
from builder.records.concept import Concept
from builder.records.outline import Outline
from builder.records.place import Place
from builder.records.problem import Note, Problem, Problems
from builder.records.text import Fence
from builder.witness.allowed import find_forbidden
from builder.witness.checks import check_assertions, check_repeats, read_checks
from builder.witness.declared_values import check_settings
from builder.witness.demo import check_demo
from builder.witness.expressions import check_expressions
from builder.witness.fences import ParsedFence, parse_fence
from builder.witness.helpers import check_helpers, helper_modules
from builder.witness.hints import suggest_name
from builder.witness.implied import check_emptiness
from builder.witness.imports import imported_names
from builder.witness.names import Bindings, read_bindings
from builder.witness.rivals import check_rivals


def outline_witness(concept: Concept, config: Config) -> tuple[Outline, Problems]:
    """Return the outline of the concept's witness, and its problems.

    The outline is sound if the code parses, compiles and uses only what the allow-list has.
    """
    fences = concept.content.fences if concept.content is not None else ()
    parsed, problems = _parse([fence for fence in fences if fence.kind in ("witness", "figure")])
    proper = [one for one in parsed if one.fence.kind == "witness"]
    allowed = (*config.allow_imports, *helper_modules(concept))
    problems += _check_code(parsed, allowed)
    problems += check_helpers(concept, config)
    problems += _check_figures(concept, parsed)
    bindings = read_bindings(proper)
    checks = read_checks(proper)
    outline = Outline(
        concept=concept.id,
        checks=checks,
        parameters=bindings.parameters,
        functions=bindings.functions,
        names=frozenset(bindings.counts),
        helpers=_list_imported(concept, parsed),
        is_sound=not problems,
    )
    repeats = list(check_repeats(checks))
    problems += [*repeats, *check_emptiness(proper, {problem.place for problem in repeats})]
    if len(parsed) == sum(fence.kind in ("witness", "figure") for fence in fences):
        problems += _check_record(concept, outline, bindings, config)
        problems += check_rivals(concept, outline, proper, lambda them: _check_code(them, allowed))
    return outline, tuple(problems)


def _list_imported(concept: Concept, fences: Sequence[ParsedFence]) -> tuple[str, ...]:
    """Return the concept's own modules that the fences import."""
    sources = (source for parsed in fences for _, source in imported_names(parsed.nodes))
    imported = {source.partition(".")[0] for source in sources}
    return tuple(sorted(imported.intersection(helper_modules(concept))))


def _parse(fences: Sequence[Fence]) -> tuple[list[ParsedFence], list[Problem]]:
    parsed: list[ParsedFence] = []
    problems: list[Problem] = []
    for fence in fences:
        result = parse_fence(fence)
        if isinstance(result, Problem):
            problems.append(result)
        else:
            parsed.append(result)
    return parsed, problems


def _check_code(fences: Sequence[ParsedFence], allowed: Sequence[str]) -> list[Problem]:
    imported: dict[str, str] = {}
    for parsed in fences:
        for name, source in imported_names(parsed.nodes):
            imported.setdefault(name, source)
    problems = [
        Problem(forbidden.code, forbidden.message, parsed.place_of(forbidden.node), forbidden.hint)
        for parsed in fences
        for forbidden in find_forbidden(parsed.nodes, frozenset(allowed), imported)
    ]
    proper = [parsed for parsed in fences if parsed.fence.kind == "witness"]
    return [*problems, *check_assertions(proper)]


def _check_record(
    concept: Concept, outline: Outline, bindings: Bindings, config: Config
) -> Iterator[Problem]:
    """Yield the problems of what concept.yaml and the prose ask of the witness.

    They are known only if every fence could be parsed.
    """
    if concept.witness is not None:
        yield from check_settings(concept.witness, outline, bindings, config)
    yield from check_demo(concept, outline, bindings)
    yield from check_expressions(concept, outline, bindings)


def _check_figures(concept: Concept, fences: Sequence[ParsedFence]) -> Iterator[Problem]:
    """Yield the problems of figures and of the fences that draw them.

    One fence or one file gives each figure. A figure's fence draws a listed figure and has no
    assertion.
    """
    listed = {figure.id: figure for figure in concept.figures}
    drawn: dict[str, Place] = {}
    for fence in concept.content.fences if concept.content is not None else ():
        if fence.kind != "figure":
            continue
        place = fence.place_of("figure")
        if fence.figure in drawn:
            note = Note("it is drawn here first", drawn[fence.figure])
            message = f"the figure '{fence.figure}' is drawn twice"
            hint = "give one of them another id"
            yield Problem("figure-has-origin", message, place, hint, notes=(note,))
        elif fence.figure not in listed:
            entry = f"'- {{id: {fence.figure}, alt: ..., caption: ...}}'"
            advice = f"add {entry} under figures in concept.yaml"
            message = f"the figure '{fence.figure}' is not listed under 'figures'"
            hint = suggest_name(fence.figure, listed, advice)
            yield Problem("figure-listed", message, place, hint)
        elif listed[fence.figure].file is not None:
            message = f"the figure '{fence.figure}' is a file and is drawn as well"
            hint = "take out the fence, or 'file:'"
            yield Problem("figure-has-origin", message, place, hint)
        drawn.setdefault(fence.figure, place)
    for figure in concept.figures:
        # A file name that cannot be read has a place, and a problem of its own.
        if "file" not in figure.places and figure.id not in drawn:
            message = f"no fence draws the figure '{figure.id}'"
            hint = f"add a fence with '#| figure: {figure.id}', or name its picture by 'file:'"
            yield Problem("figure-has-origin", message, figure.place_of("id"), hint)
    for parsed in fences:
        for node in parsed.assertions if parsed.fence.kind == "figure" else ():
            message = "a figure's fence is no part of the witness and asserts nothing"
            hint = "move it to a fence of the witness"
            yield Problem("figure-asserts-nothing", message, parsed.place_of(node), hint)
