"""The page that was just edited, ahead of the site: its author looks at it while the rest is still being worked out."""

from dataclasses import replace

from builder.alone import load_alone
from builder.check import Facts, check_atlas
from builder.pipeline import collect, find_theme_problems, outline_concept
from builder.records.outline import Outline
from builder.records.problem import Problems, has_errors
from builder.records.rendered import Rendered
from builder.render import rehearse_page, render_page
from builder.stages import Built, Effects, Loaded, Options
from builder.witnesses import judge_concepts, plan_witnesses


def render_ahead(effects: Effects, before: Built, id: str) -> Rendered | None:
    """The page as its own files have it now, everything else being as in the build before; nothing where an error is found on the way.

    What the edit changes elsewhere, and what else is wrong, is the business of the build that follows; it does none of this again.
    """
    if id not in before.evidence or has_errors(before.problems) or find_theme_problems(effects):
        return None
    theme = effects.read_theme()
    loaded, problems = _load(effects, before.loaded, id)
    if has_errors(problems):
        return None
    plans = plan_witnesses(effects, loaded, Options(only=(id,)))
    judged = judge_concepts(effects, loaded, plans, (id,))
    if has_errors(judged.problems):
        return None
    evidence = {
        **before.evidence,
        id: replace(judged.evidence[id], weakest_link=before.evidence[id].weakest_link),
    }
    rendered = render_page(
        collect(effects, loaded, evidence), id, theme, effects.read_tree().read, effects
    )
    return None if rendered is None or has_errors(rendered.problems) else rendered


def rehearse(effects: Effects, built: Built) -> None:
    """Has the first page that is rendered ahead wait for nothing that need be done but once."""
    theme = effects.read_theme()
    if not has_errors(built.problems):
        rehearse_page(
            collect(effects, built.loaded, built.evidence), theme, effects.read_tree().read, effects
        )


def _load(effects: Effects, before: Loaded, id: str) -> tuple[Loaded, Problems]:
    """What was loaded before with the concept as it is now, and what is wrong with it."""
    alone, found = load_alone(effects.read_tree(), id, effects.memory)
    concept, config = (
        alone.concept_by_id.get(id, before.atlas.concept_by_id[id]),
        before.atlas.config,
    )
    concepts = {**before.atlas.concept_by_id, id: concept}
    atlas = replace(before.atlas, concepts=tuple(concepts.values()), concept_by_id=concepts)
    outline, faults = outline_concept(effects, concept, config)
    outlines: dict[str, Outline] = {**before.outlines, id: outline}
    loaded = replace(before, atlas=atlas, outlines=outlines, problems=())
    only = replace(atlas, concepts=(concept,))  # what it says of others is held against all of them
    rules = check_atlas(Facts(only, before.graph, outlines, before.drafts, memory=effects.memory))
    own = (problem for problem in rules if problem.place.path.startswith(f"{concept.folder}/"))
    return loaded, (*found, *faults, *own)
