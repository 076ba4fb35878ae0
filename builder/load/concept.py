"""A concept or a domain, read from the files of its folder."""

from builder.load.content import parse_content
from builder.load.criteria_shapes import CRITERIA
from builder.load.fields import ListOf, RecordShape
from builder.load.file_shapes import CONCEPT, DOMAIN, REVIEWS, SNAPSHOTS
from builder.load.files import bound_problems, read_list, read_node, read_text
from builder.load.folders import RECORD_FILES, Folder
from builder.load.markdown import parse_text
from builder.load.reader import Read
from builder.records.atlas import Tree
from builder.records.concept import Concept, Domain
from builder.records.criteria import CRITERIA_PATH, Criteria
from builder.records.place import Place
from builder.records.problem import Problem
from builder.records.text import Content


def read_concept(folder: Folder, tree: Tree, problems: list[Problem]) -> Concept:
    """Return the concept, and add its faults to `problems`.

    A concept without a readable title, summary or status gets defaults. Without it, every page that
    names it would be reported as well. No page is published from it, since there is an error.
    """
    path = folder.path("concept.yaml")
    values, unread = None, frozenset(CONCEPT.by_name)
    if "concept.yaml" in folder.names:
        values, unread = _read_values(tree, path, CONCEPT, problems)
    content = _read_content(folder, tree, problems)
    has_content = "content.md" in (*folder.names, *folder.unread)
    if values is None:
        # All references from the prose of an unknown record would seem broken.
        values, content = {}, None
    elif values.get("status", "planned") != "planned" and not has_content:
        status = values["status"]
        message = f"the status '{status}' asks for a content.md, and the folder holds none"
        hint = f"write {folder.path('content.md')}, or set 'status: planned'"
        problems.append(Problem("content-present", message, values["places"]["status"], hint))
    if content is None and has_content:
        unread |= {"content"}
    if not set(folder.unread) <= set(RECORD_FILES):
        unread |= {"files"}
    own = {
        "id": folder.id,
        "content": content,
        "reviews": _read_records(folder, "reviews.yaml", REVIEWS, tree, problems),
        "snapshots": _read_records(folder, "snapshots.yaml", SNAPSHOTS, tree, problems),
        "files": tuple(name for name in sorted(folder.names) if name not in RECORD_FILES),
        "unread": unread,
    }
    return Concept(**(_make_defaults(folder.id, path) | {"status": "planned"} | values | own))


def read_domain(domain_id: str, tree: Tree, problems: list[Problem]) -> Domain:
    """Return the domain, with a default for a title or summary that cannot be read."""
    path = f"concepts/{domain_id}/domain.yaml"
    values, _ = _read_values(tree, path, DOMAIN, problems)
    return Domain(**(_make_defaults(domain_id, path) | (values or {}) | {"id": domain_id}))


def read_criteria(tree: Tree, problems: list[Problem]) -> Criteria:
    """Return what reviewers are asked, without what cannot be read."""
    values, _ = _read_values(tree, CRITERIA_PATH, CRITERIA, problems)
    return Criteria(**(values or {}))


def _read_values(
    tree: Tree, path: str, shape: RecordShape, problems: list[Problem]
) -> tuple[dict[str, Read] | None, frozenset[str]]:
    """Return the readable values, if any, and the keys with an unreadable value."""
    found = read_node(tree, path, problems)
    if found is None:
        return None, frozenset(shape.by_name)
    node, reader = found
    if node is None:
        required = ", ".join(f"'{field.name}: …'" for field in shape.fields if field.required)
        message, place = f"the file holds no record of {shape.name}", Place(path, width=0)
        problems.append(Problem("key-present", message, place, f"write {required}"))
        return None, frozenset(shape.by_name)
    values = reader.read_values(node, shape)
    problems += bound_problems(reader.problems)
    return values, frozenset(shape.by_name if values is None else reader.unread)


def _read_records(
    folder: Folder, name: str, kind: ListOf, tree: Tree, problems: list[Problem]
) -> tuple[Read, ...]:
    return read_list(tree, folder.path(name), kind, problems) if name in folder.names else ()


def _read_content(folder: Folder, tree: Tree, problems: list[Problem]) -> Content | None:
    if "content.md" not in folder.names:
        return None
    path = folder.path("content.md")
    source = read_text(tree, path, problems)
    if source is None:
        return None
    content, found = parse_content(source, path)
    problems += bound_problems(found)
    return content


def _make_defaults(object_id: str, path: str) -> dict[str, Read]:
    place = Place(path)
    text, _ = parse_text(object_id.rpartition("/")[2].replace("-", " "), place)
    return {"place": place, "title": text, "summary": text}
