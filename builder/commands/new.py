"""`plumbline new`: a scaffold for a domain, or for a concept that passes `check` as a draft."""

import os
import re
from argparse import Namespace
from collections import Counter
from collections.abc import Collection
from pathlib import Path

from builder.commands import UsageError
from builder.commands.program import show
from builder.commands.starter_files import fill_starter
from builder.effects.files.disk import read_tree
from builder.load import read_atlas_head
from builder.records.claim_kinds import CLAIM_KINDS

_ID = re.compile(r"[a-z][a-z0-9-]{0,63}")

DOMAIN = """\
title: {title}
summary: What the concepts of this domain share.
order: {order}
colour: {colour}        # one of the theme's eight domain colours
"""
COLOURS = range(1, 9)


def make_scaffold(arguments: Namespace) -> int:
    """Write the files of a new concept, and of a new domain; never overwrite a file."""
    domain, _, slug = (arguments.domain or arguments.id or "").partition("/")
    if bool(arguments.domain) == bool(arguments.id) or bool(slug) == bool(arguments.domain):
        raise UsageError("name a concept as DOMAIN/SLUG, or a domain with --domain NAME")
    for part in (domain, slug) if slug else (domain,):
        if not _ID.fullmatch(part):
            raise UsageError(
                f"'{part}': names are lower-case letters, digits and hyphens, "
                "and start with a letter"
            )
    folder = arguments.root / "concepts" / domain
    files = {}
    if not (folder / "domain.yaml").exists():
        order, colour = _find_next(arguments.root)
        text = DOMAIN.format(title=_title(domain), order=order, colour=colour)
        files[folder / "domain.yaml"] = text
    values = {"title": _title(slug), "kinds": " | ".join(CLAIM_KINDS)}
    for name in ("concept.yaml", "content.md") if slug else ():
        files[folder / slug / name] = fill_starter(f"{arguments.template}-{name}", values)
    write_new(arguments.root, files)
    return 0


def _find_next(root: Path) -> tuple[int, int]:
    """Return the order and the colour of a new domain: the next order, the least used colour."""
    domains = read_atlas_head(read_tree(root)).domains if (root / "concepts").is_dir() else ()
    used = Counter(domain.colour for domain in domains)
    order = max((domain.order for domain in domains), default=0) + 1
    return order, min(COLOURS, key=lambda colour: (used[colour], colour))


def require_new(root: Path, paths: Collection[Path]) -> None:
    """Return if no path exists or lies behind a link. Raises: `UsageError` otherwise."""
    taken = [path for path in paths if os.path.lexists(path)]
    if taken or not paths:
        raise UsageError(f"'{taken[0]}' is there already" if taken else "it is there already")
    for path in paths:
        if path.resolve() != root.resolve() / path.relative_to(root):
            raise UsageError(f"'{path.parent}' lies behind a link; put a folder in its place")


def write_new(root: Path, files: dict[Path, str]) -> None:
    """Write new files below the root, behind no link. Raises: `UsageError` if one exists."""
    require_new(root, files)
    for path, text in files.items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("x", encoding="utf-8", newline="\n") as file:
                file.write(text)
        except OSError as error:
            hint = "make its folder writable, or name another with --root DIR"
            raise UsageError(f"'{path}' cannot be written: {error.strerror}; {hint}") from None
        show(f"wrote {path}")


def _title(name: str) -> str:
    return name.replace("-", " ").capitalize()
