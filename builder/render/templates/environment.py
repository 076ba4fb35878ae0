"""Rendering of the theme's templates; a fault of the theme is a problem at its file and line."""

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
from builder.render.prose.maths import read_macros
from builder.render.templates import template_sandbox
from builder.render.templates.theme import FOLDER, list_assets, make_environment

_TEXTS = (".html", ".svg", ".toml", ".js", ".css")
_ADD = "add it to the theme, or take it out of this line"
_ASSET = re.compile(r"\{\{\s*view\.root\s*\}\}(assets/[^\"{}?#]+)\"")
_AT = re.compile(r"\(at line (\d+), column (\d+)\)")
_PACKAGE = Path(__file__).parents[2]
_NAME = re.compile(r"'([^']+)' is undefined|has no attribute '([^']+)'")


class TemplateFault(Exception):  # noqa: N818
    """A template of the theme cannot be rendered; `problem` has the place and the reason."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(f"{problem.place}: {problem.message}")
        self.problem = problem


def find_theme_faults(theme: Mapping[str, bytes]) -> Problems:
    """Return what makes the theme unusable: missing files, non-text files, merge conflicts."""
    unreadable = tuple(_find_unreadable(theme))
    return unreadable or (*_find_missing(theme), *_find_macro_faults(theme))


def find_template_faults(theme: Mapping[str, bytes], met: Iterable[Problem]) -> Problems:
    """Return syntax errors, missing templates, and the problems `met` while rendering pages."""
    found = tuple(_find_template_faults(theme))
    places = {problem.place for problem in found}
    return (*found, *(problem for problem in dict.fromkeys(met) if problem.place not in places))


def fill_template(environment: Environment, name: str, **views: object) -> str:
    """Render the template with these views.

    Raises: TemplateFault if the template has a syntax error or its rendering fails.
    """
    try:
        return environment.get_template(name).render(**views)
    except TemplateSyntaxError as error:
        problem = _describe_syntax_error(error, f"{FOLDER}/templates/{name}")
        raise TemplateFault(problem) from error
    except Exception as error:
        trace = traceback.walk_tb(error.__traceback__)
        frames = [(frame.f_code.co_filename, line) for frame, line in trace]
        own = [index for index, (path, _) in enumerate(frames) if path.startswith(f"{FOLDER}/")]
        if not own or any(map(_is_ours, {path for path, _ in frames[own[-1] :]})):
            raise  # our own code failed while the template was rendered
        problem = _describe_error(error, Place(*frames[own[-1]], width=0))
        raise TemplateFault(problem) from error


def _is_ours(path: str) -> bool:
    """Return true for a module of the builder, except the template sandbox.

    A failure in the sandbox is a fault of the template.
    """
    return Path(path).is_relative_to(_PACKAGE) and path != template_sandbox.__file__


def _describe_syntax_error(error: TemplateSyntaxError, path: str) -> Problem:
    place = Place(error.filename or path, error.lineno, width=0)
    message = f"this is no template: {_lower_first((error.message or '').rstrip('.'))}"
    return Problem("template-renders", message, place, "mend the tag in that line")


def _describe_error(error: Exception, place: Place) -> Problem:
    message = str(error).rstrip(".") or type(error).__name__
    message = f"the template cannot be filled in: {_lower_first(message)}"
    hint = "compare it with the template of that name in the theme that comes with the builder"
    if isinstance(error, UndefinedError) and (match := _NAME.search(str(error))):
        message = f"nothing that the template is given is named '{match[1] or match[2]}'"
    elif isinstance(error, SecurityError):
        hint = "write it with what theme/README.md names under 'What a template may do'"
    elif isinstance(error, TemplateNotFound):
        message, hint = f"the theme has no template {error.name!r}", _ADD
    return Problem("template-renders", message, place, hint)


def _lower_first(message: str) -> str:
    return message[:1].lower() + message[1:]


def _find_unreadable(theme: Mapping[str, bytes]) -> Iterator[Problem]:
    for path, content in theme.items():
        yield from find_conflicts(content, f"{FOLDER}/{path}")
        if not path.endswith(_TEXTS) or path.startswith("fonts/"):
            continue
        try:
            content.decode()
        except UnicodeDecodeError as error:
            line = content[: error.start].count(b"\n") + 1
            place = Place(f"{FOLDER}/{path}", line, width=0)
            yield Problem("theme-complete", "the file is no UTF-8 text", place, "save it as UTF-8")


def _find_missing(theme: Mapping[str, bytes]) -> Iterator[Problem]:
    """Yield a problem for each asset that a template names and the theme lacks."""
    published = list_assets(theme)
    for path in sorted(path for path in theme if path.startswith("templates/")):
        for number, line in enumerate(theme[path].decode().split("\n"), start=1):
            for asset in _ASSET.findall(line):
                if asset not in published:
                    is_moved = asset.startswith(("assets/js/", "assets/fonts/"))
                    own = asset.removeprefix("assets/") if is_moved else asset
                    yield _report_missing(own, Place(f"{FOLDER}/{path}", number, width=0))


def _report_missing(path: str, place: Place, hint: str = _ADD) -> Problem:
    return Problem("theme-complete", f"the theme lacks {path}", place, hint)


def _find_macro_faults(theme: Mapping[str, bytes]) -> Iterator[Problem]:
    try:
        read_macros(theme.get("macros.toml", b""))
    except tomllib.TOMLDecodeError as error:
        match = _AT.search(str(error))
        place = Place(f"{FOLDER}/macros.toml", int(match[1]) if match else 1, width=0)
        message = f"this is not TOML: {str(error).partition(' (at ')[0].lower()}"
        yield Problem("toml-readable", message, place, "write name = 'body'")
    except AttributeError:
        place = Place(f"{FOLDER}/macros.toml", width=0)
        hint = "write [macros], and below it name = 'body'"
        yield Problem("toml-readable", "'macros' is no table", place, hint)


def _find_template_faults(theme: Mapping[str, bytes]) -> Iterator[Problem]:
    environment = make_environment(theme)
    found = sorted(path for path in theme if path.startswith("templates/"))
    names = [path.removeprefix("templates/") for path in found]
    for name in names:
        path = f"{FOLDER}/templates/{name}"
        try:
            environment.get_template(name)
            tree = environment.parse(theme[f"templates/{name}"].decode(), name, path)
        except TemplateSyntaxError as error:
            yield _describe_syntax_error(error, path)
            continue
        for node in tree.find_all((syntax.Include, syntax.Extends)):
            asked = vars(node)["template"]
            named = asked.value if isinstance(asked, syntax.Const) else ""
            if named and named not in names:
                close = difflib.get_close_matches(named, names, n=1)
                hint = f"did you mean '{close[0]}'?" if close else _ADD
                yield _report_missing(f"templates/{named}", Place(path, node.lineno, width=0), hint)
