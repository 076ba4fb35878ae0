"""Which file of the tree is what: concepts, domains and sources by their paths, and what is wrong with names."""

import re
import shlex
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from builder.load.kinds import ID_PATTERN, shorten
from builder.records.atlas import Tree
from builder.records.page import OWN_FOLDERS
from builder.records.place import Place
from builder.records.problem import Note, Problem, Problems

RECORD_FILES = ("concept.yaml", "content.md", "reviews.yaml", "snapshots.yaml")
_ID = re.compile(ID_PATTERN)
_FILE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_PASSED_OVER = re.compile(
    r"\..*|.*~|#.*#|.*\.(?:bak|orig|rej|swp|swo|tmp|pyc)|__pycache__|Thumbs\.db|desktop\.ini",
    re.IGNORECASE,
)
_DEVICES = frozenset(
    {
        "con",
        "prn",
        "aux",
        "nul",
        *(f"{port}{number}" for port in ("com", "lpt") for number in range(10)),
    }
)
_PAGE_FILES = frozenset({"index.html", "index.json", "evidence.json"})
_ID_HINT = "lower-case letters, digits and hyphens, a letter first, at most 64 characters"


@dataclass(slots=True)
class Folder:
    """A concept's folder: the names of its files, and of those that stand there, reported and not read."""

    id: str
    names: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)

    def path(self, name: str = "") -> str:
        """The path of one of its files, or its own."""
        return f"concepts/{self.id}/{name}".rstrip("/")


@dataclass(slots=True)
class Folders:
    """The tree, sorted out: concepts in order of their paths, ids of domains that have a record, BibTeX files."""

    concepts: list[Folder] = field(default_factory=list)
    domains: list[str] = field(default_factory=list)
    bibliographies: list[str] = field(default_factory=list)
    has_audits: bool = False
    has_config: bool = False


def sort_out_tree(tree: Tree) -> tuple[Folders, Problems]:
    """Every path of the tree put where it belongs, and a problem for each that belongs nowhere."""
    sorter = _Sorter()
    for path in tree.paths:
        sorter.take(path)
    for path in (*sorted(tree.links), *tree.refused):
        sorter.note_unread(path)
    sorter.finish()
    return sorter.folders, (*sorter.problems, *report_unread(tree))


def report_unread(tree: Tree, folder: str = "") -> Problems:
    """What stands in the tree and is not read; places are below the `folder`."""
    found = []
    for path, fault in sorted(tree.links.items()):
        place = Place(f"{folder}/{path}".strip("/"), width=0)
        message = f"'{shorten(path or folder, 120)}' {fault}, and is not read"
        found.append(Problem("link-inside", message, place, "put what it points to in its place"))
    for path in tree.refused:
        place = Place(f"{folder}/{path}".strip("/"), width=0)
        message = f"the system does not let you read '{shorten(path, 120)}'"
        found.append(
            Problem(
                "file-readable",
                message,
                place,
                f"change its permissions: chmod u+rX {shlex.quote(place.path)}",
            )
        )
    return tuple(found)


