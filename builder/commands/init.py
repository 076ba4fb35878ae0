"""`plumbline init`: a new atlas with one finished page, and the files around it."""

import json
import os
import sys
from argparse import Namespace

from builder import __version__
from builder.commands import UsageError
from builder.commands.inputs import require_setting
from builder.commands.new import require_new, write_new
from builder.commands.program import show
from builder.commands.starter_files import fill_starter
from builder.load import schemas
from builder.load.config import find_setting_fault

# path in the atlas -> file of `starter/`
STARTER = {
    "pyproject.toml": "settings.toml",
    "README.md": "README.md",
    ".gitignore": "gitignore",
    ".github/workflows/site.yml": "site.yml",
    ".pre-commit-config.yaml": "pre-commit-config.yaml",
    "concepts/chance/domain.yaml": "domain.yaml",
    "concepts/chance/averages/concept.yaml": "concept.yaml",
    "concepts/chance/averages/content.md": "content.md",
    "sources/atlas.bib": "atlas.bib",
    "sources/audits.yaml": "audits.yaml",
    "sources/criteria.yaml": "criteria.yaml",
}
# file that an editor checks with a schema -> where it stands
SCHEMAS = {
    "concept.yaml": "concepts/*/*/concept.yaml",
    "domain.yaml": "concepts/*/domain.yaml",
    "reviews.yaml": "concepts/*/*/reviews.yaml",
    "audits.yaml": "sources/audits.yaml",
    "criteria.yaml": "sources/criteria.yaml",
}
QUESTIONS = {  # setting -> what is asked, and the answer that an empty line stands for
    "title": ("title of the atlas", "My atlas"),
    "base_url": ("address of the site, if you know it", ""),
    "language": ("language of the pages", "en"),
}


def init_atlas(arguments: Namespace) -> int:
    """Write a new atlas; never overwrite a file."""
    root = arguments.folder or arguments.root
    if root.exists() and not root.is_dir():
        raise UsageError(f"'{root}' is no folder; name another")
    if (root / "concepts").is_dir():
        raise UsageError(
            f"'{root}' is an atlas already; add a page with: plumbline new domain/slug"
        )
    wired = _wire_editor()
    require_new(root, [root / path for path in (*STARTER, *wired)])
    asks = sys.stdin.isatty() and not arguments.yes
    settings = {name: _find_setting(arguments, name, asks=asks) for name in QUESTIONS}
    texts = {path: _fill(name, settings) for path, name in STARTER.items()} | wired
    write_new(root, {root / path: text for path, text in texts.items()})
    go = "" if arguments.folder is None else f"cd {_quote(str(arguments.folder))} && "
    show(f"\nnext:\n  {go}plumbline serve --open    read the page, and edit it in your editor")
    show(f"  {go}plumbline build           write the site into site/")
    return 0


def _find_setting(arguments: Namespace, name: str, *, asks: bool) -> str:
    """Return the text of a setting: from its option, from the terminal, or the default."""
    given: str | None = vars(arguments)[name]
    if given is not None:
        option = f"--{name.replace('_', '-')}"
        if "\n" in given or "\t" in given:
            raise UsageError(f"{option}: {given!r} holds a line break or a tab; write one line")
        return require_setting(option, name, given)
    question, default = QUESTIONS[name]
    while asks:
        answer = _ask(f"{question} [{default}]: ") or default
        fault = find_setting_fault(name, answer)
        if fault is None:
            return answer
        show(f"  {fault[0]}; {fault[1]}")
    return default


def _ask(question: str) -> str:
    try:
        return input(question).strip()
    except EOFError:
        hint = "to take the defaults, type: plumbline init --yes"
        raise UsageError(f"the questions end here; nothing was written; {hint}") from None


def _fill(name: str, settings: dict[str, str]) -> str:
    """Return a file of `starter/` with the settings in it, as TOML texts in a TOML file."""
    values = settings | {"version": __version__}
    if name.endswith(".toml"):  # a JSON text without control characters is a TOML text as well
        values = {key: json.dumps(value, ensure_ascii=False) for key, value in values.items()}
    return fill_starter(name, values)


def _wire_editor() -> dict[str, str]:
    """Return the settings of Visual Studio Code that check and complete the YAML files."""
    known = schemas()
    wired = {f"./.vscode/{name}.schema.json": place for name, place in SCHEMAS.items()}
    written = {
        f".vscode/{name}.schema.json": json.dumps(known[name], indent=1) + "\n" for name in SCHEMAS
    }
    return written | {".vscode/settings.json": json.dumps({"yaml.schemas": wired}, indent=2) + "\n"}


def _quote(name: str) -> str:
    """Return the name of a folder as a shell takes it."""
    import shlex

    return shlex.quote(name) if os.name == "posix" else f'"{name}"'
