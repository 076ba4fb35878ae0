"""Templates that somebody sends with a change: they read what a page is given, and neither run, read nor write anything else."""

import json
import shutil
from pathlib import Path

import pytest

from builder.cli import main
from builder.records.place import Place
from builder.render.templates.environment import TemplateFault, fill_template
from builder.render.templates.theme import make_environment
from tests.conftest import TESTS

THEME = TESTS.parent / "theme"
PAGES = (
    "audit",
    "domain",
    "home",
    "map",
    "method",
    "missing",
    "moved",
    "practice",
    "search",
    "source",
    "sources",
    "symbols",
)

NO_NAME = "nothing that the template is given is named"
NO_ATTRIBUTE = "a template reads no attribute of this"
NO_CALL = "a template calls macros, blocks, loops, 'dict' and 'range', and no"
NUMBERS = "'*' and '%' take numbers below 2**53 alone"
RECURSION = "maximum recursion depth exceeded"

HOSTILE = [  # a template's second line, and a part of what is said of it; CANARY stands for a path at which no file may come to be
    ("{{ view.__class__ }}", NO_NAME),
    ("{{ view.title.__class__.__mro__[1].__subclasses__() }}", NO_ATTRIBUTE),
    ("{{ ().__class__.__bases__[0].__subclasses__() }}", NO_ATTRIBUTE),
    ("{{ view.title['__cl' ~ 'ass__'] }}", NO_ATTRIBUTE),
    ("{{ (1).__class__ }}", NO_ATTRIBUTE),
    ("{{ view.title.format(view) }}", NO_ATTRIBUTE),
    ("{{ '{0.__class__.__init__.__globals__}'.format(view) }}", NO_ATTRIBUTE),
    ("{{ '{0.__class__}'['format'](view) }}", NO_ATTRIBUTE),
    ("{{ '{0.__class__}'.format_map(view) }}", NO_ATTRIBUTE),
    ("{{ '{}'|format(view) }}", "no filter named 'format'"),
    ("{{ view|attr('__class__') }}", "no filter named 'attr'"),
    ("{{ [view]|map('attr', '__class__')|list }}", "no filter named 'attr'"),
    ("{% filter attr('__class__') %}x{% endfilter %}", "no filter named 'attr'"),
    ("{{ [view.title]|map(attribute='__class__')|map('upper')|list }}", NO_ATTRIBUTE),
    ("{{ [view.title]|sum(attribute='__class__') }}", NO_ATTRIBUTE),
    ("{{ [view.title]|join(attribute='__class__.__mro__') }}", NO_ATTRIBUTE),
    ("{{ [view]|selectattr('__init__')|list }}", NO_NAME),
    ("{{ lipsum.__globals__['os'].popen('touch CANARY').read() }}", NO_NAME),
    ("{{ cycler.__init__.__globals__.os.system('touch CANARY') }}", NO_NAME),
    ("{{ joiner.__init__.__globals__.os.system('touch CANARY') }}", NO_NAME),
    ("{{ namespace.__init__.__globals__.os.system('touch CANARY') }}", NO_NAME),
    ("{{ range.__globals__.__builtins__.open('CANARY', 'w') }}", NO_ATTRIBUTE),
    ("{{ dict.__globals__.__builtins__.open('CANARY', 'w') }}", NO_ATTRIBUTE),
    ("{{ dict.mro() }}", NO_ATTRIBUTE),
    ("{{ self.__init__.__globals__ }}", NO_NAME),
    ("{{ self._TemplateReference__context.environment }}", NO_NAME),
    ("{{ environment }}", NO_NAME),
    ("{{ context }}", NO_NAME),
    ("{% block x %}{{ self.x._stack }}{% endblock %}", NO_ATTRIBUTE),
    ("{% for one in [1] %}{{ loop._iterable }}{% endfor %}", NO_ATTRIBUTE),
    ("{% for one in [1] %}{{ loop.__init__.__globals__ }}{% endfor %}", NO_ATTRIBUTE),
    ("{% for one in [1] %}{{ loop.cycle.__func__.__globals__ }}{% endfor %}", NO_ATTRIBUTE),
    ("{% macro m() %}{% endmacro %}{{ m.__call__.__globals__ }}", NO_ATTRIBUTE),
    ("{% macro m() %}{% endmacro %}{{ m._environment }}", NO_ATTRIBUTE),
    (
        "{% macro m() %}{{ caller.__init__.__globals__ }}{% endmacro %}{% call m() %}{% endcall %}",
        NO_ATTRIBUTE,
    ),
    ("{% import 'partials/own.html' as own %}{{ own.__class__ }}", NO_ATTRIBUTE),
    ("{% import 'partials/own.html' as own %}{{ own._body_stream }}", NO_ATTRIBUTE),
    ("{% set x %}x{% endset %}{{ x.__html__.__self__ }}", NO_ATTRIBUTE),
    (
        "{% include '../../pyproject.toml' ~ '' %}",
        "the theme has no template '../../pyproject.toml'",
    ),
    (
        "{% import '/etc/pass' ~ 'wd' as secret %}{{ secret }}",
        "the theme has no template '/etc/passwd'",
    ),
    ("{% extends '../' ~ '../LICENSE' %}", "the theme has no template '../../LICENSE'"),
    ("{% include view %}", "the template cannot be filled in"),
    ("{% include ['b', '\\x1b[2J'] %}", r"the theme has no template '\x1b[2J'"),
    ("{{ view['\\x1b[2J'] }}", r"is named '\x1b[2J'"),
    ("{{ [view].append(1) }}", NO_ATTRIBUTE),
    ("{{ view.update(title='x') }}", NO_NAME),
    ("{{ view.clear() }}", NO_NAME),
    ("{{ site.pop('title') }}", NO_NAME),
    ("{% do view.clear() %}", "unknown tag 'do'"),
    ("{% debug %}", "unknown tag 'debug'"),
    ("{{ view.title() }}", NO_CALL),
    ("{{ view() }}", NO_CALL),
    ("{{ view.title|random }}", "no filter named 'random'"),
    ("{{ view|pprint }}", "no filter named 'pprint'"),
    ("{{ view.title|safe }}", "no filter named 'safe'"),
    ("{% for one in range(999999999) %}x{% endfor %}", "range too big"),
    ("{{ 'a' * 9999999999 }}", NUMBERS),
    ("{{ [0] * 9999999999 }}", NUMBERS),
    ("{{ 9 ** 9 ** 9 }}", "there is no '**'"),
    ("{{ '%999999999d' % 1 }}", NUMBERS),
    ("{{ 'a'|center(9999999999) }}", "no filter named 'center'"),
    ("{{ 'a'|indent(9999999999) }}", "no filter named 'indent'"),
    ("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", RECURSION),
    ("{% include 'partials/again.html' %}", RECURSION),
]
# What Python does not compile has no line of its own.
TOO_DEEP = [
    (f"{{{{ {'(' * 3000}1{')' * 3000} }}}}", RECURSION),
    ("{% for one in [1] %}" * 30 + "{% endfor %}" * 30, "too many statically nested blocks"),
    (f"{{{{ {'9' * 5000} }}}}", "limit (4300 digits)"),
    (f"{{{{ view{'.a' * 5000} }}}}", RECURSION),
]


