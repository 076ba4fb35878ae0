"""Rules on references to other concepts: prerequisites, relations, repairs, aliases, cycles."""

from collections.abc import Iterator
from itertools import pairwise

from builder.check.rule_context import RuleContext, suggest
from builder.records.page_kinds import is_own_folder
from builder.records.place import Place, Ref
from builder.records.problem import MOST_SPELLED, Note, Problem, spell_circle
from builder.records.summary import ConceptSummary


def check_prerequisite_exists(context: RuleContext) -> Iterator[Problem]:
    """`prerequisite-exists`: a prerequisite names a concept."""
    for concept in context.atlas.concepts:
        for prerequisite in concept.prerequisites:
            yield from _check_exists(context, "prerequisite-exists", prerequisite.concept)


def check_prerequisite_unique(context: RuleContext) -> Iterator[Problem]:
    """`prerequisite-unique`: a concept names each prerequisite once."""
    for concept in context.atlas.concepts:
        first: dict[str, Ref] = {}
        for prerequisite in concept.prerequisites:
            ref = prerequisite.concept
            if ref.id in first:
                message, hint = f"'{ref.id}' is a prerequisite already", "remove one of the two"
                notes = (Note("first named here", first[ref.id].place),)
                yield Problem("prerequisite-unique", message, ref.place, hint, notes=notes)
            first.setdefault(ref.id, ref)


def check_prerequisite_written(context: RuleContext) -> Iterator[Problem]:
    """`prerequisite-written`: a published page rests on no concept that is only planned."""
    for concept in context.atlas.concepts:
        if concept.status != "published":
            continue
        for prerequisite in concept.prerequisites:
            target = context.atlas.concept_by_id.get(prerequisite.concept.id)
            if target is not None and target.status == "planned":
                message = f"a published page rests on '{target.id}', which is only planned"
                hint = f"write {target.folder}/content.md, or name it under 'related'"
                yield Problem("prerequisite-written", message, prerequisite.concept.place, hint)


def check_prerequisite_acyclic(context: RuleContext) -> Iterator[Problem]:
    """`prerequisite-acyclic`: no concept is its own prerequisite, directly or indirectly."""
    for cycle in context.graph.cycles:
        place = _place_prerequisite(context, cycle[0], cycle[1 % len(cycle)])
        size = f" of {len(cycle):,} concepts" if len(cycle) > MOST_SPELLED else ""
        message = f"prerequisites run in a circle{size}: {spell_circle(cycle)}"
        hint = "remove the prerequisite that is needed least"
        if len(cycle) == 1:
            hint = "a concept cannot be its own prerequisite: remove it"
        links = [*pairwise(cycle), (cycle[-1], cycle[0])][1:MOST_SPELLED]
        notes = tuple(
            Note(f"'{one}' names '{other}'", _place_prerequisite(context, one, other))
            for one, other in links
        )
        yield Problem("prerequisite-acyclic", message, place, hint, notes=notes)
    for rest in context.graph.uncovered:
        place = _place_prerequisite(context, rest.concept, rest.prerequisite)
        message = (
            "more circles than are listed run through here: "
            f"{rest.count:,} more prerequisites lie on one"
        )
        hint = "break the circles that are listed, then run check again"
        yield Problem("prerequisite-acyclic", message, place, hint)


def check_neighbour_exists(context: RuleContext, concept: ConceptSummary) -> Iterator[Problem]:
    """`neighbour-exists`: a related concept, a repair or a link in prose names a concept.

    A concept must not be related to itself.
    """
    for ref in (*concept.related, *concept.named):
        yield from _check_exists(context, "neighbour-exists", ref)
    for ref in concept.related:
        if ref.id == concept.id:
            message = f"'{concept.id}' is related to itself"
            yield Problem("neighbour-exists", message, ref.place, "name another concept")


def check_alias_free(context: RuleContext) -> Iterator[Problem]:
    """`alias-free`: an alias is no concept's id and belongs to one concept.

    It also must not be an address that the site uses itself.
    """
    taken: dict[str, str] = {concept.id: concept.id for concept in context.atlas.concepts}
    for concept in context.atlas.concepts:
        for alias in concept.aliases:
            if alias.id in taken:
                message = f"the alias '{alias.id}' is taken by '{taken[alias.id]}'"
                hint = "an old id leads to one page: remove the alias here or there"
                yield Problem("alias-free", message, alias.place, hint)
            if is_own_folder(alias.id.partition("/")[0]):
                message = f"the site uses the address of the alias '{alias.id}' itself"
                hint = "remove it: no page of a concept was ever there"
                yield Problem("alias-free", message, alias.place, hint)
            taken.setdefault(alias.id, concept.id)


def check_domain_exists(context: RuleContext) -> Iterator[Problem]:
    """`domain-exists`: the folder of every concept's domain holds a domain.yaml."""
    known = {domain.id for domain in context.atlas.domains}
    missing: dict[str, ConceptSummary] = {}
    for concept in context.atlas.concepts:
        if concept.domain not in known:
            missing.setdefault(concept.domain, concept)
    for domain, concept in missing.items():
        message = f"the domain '{domain}' has no readable domain.yaml"
        hint = (
            f"write concepts/{domain}/domain.yaml with title and summary, "
            f"or run: plumbline new --domain {domain}"
        )
        yield Problem("domain-exists", message, concept.place, hint)


def _place_prerequisite(context: RuleContext, concept: str, prerequisite: str) -> Place:
    prerequisites = context.atlas.concept_by_id[concept].prerequisites
    return next(one.concept.place for one in prerequisites if one.concept.id == prerequisite)


def _check_exists(context: RuleContext, code: str, ref: Ref) -> Iterator[Problem]:
    """Yield a problem if the reference names no concept that is built."""
    known = context.atlas.concept_by_id
    if ref.id in known:
        return
    if ref.id in context.drafts:
        hint = "build with --drafts, or raise its status to review"
        yield Problem(code, f"'{ref.id}' is a draft, which is not built", ref.place, hint)
        return
    hint = suggest(ref.id, known, "run: plumbline graph, to see all ids")
    aliases = ((alias.id, concept.id) for concept in known.values() for alias in concept.aliases)
    renamed = next((new for old, new in aliases if old == ref.id), "")
    if renamed:
        hint = f"it is now called '{renamed}'"
    yield Problem(code, f"no concept is named '{ref.id}'", ref.place, hint)
