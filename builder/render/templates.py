"""The theme's templates filled in; what is wrong with a theme is a problem at its file and line."""

import difflib
import re
import tomllib
import traceback
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from jinja2 import Environment, TemplateNotFound, TemplateSyntaxError, UndefinedError
from jinja2 import nodes as syntax
from jinja2.exceptions import SecurityError

from builder.records.merge import find_conflicts
from builder.records.place import Place
from builder.records.problem import Problem, Problems
from builder.render import sandbox
from builder.render.maths import read_macros
from builder.render.theme import FOLDER, list_assets, make_environment

ASKED = (  # templates that the builder fills in; all others are named by these
    "audit.html",
    "concept.html",
    "domain.html",
    "drawing.svg",
    "home.html",
    "list.html",
    "map.html",
    "method.html",
    "missing.html",
    "moved.html",
    "partials/figure.html",
    "practice.html",
    "search.html",
    "source.html",
    "sources.html",
    "symbols.html",
)
_TEXTS = (".html", ".svg", ".toml", ".js", ".css")
_COPY = "copy it from the theme that comes with the builder"
_ASSET = re.compile(r"\{\{\s*view\.root\s*\}\}(assets/[^\"{}?#]+)\"")
_AT = re.compile(r"\(at line (\d+), column (\d+)\)")
_PACKAGE = Path(__file__).parents[1]
_NAME = re.compile(r"'([^']+)' is undefined|has no attribute '([^']+)'")