@pytest.fixture
def atlas(tmp_path: Path) -> Path:
    """Return a small site with a theme of its own."""
    atlas = shutil.copytree(TESTS / "sites/small/in", tmp_path / "atlas")
    shutil.copytree(THEME, atlas / "theme")
    (atlas / "theme/templates/partials/own.html").write_text("own", "utf-8")
    (atlas / "theme/templates/partials/again.html").write_text(
        "<p>\n{% include 'partials/again.html' %}", "utf-8"
    )
    return atlas


@pytest.mark.parametrize("first", range(0, len(HOSTILE), len(PAGES)))
def test_a_hostile_template_is_a_problem_at_its_line_and_nothing_runs(
    atlas: Path, tmp_path: Path, first: int, capsys: pytest.CaptureFixture[str]
) -> None:
    canary, out = tmp_path / "canary", tmp_path / "out"
    sent = dict(zip(PAGES, HOSTILE[first : first + len(PAGES)], strict=False))
    for page, (line, _) in sent.items():
        (atlas / f"theme/templates/{page}.html").write_text(
            f"<p>\n{line.replace('CANARY', str(canary))}\n", "utf-8"
        )
    before = sorted(atlas.rglob("*"))
    for command in (["check"], ["build", "--output", str(out)]):
        assert main(["--root", str(atlas), *command, "--format", "json"]) == 1
        told = capsys.readouterr()
        errors = [
            problem
            for problem in json.loads(told.out)["problems"]
            if problem["severity"] == "error"
        ]
        said = {
            problem["path"]: problem["message"]
            for problem in errors
            if problem["code"] == "template-renders" and problem["line"] == 2
        }
        assert len(errors) == len(said)
        for page, (line, part) in sent.items():
            path = "theme/templates/" + ("partials/again" if "again" in line else page) + ".html"
            assert part in said.get(path, ""), (page, line)
        assert "Traceback" not in told.err
    assert not canary.exists()
    assert not out.exists()
    assert sorted(atlas.rglob("*")) == before


