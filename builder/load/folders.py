"""The role of each file of the tree, found from its path: concepts, domains, sources.

A file with a name that cannot be used becomes a problem.
"""

import re
import shlex
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from builder.load.kinds import ID_PATTERN, shorten
from builder.records.atlas import Tree
from builder.records.page_kinds import is_own_folder
from builder.records.place import Place
from builder.records.problem import Note, Problem, Problems

RECORD_FILES = ("concept.yaml", "content.md", "reviews.yaml", "snapshots.yaml")
_ID = re.compile(ID_PATTERN)
_FILE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_IGNORED = re.compile(
    r"\..*|.*~|#.*#|.*\.(?:bak|orig|rej|swp|swo|tmp|pyc)|__pycache__|Thumbs\.db|desktop\.ini",
    re.IGNORECASE,
)
_PORTS = (f"{port}{number}" for port in ("com", "lpt") for number in range(10))
_DEVICES = frozenset({"con", "prn", "aux", "nul", *_PORTS})
_REGISTRY_FILES = ("audits.yaml", "criteria.yaml")
_PAGE_FILES = frozenset({"index.html", "index.json", "evidence.json"})
_ID_HINT = "lower-case letters, digits and hyphens, a letter first, at most 64 characters"
_FILE_HINT = "letters, digits, '.', '_' and '-', a letter or digit first, at most 100 characters"


@dataclass(slots=True)
class Folder:
    """A concept's folder. `names` are its files; `unread` are files that are reported instead."""

    id: str
    names: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)

    def path(self, name: str = "") -> str:
        """Return the path of a file in the folder, or of the folder."""
        return f"concepts/{self.id}/{name}".rstrip("/")


@dataclass(slots=True)
class Folders:
    """The sorted tree: concepts by path, ids of the domains with a record, and BibTeX files."""

    concepts: list[Folder] = field(default_factory=list)
    domains: list[str] = field(default_factory=list)
    bibliographies: list[str] = field(default_factory=list)
    has_audits: bool = False
    has_criteria: bool = False
    has_config: bool = False


def sort_out_tree(tree: Tree) -> tuple[Folders, Problems]:
    """Return the tree sorted by role, and a problem for each path without a role."""
    sorter = _Sorter()
    for path in tree.paths:
        sorter.add(path)
    for path in (*sorted(tree.links), *tree.refused):
        sorter.add_unread(path)
    sorter.finish()
    return sorter.folders, (*sorter.problems, *report_unread(tree))


def report_unread(tree: Tree, folder: str = "") -> Problems:
    """Return a problem for each link and each unreadable file; the paths start at `folder`."""
    problems = []
    for path, fault in sorted(tree.links.items()):
        place = Place(f"{folder}/{path}".strip("/"), width=0)
        message = f"'{shorten(path or folder, 120)}' {fault}, and is not read"
        hint = "put what it points to in its place"
        problems.append(Problem("link-inside", message, place, hint))
    for path in tree.refused:
        place = Place(f"{folder}/{path}".strip("/"), width=0)
        message = f"the system does not let you read '{shorten(path or folder, 120)}'"
        hint = f"change its permissions: chmod u+rX {shlex.quote(place.path)}"
        problems.append(Problem("file-readable", message, place, hint))
    return tuple(problems)


