"""`plumbline graph`: the prerequisite graph as text, DOT, JSON or SVG."""

import json
from argparse import Namespace
from collections.abc import Sequence

from builder.commands import UsageError, find_atlas
from builder.commands.atlas import line_reader, require_concepts
from builder.commands.program import show
from builder.commands.theme import place_in_theme
from builder.effects.world import World
from builder.graph import build_graph, lay_out, select_concepts
from builder.load import load_atlas
from builder.pages import find_theme_problems
from builder.records.atlas import Atlas
from builder.records.concept import Concept
from builder.records.graph import Graph
from builder.records.problem import Problem, spell_circle
from builder.records.theme import Theme
from builder.render import label_concepts
from builder.render.pages.drawing import BoxState, view_drawing
from builder.render.prose.markdown import plain_text
from builder.render.templates.environment import TemplateFault, fill_template
from builder.render.templates.theme import make_environment
from builder.report.problems import format_problems


def show_graph(arguments: Namespace) -> int:
    """Print the graph, or the part around `--focus`; return 1 after cycles or problems."""
    world = World(find_atlas(arguments.root))
    atlas, problems = load_atlas(world.read_tree())
    graph = build_graph(atlas)
    ids: Sequence[str] = graph.order
    if arguments.focus:
        (focus,) = require_concepts(world, [arguments.focus])
        ids = select_concepts(graph, focus, direction=arguments.direction, depth=arguments.depth)
    if arguments.format == "svg":
        show(_as_svg(world, atlas, graph, ids), end="")
    else:
        show(_FORMATS[arguments.format](atlas, graph, ids), end="")
    if problems and arguments.format == "text":
        show(format_problems(problems, line_reader(world.read_tree()), style="text"))
    return 1 if graph.cycles or problems else 0


def _as_text(atlas: Atlas[Concept], graph: Graph, ids: Sequence[str]) -> str:
    lines = []
    for concept_id in ids:
        concept = atlas.concept_by_id[concept_id]
        lines.append(f"{concept_id}  ({concept.status})")
        reasons = {named.concept.id: named.why for named in concept.prerequisites}
        for prerequisite in graph.prerequisites[concept_id]:
            why = reasons[prerequisite]
            lines.append(f"    after {prerequisite}{f': {why.source}' if why else ''}")
    lines += [f"circle: {spell_circle(cycle)}" for cycle in graph.cycles]
    lines += [
        f"more circles through {rest.concept}: {rest.count:,} more prerequisites lie on one"
        for rest in graph.uncovered
    ]
    return "".join(f"{line}\n" for line in lines)


def _as_dot(atlas: Atlas[Concept], graph: Graph, ids: Sequence[str]) -> str:
    shown = set(ids)
    nodes = [
        f"  {json.dumps(node)} [label={json.dumps(atlas.concept_by_id[node].title.source)}];"
        for node in ids
    ]
    edges = [
        f"  {json.dumps(before)} -> {json.dumps(node)};"
        for node in ids
        for before in graph.reduced[node]
        if before in shown
    ]
    return "\n".join(["digraph atlas {", "  rankdir=LR;", *nodes, *edges, "}"]) + "\n"


def _as_json(atlas: Atlas[Concept], graph: Graph, ids: Sequence[str]) -> str:
    shown = set(ids)
    concepts = {
        node: {
            "title": atlas.concept_by_id[node].title.source,
            "status": atlas.concept_by_id[node].status,
            "prerequisites": [before for before in graph.prerequisites[node] if before in shown],
            "next": [after for after in graph.next[node] if after in shown],
            "layer": graph.layer.get(node),
        }
        for node in ids
    }
    found = {
        "order": list(ids),
        "concepts": concepts,
        "cycles": [[*cycle, cycle[0]] for cycle in graph.cycles],
    }
    return json.dumps(found, indent=1, ensure_ascii=False) + "\n"


def _as_svg(world: World, atlas: Atlas[Concept], graph: Graph, ids: Sequence[str]) -> str:
    """Return the drawing as a standalone SVG file, in the colour of the text around it.

    The drawing leaves out concepts that lie on a cycle or rest on one.
    """
    theme = world.read_theme(atlas.config.theme)
    if faults := find_theme_problems(world, atlas.config):
        raise UsageError(_describe_fault(faults[0], theme))
    domains = {domain.id: plain_text(domain.title) for domain in atlas.domains}
    labels = label_concepts(atlas, theme.files)
    layout = lay_out(graph, ids, labels=labels, domains=tuple(domains))
    statuses = {box.id: atlas.concept_by_id[box.id].status for box in layout.boxes}
    faces = {node: BoxState("", status, "", status) for node, status in statuses.items()}
    view = view_drawing(layout, faces, domains=domains, label=atlas.config.title)
    try:
        return fill_template(make_environment(theme.files), "drawing.svg", map=view) + "\n"
    except TemplateFault as fault:
        raise UsageError(_describe_fault(fault.problem, theme)) from None


def _describe_fault(problem: Problem, theme: Theme) -> str:
    """Return the place, the message and the hint of a fault of the theme, on one line."""
    (placed,) = place_in_theme((problem,), theme)
    return f"{placed.place}: {placed.message}; {placed.hint}"


_FORMATS = {"text": _as_text, "dot": _as_dot, "json": _as_json}
