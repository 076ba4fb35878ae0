"""The atlas from the tree of its files."""

from collections.abc import Sequence
from dataclasses import dataclass

from markdown_it.token import Token

from builder.load.concept import read_concept, read_criteria, read_domain
from builder.load.config import read_config
from builder.load.content import read_content_tokens
from builder.load.file_shapes import AUDITS, REVIEWS
from builder.load.files import check_merged, read_list
from builder.load.folders import RECORD_FILES, Folder, sort_out_tree
from builder.load.markdown import read_text_tokens
from builder.records.atlas import Atlas, Config, Tree, make_atlas
from builder.records.concept import Concept, Domain
from builder.records.criteria import Criteria
from builder.records.problem import Problem, Problems, sort_problems
from builder.records.review import Review
from builder.records.source import Audit, Source
from builder.records.text import Written

AUDITS_PATH = "sources/audits.yaml"


@dataclass(frozen=True, slots=True)
class AtlasHead:
    """What is read of an atlas before its concepts and its bibliographies are."""

    config: Config
    domains: tuple[Domain, ...]
    audits: tuple[Audit, ...]
    criteria: Criteria
    concepts: tuple[Folder, ...]
    bibliographies: tuple[str, ...]
    problems: Problems


def load_atlas(tree: Tree) -> tuple[Atlas[Concept], Problems]:
    """Return everything that the authors wrote, and every fault of it, sorted.

    Never raises for what a file holds.
    """
    frame = read_atlas_head(tree)
    problems = [*frame.problems]
    concepts = []
    for folder in frame.concepts:
        concept, found = read_folder(folder, tree)
        concepts.append(concept)
        problems += found
    sources, found = read_sources(frame.bibliographies, tree)
    atlas = make_atlas(frame.config, frame.domains, concepts, sources, frame.audits, frame.criteria)
    return atlas, sort_problems((*problems, *found))


def read_atlas_head(tree: Tree) -> AtlasHead:
    """Return the configuration, the domains, the registry's records, and the concepts' folders."""
    folders, found = sort_out_tree(tree)
    problems: list[Problem] = [*found]
    config = read_config(tree, problems)
    domains = tuple(read_domain(domain, tree, problems) for domain in folders.domains)
    audits = read_list(tree, AUDITS_PATH, AUDITS, problems) if folders.has_audits else ()
    criteria = read_criteria(tree, problems) if folders.has_criteria else Criteria()
    return AtlasHead(
        config,
        domains,
        audits,
        criteria,
        tuple(folders.concepts),
        tuple(folders.bibliographies),
        tuple(problems),
    )


def read_folder(folder: Folder, tree: Tree) -> tuple[Concept, Problems]:
    """Return the concept in the folder, and what is wrong with its files."""
    problems: list[Problem] = []
    concept = read_concept(folder, tree, problems)
    for name in folder.names:
        if name not in RECORD_FILES:
            problems += check_merged(tree, folder.path(name))
    return concept, tuple(problems)


def read_reviews(tree: Tree, path: str) -> tuple[tuple[Review, ...], Problems]:
    """Return the review records of one file, and what is wrong with it."""
    problems: list[Problem] = []
    return read_list(tree, path, REVIEWS, problems), tuple(problems)


def read_sources(bibliographies: Sequence[str], tree: Tree) -> tuple[tuple[Source, ...], Problems]:
    """Return the sources of all bibliographies, and what is wrong with them."""
    if not bibliographies:
        return (), ()
    from builder.load.source_registry import read_registry  # `plumbline run` has no use for BibTeX

    problems: list[Problem] = []
    return read_registry(bibliographies, tree, problems), tuple(problems)


def read_tokens(written: Written) -> tuple[Token, ...]:
    """Return the tokens of a text or of a whole content.md."""
    return (read_content_tokens if written.form == "content" else read_text_tokens)(written)