class _Sorter:
    """Sorts paths one by one into `folders`, and collects the problems."""

    def __init__(self) -> None:
        self.folders = Folders()
        self.problems: list[Problem] = []
        self._by_id: dict[str, Folder] = {}
        self._names: dict[tuple[str, str], str] = {}  # (folder, folded name) -> the first name
        self._sound: dict[str, bool] = {}  # folder -> true if its name can be used

    def add(self, path: str) -> None:
        parts = path.split("/")
        if path == "pyproject.toml":
            self.folders.has_config = True
        elif not any(_IGNORED.fullmatch(part) for part in parts):
            if parts[0] == "sources":
                self._add_source(path, parts)
            elif parts[0] == "concepts":
                self._add_concept_path(path, parts)

    def add_unread(self, path: str) -> None:
        parts = path.split("/")
        if len(parts) == 4 and parts[0] == "concepts" and self._has_sound_folder(parts):
            self._folder(parts).unread.append(parts[3])

    def finish(self) -> None:
        """Report and drop the folders without a `concept.yaml`."""
        concepts = []
        for folder in self.folders.concepts:
            if "concept.yaml" in (*folder.names, *folder.unread):
                concepts.append(folder)
                continue
            message = f"the folder '{folder.id}' holds no concept.yaml"
            record = folder.path("concept.yaml")
            hint = f"write {record}, or move the folder's files to their concept"
            self._report("concept-present", message, folder.path(), hint)
        self.folders.concepts = concepts

    def _add_source(self, path: str, parts: list[str]) -> None:
        if len(parts) == 2 and parts[1] == "audits.yaml":
            self.folders.has_audits = True
        elif len(parts) == 2 and parts[1] == "criteria.yaml":
            self.folders.has_criteria = True
        elif len(parts) == 2 and parts[1].endswith(".bib"):
            self._is_distinct("sources", parts[1], path)
            self.folders.bibliographies.append(path)
        else:
            is_known = parts[-1].endswith(".bib") or parts[-1] in _REGISTRY_FILES
            hint = f"move it {'straight into' if is_known else 'out of'} sources/"
            if near := _find_near(parts[-1], _REGISTRY_FILES):
                hint = f"rename it to {near}"
            known = " nor ".join(_REGISTRY_FILES)
            message = f"'{shorten(path, 120)}' is neither a .bib file nor {known}"
            self._report("path-known", message, path, hint)

    def _add_concept_path(self, path: str, parts: list[str]) -> None:
        name, written = parts[-1], f"'{shorten(path, 120)}'"
        if len(parts) < 3:
            message = f"{written} lies beside the domains"
            folder = "concepts/domain/slug/"
            hint = f"move it into the folder of a concept, {folder}, or out of concepts/"
            self._report("path-known", message, path, hint)
        elif len(parts) == 3 and name != "domain.yaml":
            message = f"{written} lies beside the concepts of its domain"
            hint = f"move it into the folder of a concept, concepts/{parts[1]}/slug/"
            if name in RECORD_FILES:
                hint = f"a concept has a folder of its own: concepts/{parts[1]}/slug/{name}"
            elif near := _find_near(name, ("domain.yaml",)):
                hint = f"rename it to {near}"
            self._report("path-known", message, path, hint)
        elif len(parts) == 3:
            if self._is_sound_domain(parts[1]):
                self.folders.domains.append(parts[1])
        elif self._has_sound_folder(parts):
            self._add_concept_file(path, parts)

    def _add_concept_file(self, path: str, parts: list[str]) -> None:
        if len(parts) > 4:
            message = f"'{shorten(path, 120)}' lies deeper than its concept's folder"
            self._report("path-known", message, path, f"move it to concepts/{parts[1]}/{parts[2]}/")
            return
        name, folder = parts[3], self._folder(parts)
        if not self._is_distinct(folder.path(), name, path):
            return
        if near := _find_near(name, RECORD_FILES):
            message = f"no record is named '{shorten(name)}'"
            self._report("path-known", message, path, f"rename it to {near}")
            folder.unread.append(near)
        elif name in _PAGE_FILES:
            message = f"'{name}' is a file of the page itself"
            self._report("name-free", message, path, "give it another name")
        elif _FILE.fullmatch(name):
            folder.names.append(name)
        else:
            plain = re.sub(r"[^A-Za-z0-9._-]+", "-", name).lstrip("-._")
            advice = f"rename it to {plain}" if _FILE.fullmatch(plain) else "rename it"
            message = f"the file name '{shorten(name)}' cannot stand in an address"
            self._report("name-plain", message, path, f"{advice}: {_FILE_HINT}")
            folder.unread.append(name)

    def _folder(self, parts: list[str]) -> Folder:
        concept_id = f"{parts[1]}/{parts[2]}"
        if concept_id not in self._by_id:
            self._by_id[concept_id] = Folder(concept_id)
            self.folders.concepts.append(self._by_id[concept_id])
        return self._by_id[concept_id]

    def _has_sound_folder(self, parts: list[str]) -> bool:
        domain, slug = parts[1], parts[2]
        path = f"concepts/{domain}/{slug}"
        if not self._is_sound_domain(domain):
            return False
        if path not in self._sound:
            self._sound[path] = self._is_sound_name(slug, path, _DEVICES, f"concepts/{domain}")
        return self._sound[path]

    def _is_sound_domain(self, domain: str) -> bool:
        path = f"concepts/{domain}"
        if path not in self._sound:
            taken = _DEVICES | ({domain} if is_own_folder(domain.lower()) else set())
            self._sound[path] = self._is_sound_name(domain, path, taken, "concepts")
        return self._sound[path]

    def _is_sound_name(self, name: str, path: str, taken: frozenset[str], parent: str) -> bool:
        """Return true if the name of a folder can be used, and report it otherwise."""
        is_distinct = self._is_distinct(parent, name, path)
        if name.lower() in taken:
            is_device = name.lower() in _DEVICES
            owner = "Windows keeps for a device" if is_device else "the site uses itself"
            self._report("name-free", f"'{name}' is a name that {owner}", path, "rename the folder")
            return False
        if _ID.fullmatch(name):
            return is_distinct
        if is_distinct:
            plain = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
            advice = (
                f"rename the folder to {plain}" if _ID.fullmatch(plain) else "rename the folder"
            )
            message = f"the folder name '{shorten(name, 80)}' is no id"
            self._report("name-plain", message, path, f"{advice}: {_ID_HINT}")
        return False

    def _is_distinct(self, parent: str, name: str, path: str) -> bool:
        """Return true if no earlier name in the folder is the same name to some file systems.

        These are names that differ only by case or by the encoding of their accents.
        """
        folded = unicodedata.normalize("NFC", name).casefold()
        first = self._names.setdefault((parent, folded), name)
        if first == name:
            return True
        note = Note(f"the other is '{shorten(first)}'", Place(f"{parent}/{first}", width=0))
        message = f"'{shorten(name)}' and '{shorten(first)}' are one name on many disks"
        place, hint = Place(path, width=0), "rename one of the two"
        self.problems.append(Problem("name-distinct", message, place, hint, notes=(note,)))
        return False

    def _report(self, code: str, message: str, path: str, hint: str) -> None:
        self.problems.append(Problem(code, message, Place(path, width=0), hint))


def _find_near(name: str, wanted: tuple[str, ...]) -> str:
    """Return `concept.yaml` for `Concept.yml`; empty if the name is right or means another file."""
    if name in wanted:
        return ""
    stem = name.lower().rpartition(".")[0]
    return next((right for right in wanted if stem in _stems(right)), "")


def _stems(name: str) -> Iterator[str]:
    stem = name.partition(".")[0]
    yield stem
    yield stem.removesuffix("s") if stem.endswith("s") else f"{stem}s"
