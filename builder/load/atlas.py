"""The whole atlas from the tree of its files."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

from markdown_it.token import Token

from builder.load.concept import read_concept, read_domain
from builder.load.config import PATH, read_config
from builder.load.content import read_content_tokens
from builder.load.file_shapes import AUDITS
from builder.load.files import check_merged, read_list
from builder.load.folders import RECORD_FILES, Folder, sort_out_tree
from builder.load.markdown import read_text_tokens
from builder.records.atlas import Atlas, Config, Tree
from builder.records.codec import Codec, HeadedCodec
from builder.records.concept import Concept
from builder.records.memory import Memory
from builder.records.problem import Problem, Problems, sort_problems
from builder.records.source import Audit, Source
from builder.records.text import Written

AUDITS_PATH = "sources/audits.yaml"

_T = TypeVar("_T")
Prepare = Callable[[Config, Sequence[Folder], Callable[[Folder], Concept]], None]


def _read_tokens(written: Written) -> tuple[Token, ...]:
    return (read_content_tokens if written.form == "content" else read_text_tokens)(written)


# What the whole atlas asks of a concept.
_FIRST = (
    "id",
    "title",
    "status",
    "created",
    "updated",
    "aliases",
    "prerequisites",
    "files",
    "unread",
    "place",
)
CONCEPT = HeadedCodec[Concept, Problems](Concept, Problems, _FIRST, _read_tokens)
_SOURCES = Codec[tuple[tuple[Source, ...], Problems]](tuple[tuple[Source, ...], Problems])


def load_atlas(
    tree: Tree, memory: Memory | None = None, prepare: Prepare | None = None
) -> tuple[Atlas, Problems]:
    """Everything that the authors wrote, and every fault of it, sorted; never raises for what a file holds.

    What stands in files that are as they were is not read anew, but the records that the `memory` has of them. `prepare` is given the
    configuration, the folders of the concepts that it has none of, and what reads one: so it may know them by the time they are read here.
    """
    memory = memory or Memory()
    files = _Files(tree, memory)
    folders, found = sort_out_tree(tree)
    config = files.read(
        "config", (), (PATH,) if folders.has_config else (), partial(read_config, tree)
    )
    domains = [
        files.read("domain", (id,), (f"concepts/{id}/domain.yaml",), partial(read_domain, id, tree))
        for id in folders.domains
    ]
    known = {
        folder.id: kept
        for folder in folders.concepts
        if (kept := files.find("load", *_list_inputs(folder), CONCEPT)) is not None
    }
    if prepare is not None:
        new = [folder for folder in folders.concepts if folder.id not in known]
        prepare(config, new, partial(_read_concept, _Files(tree, memory), tree))
    concepts = [
        files.take(known[folder.id]) if folder.id in known else _read_concept(files, tree, folder)
        for folder in folders.concepts
    ]
    sources = files.read(
        "sources",
        (),
        folders.bibliographies,
        partial(_read_sources, folders.bibliographies, tree),
        _SOURCES,
    )
    audits = files.read(
        "audits",
        (),
        (AUDITS_PATH,) if folders.has_audits else (),
        partial(_read_audits, tree, folders.has_audits),
    )
    others = [
        folder.path(name)
        for folder in folders.concepts
        for name in folder.names
        if name not in RECORD_FILES
    ]
    unmerged = [problem for path in others for problem in check_merged(tree, path)]
    ordered = tuple(sorted(concepts, key=lambda concept: concept.id))
    atlas = Atlas(
        config=config,
        domains=tuple(sorted(domains, key=lambda domain: (domain.order, domain.id))),
        concepts=ordered,
        sources=sources,
        audits=audits,
        concept_by_id={concept.id: concept for concept in ordered},
        source_by_key={source.key: source for source in sources},
    )
    return atlas, sort_problems((*found, *files.problems, *unmerged))


def _read_concept(files: "_Files", tree: Tree, folder: Folder) -> Concept:
    return files.read("load", *_list_inputs(folder), partial(read_concept, folder, tree), CONCEPT)


class _Files:
    """Reads records from files, and collects what is wrong with them."""

    def __init__(self, tree: Tree, memory: Memory) -> None:
        self._tree = tree
        self._memory = memory
        self.problems: list[Problem] = []

    def read(
        self,
        kind: str,
        names: tuple[str, ...],
        paths: Sequence[str],
        read: Callable[[list[Problem]], _T],
        codec: Codec[tuple[_T, Problems]] | None = None,
    ) -> _T:
        """What `read` makes of the files at the paths; remembered under the kind, the names, and all that these files hold."""

        def make() -> tuple[_T, Problems]:
            problems: list[Problem] = []
            return read(problems), tuple(problems)

        try:
            known_by = self._list_known(names, paths)
        except OSError:  # `read` will say so
            return self.take(make())
        return self.take(self._memory.recall(kind, known_by, make, codec))

    def find(
        self,
        kind: str,
        names: tuple[str, ...],
        paths: Sequence[str],
        codec: Codec[tuple[_T, Problems]],
    ) -> tuple[_T, Problems] | None:
        """What `read` would recall, if it need not read, for `take`."""
        try:
            return self._memory.find(kind, self._list_known(names, paths), codec)
        except OSError:
            return None

    def take(self, found: tuple[_T, Problems]) -> _T:
        """The record; its problems are collected."""
        record, problems = found
        self.problems += problems
        return record

    def _list_known(self, names: tuple[str, ...], paths: Sequence[str]) -> tuple[str | bytes, ...]:
        return (*names, *paths, *(self._tree.read(path) for path in paths))


def _list_inputs(folder: Folder) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """All that a concept is read from: the names in its folder, and the paths of its records."""
    records = tuple(folder.path(name) for name in RECORD_FILES if name in folder.names)
    return (folder.id, *sorted(folder.names), "", *folder.unread), records


def _read_sources(
    bibliographies: Sequence[str], tree: Tree, problems: list[Problem]
) -> tuple[Source, ...]:
    if not bibliographies:
        return ()
    from builder.load.registry import (
        read_registry,
    )  # a concept that is read alone has no use for BibTeX

    return read_registry(bibliographies, tree, problems)


def _read_audits(tree: Tree, is_there: bool, problems: list[Problem]) -> tuple[Audit, ...]:
    return read_list(tree, AUDITS_PATH, AUDITS, problems) if is_there else ()
