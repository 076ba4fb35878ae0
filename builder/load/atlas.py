"""The whole atlas from the tree of its files."""

from collections.abc import Sequence

from builder.load.concept import read_concept, read_domain
from builder.load.config import read_config
from builder.load.file_shapes import AUDITS
from builder.load.files import read_list
from builder.load.folders import sort_out_tree
from builder.records.atlas import Atlas, Tree
from builder.records.problem import Problem, Problems, sort_problems
from builder.records.source import Source


def load_atlas(tree: Tree) -> tuple[Atlas, Problems]:
    """Everything that the authors wrote, and every fault of it, sorted; never raises for what a file holds."""
    folders, found = sort_out_tree(tree)
    problems: list[Problem] = list(found)
    config = read_config(tree, problems)
    domains = [read_domain(id, tree, problems) for id in folders.domains]
    concepts = sorted((read_concept(folder, tree, problems) for folder in folders.concepts), key=lambda concept: concept.id)
    sources = _read_sources(folders.bibliographies, tree, problems)
    audits = read_list(tree, "sources/audits.yaml", AUDITS, problems) if folders.has_audits else ()
    atlas = Atlas(
        config=config,
        domains=tuple(sorted(domains, key=lambda domain: (domain.order, domain.id))),
        concepts=tuple(concepts),
        sources=sources,
        audits=audits,
        concept_by_id={concept.id: concept for concept in concepts},
        source_by_key={source.key: source for source in sources},
    )
    return atlas, sort_problems(problems)


def _read_sources(bibliographies: Sequence[str], tree: Tree, problems: list[Problem]) -> tuple[Source, ...]:
    if not bibliographies:
        return ()
    from builder.load.registry import read_registry  # a concept that is read alone has no use for BibTeX

    return read_registry(bibliographies, tree, problems)