@pytest.mark.parametrize(("line", "said"), TOO_DEEP, ids=["brackets", "loops", "digits", "dots"])
def test_what_python_does_not_compile_is_no_template(line: str, said: str) -> None:
    with pytest.raises(TemplateFault) as caught:
        fill_template(make_environment({"templates/a.html": line.encode()}), "a.html", view={})
    problem = caught.value.problem
    assert (problem.code, problem.place.path) == ("template-renders", "theme/templates/a.html")
    assert said in problem.message


HARMLESS = [
    ("{{ [view]|map(attribute='__class__')|list }}", "[Undefined]"),
    ("{{ [view.n]|map('string')|join('-') }}", "3"),
    (
        "{% for one in view.list %}{{ loop.cycle('a', 'b') }}{{ loop.last }} {% endfor %}",
        "aFalse bTrue ",
    ),
    ("{% for key, one in view.more|items %}{{ key }}{{ one }}{% endfor %}", "a1"),
    ("{% macro m(x) %}<b>{{ x }}</b>{% endmacro %}{{ m(view.title) }}", "<b>&lt;T&gt;</b>"),
    ("{% import 'b.html' as b %}{{ b.m(1) }}", "1"),
    ("{{ 2 * 3 }} {{ 7 % 4 }} {{ 1.5 * 2 }} {{ range(3)|list }}", "6 3 3.0 [0, 1, 2]"),
    ("{{ dict(view.more, b=2) }}", "{&#39;a&#39;: 1, &#39;b&#39;: 2}"),
    ("{% block x %}{{ view.n }}{% endblock %}{{ self.x() }}", "33"),
    ("{{ view.place.path }}:{{ view.place.line }}", "a.md:7"),
    ("{{ view.title|upper }}{{ view.list[1] }}{{ view['n'] }}", "&lt;T&gt;23"),
]


@pytest.mark.parametrize(
    "name",
    ["__class__", "__init__", "__dataclass_fields__", "__str__", "__eq__", "__slots__", "nothing"],
)
def test_of_a_record_its_fields_alone_are_read(name: str) -> None:
    environment = make_environment({"templates/a.html": f"{{{{ view.{name} }}}}".encode()})
    with pytest.raises(TemplateFault, match=NO_ATTRIBUTE):
        fill_template(environment, "a.html", view=Place("a.md"))


@pytest.mark.parametrize(("text", "filled"), HARMLESS, ids=lambda text: text[:30])
def test_a_template_does_what_a_page_needs(text: str, filled: str) -> None:
    environment = make_environment(
        {
            "templates/a.html": text.encode(),
            "templates/b.html": b"{% macro m(x) %}{{ x }}{% endmacro %}",
        }
    )
    view = {"title": "<T>", "list": [1, 2], "more": {"a": 1}, "n": 3, "place": Place("a.md", 7)}
    assert fill_template(environment, "a.html", view=view) == filled
