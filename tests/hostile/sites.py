"""The two hostile sites: one builds clean, every payload as text; the other is refused, and rendered all the same to see what would be."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar, cast

from builder.effects.world import World
from builder.pages import render
from builder.pipeline import assess_site, load_checked
from builder.records.atlas import Tree
from builder.records.problem import Problems
from builder.records.step import B, H, Results, Step
from builder.stages import Effects, Options
from tests.hostile.atlas import FORMED, PATHS, Place, Texts, Writer, list_places, write_files
from tests.hostile.payloads import PAYLOADS, TYPED, Payload, escape_markdown
from tests.load.trees import make_tree

MARKS = {place.name: f"q{number}" for number, place in enumerate(list_places())}
TEXTS = tuple(
    dict.fromkeys(
        place.name for place in list_places() if place.is_text and place.name not in FORMED
    )
)
ALL = " ".join(payload.text for payload in TYPED)
LITERAL = f"qliteral {ALL}"
C = TypeVar("C")

_NEIGHBOUR = "title: {0} {{{{1337*7331}}}}\nsummary: '{0}'\nstatus: {1}\n"
_CLAIM = "claims: [{id: so, text: It is so., kind: definition, stipulated: true, caveat: Here.}]\n"
_DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0L9 9" stroke="black"/>'
    "<text>qmade &lt;script&gt;top.__pwned=1&lt;/script&gt;</text></svg>"
)
_WITNESS = """import matplotlib.pyplot as plt

seed = 0
scale = 1
mood = "plain"
hostile = @ALL@
key = 'x <b> " {{1337*7331}}'


def curve(scale=scale, mood=mood):
    return {key: (scale, 2 * scale)}