class _Sorter:
    def __init__(self) -> None:
        self.folders = Folders()
        self.problems: list[Problem] = []
        self._by_id: dict[str, Folder] = {}
        self._names: dict[
            tuple[str, str], str
        ] = {}  # (folder, folded name) -> the name that was there first
        self._sound: dict[str, bool] = {}  # folder -> whether its name may be used

    def take(self, path: str) -> None:
        parts = path.split("/")
        if path == "pyproject.toml":
            self.folders.has_config = True
        elif parts[0] in ("concepts", "sources") and not any(
            _PASSED_OVER.fullmatch(part) for part in parts
        ):
            self._take_source(path, parts) if parts[0] == "sources" else self._take_concept(
                path, parts
            )

    def note_unread(self, path: str) -> None:
        parts = path.split("/")
        if len(parts) == 4 and parts[0] == "concepts" and self._has_sound_folder(parts):
            self._folder(parts).unread.append(parts[3])

    def finish(self) -> None:
        for folder in self.folders.concepts:
            if "concept.yaml" not in (*folder.names, *folder.unread):
                hint = f"write {folder.path('concept.yaml')}, or move the folder's files to their concept"
                self._report(
                    "concept-present",
                    f"the folder '{folder.id}' holds no concept.yaml",
                    folder.path(),
                    hint,
                )
        self.folders.concepts = [
            folder
            for folder in self.folders.concepts
            if "concept.yaml" in (*folder.names, *folder.unread)
        ]

    def _take_source(self, path: str, parts: list[str]) -> None:
        if len(parts) == 2 and parts[1] == "audits.yaml":
            self.folders.has_audits = True
        elif len(parts) == 2 and parts[1].endswith(".bib"):
            self._is_distinct("sources", parts[1], path)
            self.folders.bibliographies.append(path)
        else:
            near = _find_near(parts[-1], ("audits.yaml",))
            where = (
                "straight into"
                if parts[-1].endswith(".bib") or parts[-1] == "audits.yaml"
                else "out of"
            )
            hint = f"rename it to {near}" if near else f"move it {where} sources/"
            self._report(
                "path-known",
                f"'{shorten(path, 120)}' is neither a .bib file nor audits.yaml",
                path,
                hint,
            )

    def _take_concept(self, path: str, parts: list[str]) -> None:
        name = parts[-1]
        if len(parts) < 3:
            hint = (
                "move it into the folder of a concept, concepts/domain/slug/, or out of concepts/"
            )
            self._report(
                "path-known", f"'{shorten(path, 120)}' lies beside the domains", path, hint
            )
        elif len(parts) == 3 and name != "domain.yaml":
            near = _find_near(name, ("domain.yaml",))
            hint = (
                f"rename it to {near}"
                if near
                else f"move it into the folder of a concept, concepts/{parts[1]}/slug/"
            )
            if name in RECORD_FILES:
                hint = f"a concept has a folder of its own: concepts/{parts[1]}/slug/{name}"
            self._report(
                "path-known",
                f"'{shorten(path, 120)}' lies beside the concepts of its domain",
                path,
                hint,
            )
        elif len(parts) == 3:
            if self._is_sound_domain(parts[1]):
                self.folders.domains.append(parts[1])
        elif self._has_sound_folder(parts):
            self._take_concept_file(path, parts)

    def _take_concept_file(self, path: str, parts: list[str]) -> None:
        if len(parts) > 4:
            hint = f"move it to concepts/{parts[1]}/{parts[2]}/"
            self._report(
                "path-known",
                f"'{shorten(path, 120)}' lies deeper than its concept's folder",
                path,
                hint,
            )
            return
        name, folder = parts[3], self._folder(parts)
        if not self._is_distinct(folder.path(), name, path):
            return
        if near := _find_near(name, RECORD_FILES):
            self._report(
                "path-known", f"no record is named '{shorten(name)}'", path, f"rename it to {near}"
            )
            folder.unread.append(near)
        elif name in _PAGE_FILES:
            self._report(
                "name-free", f"'{name}' is a file of the page itself", path, "give it another name"
            )
        else:
            if not _FILE.fullmatch(name):
                plain = re.sub(r"[^A-Za-z0-9._-]+", "-", name).lstrip("-._")
                near = f"rename it to {plain}" if _FILE.fullmatch(plain) else "rename it"
                hint = f"{near}: letters, digits, '.', '_' and '-', a letter or digit first, at most 100 characters"
                self._report(
                    "name-plain",
                    f"the file name '{shorten(name)}' cannot stand in an address",
                    path,
                    hint,
                )
                folder.unread.append(name)
            else:
                folder.names.append(name)

    def _folder(self, parts: list[str]) -> Folder:
        id = f"{parts[1]}/{parts[2]}"
        if id not in self._by_id:
            self._by_id[id] = Folder(id)
            self.folders.concepts.append(self._by_id[id])
        return self._by_id[id]

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
            self._sound[path] = self._is_sound_name(
                domain, path, _DEVICES | OWN_FOLDERS, "concepts"
            )
        return self._sound[path]

    def _is_sound_name(self, name: str, path: str, taken: frozenset[str], parent: str) -> bool:
        is_distinct = self._is_distinct(parent, name, path)
        if name.lower() in taken:
            owner = (
                "Windows keeps for a device" if name.lower() in _DEVICES else "the site uses itself"
            )
            self._report("name-free", f"'{name}' is a name that {owner}", path, "rename the folder")
            return False
        if not _ID.fullmatch(name):
            if is_distinct:
                plain = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
                near = (
                    f"rename the folder to {plain}" if _ID.fullmatch(plain) else "rename the folder"
                )
                self._report(
                    "name-plain",
                    f"the folder name '{shorten(name, 80)}' is no id",
                    path,
                    f"{near}: {_ID_HINT}",
                )
            return False
        return is_distinct

    def _is_distinct(self, parent: str, name: str, path: str) -> bool:
        """Whether no other name in the folder differs only by case or by how its accents are encoded: some disks cannot hold both."""
        first = self._names.setdefault(
            (parent, unicodedata.normalize("NFC", name).casefold()), name
        )
        if first == name:
            return True
        note = Note(f"the other is '{shorten(first)}'", Place(f"{parent}/{first}", width=0))
        message = f"'{shorten(name)}' and '{shorten(first)}' are one name on many disks"
        self.problems.append(
            Problem(
                "name-distinct",
                message,
                Place(path, width=0),
                "rename one of the two",
                notes=(note,),
            )
        )
        return False

    def _report(self, code: str, message: str, path: str, hint: str) -> None:
        self.problems.append(Problem(code, message, Place(path, width=0), hint))


def _find_near(name: str, wanted: tuple[str, ...]) -> str:
    """`concept.yaml` for `Concept.yml`; empty where the name is right or means something else."""
    if name in wanted:
        return ""
    stem = name.lower().rpartition(".")[0]
    return next((right for right in wanted if stem in _stems(right)), "")


def _stems(name: str) -> Iterator[str]:
    stem = name.partition(".")[0]
    yield stem
    yield stem.removesuffix("s") if stem.endswith("s") else f"{stem}s"