class TemplateFault(Exception):  # noqa: N818
    """A template of the theme cannot be filled in; `problem` says where and why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(f"{problem.place}: {problem.message}")
        self.problem = problem


def find_theme_faults(theme: Mapping[str, bytes]) -> Problems:
    """What keeps the theme from being used at all: files that it lacks, texts that are none, merges that were not finished."""
    unreadable = tuple(_find_unreadable(theme))
    return unreadable or (*_find_missing(theme), *_find_macro_faults(theme))


def find_template_faults(theme: Mapping[str, bytes], met: Iterable[Problem]) -> Problems:
    """Every template that is none, every name of a template that there is not, and what else was met when pages were rendered."""
    found = tuple(_find_template_faults(theme))
    places = {problem.place for problem in found}
    return (*found, *(problem for problem in dict.fromkeys(met) if problem.place not in places))


def fill_template(environment: Environment, name: str, **views: object) -> str:
    """The template with these views.

    Raises: TemplateFault where it is no template, asks for what no view holds, or does with it what cannot be done.
    """
    try:
        return environment.get_template(name).render(**views)
    except TemplateSyntaxError as error:
        raise TemplateFault(_tell_syntax(error, f"{FOLDER}/templates/{name}")) from error
    except Exception as error:
        frames = [
            (frame.f_code.co_filename, line)
            for frame, line in traceback.walk_tb(error.__traceback__)
        ]
        own = [index for index, (path, _) in enumerate(frames) if path.startswith(f"{FOLDER}/")]
        if not own or any(map(_is_ours, {path for path, _ in frames[own[-1] :]})):
            raise  # our own code failed while the template was filled in
        raise TemplateFault(_tell_fault(error, Place(*frames[own[-1]], width=0))) from error


def _is_ours(path: str) -> bool:
    """True for a module of the builder, the sandbox left out: what fails there was asked for by the template."""
    return Path(path).is_relative_to(_PACKAGE) and path != sandbox.__file__


def _tell_syntax(error: TemplateSyntaxError, path: str) -> Problem:
    told = (error.message or "").rstrip(".")
    place = Place(error.filename or path, error.lineno, width=0)
    return Problem(
        "template-renders",
        f"this is no template: {told[:1].lower()}{told[1:]}",
        place,
        "mend the tag in that line",
    )


def _tell_fault(error: Exception, place: Place) -> Problem:
    hint = "compare it with the template of that name in the theme that comes with the builder"
    if isinstance(error, UndefinedError) and (match := _NAME.search(str(error))):
        return Problem(
            "template-renders",
            f"nothing that the template is given is named '{match[1] or match[2]}'",
            place,
            hint,
        )
    if isinstance(error, SecurityError):
        hint = "write it with what theme/README.md names under 'What a template may do'"
    if isinstance(error, TemplateNotFound):
        return Problem(
            "template-renders", f"the theme has no template {error.name!r}", place, _COPY
        )
    told = str(error).rstrip(".") or type(error).__name__
    return Problem(
        "template-renders",
        f"the template cannot be filled in: {told[:1].lower()}{told[1:]}",
        place,
        hint,
    )


def _find_unreadable(theme: Mapping[str, bytes]) -> Iterator[Problem]:
    for path, content in theme.items():
        yield from find_conflicts(content, f"{FOLDER}/{path}")
        if not path.endswith(_TEXTS) or path.startswith("fonts/"):
            continue
        try:
            content.decode()
        except UnicodeDecodeError as error:
            line = content[: error.start].count(b"\n") + 1
            yield Problem(
                "theme-complete",
                "the file is no UTF-8 text",
                Place(f"{FOLDER}/{path}", line, width=0),
                "save it as UTF-8",
            )


def _find_missing(theme: Mapping[str, bytes]) -> Iterator[Problem]:
    """The templates that the theme lacks, and the files that its templates name."""
    for name in ASKED:
        path = f"templates/{name}"
        if path not in theme:
            yield Problem(
                "theme-complete",
                f"the theme lacks {path}",
                Place(f"{FOLDER}/{path}", width=0),
                _COPY,
            )
    published = list_assets(theme)
    for path in sorted(path for path in theme if path.startswith("templates/")):
        for number, line in enumerate(theme[path].decode().split("\n"), start=1):
            for asset in _ASSET.findall(line):
                own = (
                    asset.removeprefix("assets/")
                    if asset.startswith(("assets/js/", "assets/fonts/"))
                    else asset
                )
                if asset not in published:
                    yield Problem(
                        "theme-complete",
                        f"the theme lacks {own}",
                        Place(f"{FOLDER}/{path}", number, width=0),
                        _COPY,
                    )


def _find_macro_faults(theme: Mapping[str, bytes]) -> Iterator[Problem]:
    try:
        read_macros(theme.get("macros.toml", b""))
    except tomllib.TOMLDecodeError as error:
        match = _AT.search(str(error))
        place = Place(f"{FOLDER}/macros.toml", int(match[1]) if match else 1, width=0)
        yield Problem(
            "toml-readable",
            f"this is not TOML: {str(error).partition(' (at ')[0].lower()}",
            place,
            "write name = 'body'",
        )
    except AttributeError:
        place = Place(f"{FOLDER}/macros.toml", width=0)
        yield Problem(
            "toml-readable",
            "'macros' is no table",
            place,
            "write [macros], and below it name = 'body'",
        )


def _find_template_faults(theme: Mapping[str, bytes]) -> Iterator[Problem]:
    environment = make_environment(theme)
    names = sorted(
        path.removeprefix("templates/") for path in theme if path.startswith("templates/")
    )
    for name in names:
        path = f"{FOLDER}/templates/{name}"
        try:
            environment.get_template(name)
            tree = environment.parse(theme[f"templates/{name}"].decode(), name, path)
        except TemplateSyntaxError as error:
            yield _tell_syntax(error, path)
            continue
        for node in tree.find_all((syntax.Include, syntax.Extends)):
            asked = vars(node)["template"]
            named = asked.value if isinstance(asked, syntax.Const) else ""
            if named and named not in names:
                close = difflib.get_close_matches(named, names, n=1)
                hint = f"did you mean '{close[0]}'?" if close else _COPY
                yield Problem(
                    "theme-complete",
                    f"the theme lacks templates/{named}",
                    Place(path, node.lineno, width=0),
                    hint,
                )