shown = curve()
total = scale
print("qprinted", hostile, "\\x1b[31m\\u202e\\u2066")
assert total > 0, "holds: qmessage " + @ALL@
"""
_FIGURE = """#| figure: drawn
label = "<script>top.__pwned=1</script> <img src=x onerror=top.__pwned=1> ]]> --> &lt;b&gt; {{1337*7331}} \\u202e\\u2066"
fig, ax = plt.subplots()
ax.plot([1, 2], [1, 4], label="qlegend " + label)
ax.plot([1, 2], [2, 3], label="=HYPERLINK(1337*7331)")
ax.set_xlabel("qlabel " + label)
ax.set_title("qtitle " + label)
ax.text(1, 1, "qannotation " + label)
ax.legend()
"""


def write_text_site(root: Path) -> None:
    """Return an atlas that is hostile and right: in prose every sign is written as itself."""
    write_files(
        root,
        _common_files()
        | {
            path: Writer(file, write_shown, literal=LITERAL).write() for file, path in PATHS.items()
        },
    )
    write_files(root, {"concepts/hostile/texts/content.md": _write_content()})


def write_raw_site(root: Path, texts: Texts) -> None:
    """Return an atlas with every payload as it is, refused or not; `texts` gives those of its records."""
    files = {path: Writer(file, texts, literal="x").write() for file, path in PATHS.items()}
    write_files(
        root,
        _common_files()
        | files
        | {"concepts/hostile/texts/content.md": "".join(_write_raw_content())},
    )


def write_shown(place: Place) -> list[str]:
    """Return the lines of a text that shows every payload, each behind a mark of its own."""
    return [
        f"{mark} {escape_markdown(payload.text) if place.is_prose else payload.text}"
        for mark, payload in list_marked(place)
    ]


def write_raw(place: Place) -> list[str]:
    """Return the lines of a text that holds every payload as it is."""
    return [f"{mark} {payload.text}" for mark, payload in list_marked(place)]


def list_marked(place: Place) -> tuple[tuple[str, Payload], ...]:
    """Return the payloads that the text at a place has room for, each with its mark."""
    marked = ((f"{MARKS[place.name]}x{number}z", payload) for number, payload in enumerate(TYPED))
    return tuple(
        (mark, payload) for mark, payload in marked if len(mark) + len(payload.text) < place.most
    )


def check_files(files: Mapping[str, str | bytes]) -> Problems:
    """Return the problems of an atlas of these files that are found before anything runs."""
    return load_checked(cast(Effects, _Files(make_tree(files))), Options()).problems


def render_anyway(root: Path) -> tuple[Mapping[str, bytes], Problems]:
    """All files of the site, whatever is wrong with it, and what is."""
    with World(root) as world:
        assessed = assess_site(world, Options(only=("no/concept",)))  # no witness is run
        site, found, _ = render(world, assessed)
        return dict(site.files), (*assessed.loaded.problems, *found)


@dataclass(frozen=True)
class _Files:
    """What `load_checked` asks of the world."""

    tree: Tree

    def read_tree(self) -> Tree:
        return self.tree

    def enter(self, stage: str) -> None:
        """Nobody waits."""

    def digest_file(self, path: str) -> str:
        """No file changes."""
        return path

    def digest_folder(self, folder: str) -> str:
        return folder

    def cached_map(
        self,
        step: Step[H, B],
        make: Callable[[str, C], tuple[H, B]],
        keys: Mapping[str, str],
        prepare: Callable[[Sequence[str]], C],
    ) -> Results[H, B]:
        """Nothing is stored."""
        context = prepare(list(keys))
        made = {item: make(item, context) for item in keys}
        heads = {item: head for item, (head, _) in made.items()}
        return Results(heads, keys, lambda item: made[item][1])

    def read_latest_date(self) -> date:
        return date(2026, 11, 30)


def _common_files() -> dict[str, str | bytes]:
    title = ALL.replace("\\", "\\\\").replace('"', '\\"')
    settings = f'title = "qsite {title}"\ndescription = "qdescription {title}"\ncontent_license = "qlicence {title}"\n'
    addresses = 'base_url = "https://example.org/a&b/"\nrepository = "https://example.org/r&x"\n'
    return {
        "pyproject.toml": f"[tool.builder]\n{settings}{addresses}",
        "concepts/hostile/before/concept.yaml": _NEIGHBOUR.format("before", "review") + _CLAIM,
        "concepts/hostile/before/content.md": "## Intuition\n\nIt is {claim}`so <so>`.\n",
        "concepts/hostile/beside/concept.yaml": _NEIGHBOUR.format("beside", "planned"),
        "concepts/hostile/texts/made.svg": _DRAWING,
        "concepts/hostile/texts/data.txt": "<script>top.__pwned=1</script>",
        "sources/hostile.bib": "".join(_write_sources()),
    }


def _write_sources() -> Iterator[str]:
    """Yield a source whose every field is hostile, and one whose title holds all that BibTeX can hold."""
    names = (
        "author",
        "editor",
        "journal",
        "booktitle",
        "publisher",
        "note",
        "abstract",
        "howpublished",
        "series",
        "keywords",
        "annote",
    )
    markup = (
        "<script>top.__pwned=1</script> <img src=x onerror=top.__pwned=1> {{1337*7331}} </title>"
    )
    fields = "".join(f"  {name} = {{qbib{name} {markup}}},\n" for name in names)
    yield f"@article{{source1,\n  title = {{qbibtitle {markup}}},\n  year = {{2001}},\n{fields}}}\n"
    titles = []
    for number, payload in enumerate(TYPED):
        text = "".join(
            f"{{\\{sign}}}" if sign in "$%&#_" else sign
            for sign in payload.text
            if sign not in '{}\\~^"@'
        )
        titles.append(f"qbibx{number}z {text}")
    yield f"@misc{{source2,\n  title = {{{' '.join(titles)}}},\n  year = {{2001}},\n}}\n"


def _write_content() -> str:
    text = escape_markdown(ALL)
    cell = text.replace("|", "\\|")
    witness = _WITNESS.replace(
        '"holds: qmessage " + @ALL@', repr(f"holds: qmessage {ALL}")
    ).replace("@ALL@", repr(ALL))
    return (
        f"## Intuition\n\nqpara {text} {{claim}}`qclaim {escape_markdown('<b>')} <said>` {{concept}}`qconcept \\<b\\> <hostile/before>`\n\n"
        f"### qheading {text}\n\n"
        f'[qlink {text}](https://example.org/?a=%22%3E%3Cscript%3E "qlinktitle {text}") [qmail](mailto:a%22onclick=x@b)\n\n'
        f"qnote[^n]\n\n[^n]: qfootnote {text}\n\n"
        f":::{{note}} qremark {text}\nqbody {text}\n:::\n\n"
        f"| qhead {cell} | b |\n|---|---|\n| qcell {cell} | b |\n\n"
        f"qterm {text}\n: qdefinition {text}\n\n> qquote {text}\n\n- qitem {text}\n\n"
        f'![qalt {text}](made.svg "qalttitle {text}")\n\n'
        f"```html\nqfence {ALL}\n```\n\n```nosuch<b>\"'\nqother {ALL}\n```\n\n`` qcode {ALL} ``\n\n:::{{figure}} made\n:::\n\n"
        "## Math\n\n$$\n\\text{qtex <b>} = 1\n$$ (sum)\n\n{value}`total`\n\n"
        f"## Code\n\n```python\n{witness}```\n\n```python\n{_FIGURE}```\n\n## Interactive Demo\n\nqend {text}\n"
    )


def _write_raw_content() -> Iterator[str]:
    """Every payload at every kind of place of prose."""
    yield "## Intuition\n\n"
    for payload in PAYLOADS:
        text = payload.text
        yield f"qpara {text}\n\n### {text}\n\n[{text}](x.html '{text}')\n\n[x]({text})\n\n[x](<{text}>)\n\n"
        yield f"![{text}](made.svg)\n\n![x](<{text}>)\n\n"
        yield f"<{text}>\n\n:::{{note}} {text}\n{text}\n:::\n\n| {text} |\n|---|\n| {text} |\n\n```{text}\n{text}\n```\n\n> {text}\n\n"
        yield f"{{claim}}`{text} <said>` {{concept}}`{text} <{text}>` {{value}}`{text}` [@{text}] $x{text}$\n\n$$\n{text}\n$$ ({text})\n\n"
