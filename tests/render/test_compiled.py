"""Templates that are compiled once for all processes: what is kept of them is what would be compiled."""

import pytest
from jinja2 import Environment, FunctionLoader

from builder.records.memory import Memory
from builder.render.compiled import Compiled
from builder.render.templates import TemplateFault, fill_template
from builder.render.theme import make_environment
from tests.test_hollow import Shelf

THEME = {
    "templates/a.html": b"<p>{{ words }}{% include 'b.html' %}</p>",
    "templates/b.html": b"{{ more }}",
}


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the templates that are compiled, as they are."""
    names: list[str] = []
    compile = Environment.compile

    def note(
        environment: Environment, source: str, name: str | None = None, filename: str | None = None
    ) -> object:
        names.append(name or "")
        return compile(environment, source, name, filename)

    monkeypatch.setattr(Environment, "compile", note)
    return names


def fill(shelf: Shelf, theme: dict[str, bytes] = THEME) -> str:
    memory = Memory()
    memory.begin(shelf)
    return make_environment(theme, memory).get_template("a.html").render(words="<", more="&")


def test_another_process_compiles_what_has_changed_alone(compiled: list[str]) -> None:
    shelf = Shelf()
    assert fill(shelf) == fill(shelf) == "<p>&lt;&amp;</p>"
    assert compiled == ["a.html", "b.html"]
    assert fill(shelf, THEME | {"templates/b.html": b"{{ more }}!"}) == "<p>&lt;&amp;!</p>"
    assert compiled == ["a.html", "b.html", "b.html"]


@pytest.mark.parametrize("damage", [b"", b"N", b"\x00", b"junk", b"i\x01\x00\x00\x00"])
def test_what_is_no_code_is_compiled_anew(damage: bytes, compiled: list[str]) -> None:
    shelf = Shelf()
    fill(shelf)
    shelf.entries = dict.fromkeys(shelf.entries, damage)
    assert fill(shelf) == "<p>&lt;&amp;</p>"
    assert compiled == ["a.html", "b.html"] * 2


def test_what_an_environment_without_a_sandbox_has_compiled_is_no_entry_for_one_with_it(
    compiled: list[str],
) -> None:
    shelf, text = Shelf(), "{{ words.__class__.__mro__ }}"
    memory = Memory()
    memory.begin(shelf)
    plain = Environment(
        loader=FunctionLoader(lambda name: (text, f"theme/templates/{name}", None)),
        bytecode_cache=Compiled(memory),
    )
    assert "object" in plain.get_template("a.html").render(words="x")
    assert len(shelf.entries) == 1
    with pytest.raises(TemplateFault, match="a template reads no attribute of this str"):
        fill_template(
            make_environment({"templates/a.html": text.encode()}, memory), "a.html", words="x"
        )
    assert compiled == ["a.html", "a.html"]


def test_what_is_kept_asks_the_sandbox_as_well(compiled: list[str]) -> None:
    shelf, theme = Shelf(), {"templates/a.html": b"{{ words.__class__ }}"}
    for _ in range(2):
        memory = Memory()
        memory.begin(shelf)
        with pytest.raises(TemplateFault, match="a template reads no attribute of this str"):
            fill_template(make_environment(theme, memory), "a.html", words="x")
    assert compiled == ["a.html"]
