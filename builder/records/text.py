"""Authored text after parsing: prose with its marks, sections, fences and equations."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import overload

from markdown_it.token import Token

from builder.records.place import Place, Placed


@dataclass(frozen=True, slots=True)
class Mark:
    """Something in a text that points elsewhere or must be worked out.

    `kind` is one of `claim`, `concept`, `eq`, `fig`, `check`, `value`, `cite`, `math`, `link`,
    `image`, `footnote`; `target` is what it names: an id, a citation key, a formula's TeX, a link's
    address, a value's expression. `place` is that of the target as it is written, of the whole mark
    for a footnote and for a link given by reference. `detail` is a citation's locator or a value's
    format, else empty. `display` is true for display maths.
    """

    kind: str
    target: str
    place: Place = field(compare=False)
    words: str = ""
    detail: str = ""
    display: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """Markdown as it is laid out for its parser.

    `lines` says where each line begins in the file, counted from `place` where missing.

    `form` is `plain` (one line in which nothing is marked), `line` (a run of inline markdown),
    `blocks` or `content` (a whole content.md).
    """

    source: str
    place: Place
    lines: tuple[tuple[int, int], ...] = ()
    form: str = "plain"


class Tokens(Sequence[Token]):
    """The tokens of a text, which `read` reads from what was written; read-only by agreement.

    They take forty times the room of what they are read from, so they are not held: whoever reads
    them keeps as many as it can afford.
    """

    __slots__ = ("read", "written")

    def __init__(self, written: Written, read: Callable[[Written], tuple[Token, ...]]) -> None:
        self.written = written
        self.read = read

    @overload
    def __getitem__(self, index: int) -> Token: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Token, ...]: ...
    def __getitem__(self, index: int | slice) -> Token | tuple[Token, ...]:
        return self.read(self.written)[index]

    def __len__(self) -> int:
        return len(self.read(self.written))

    def __iter__(self) -> Iterator[Token]:
        return iter(self.read(self.written))


@dataclass(frozen=True, slots=True)
class Text:
    """Markdown as its author wrote it.

    Equal to any text of the same source.

    A token that stands for something of ours carries `meta["at"] = (line, column)`, 1-based, in the
    file of `place`.
    """

    source: str
    place: Place = field(compare=False)
    tokens: Tokens = field(compare=False, repr=False)
    marks: tuple[Mark, ...] = field(compare=False, repr=False)

    def __str__(self) -> str:
        return self.source

    @property
    def plain_words(self) -> str | None:
        """Its words, white space folded, where nothing in it is marked.

        So it is with most titles, and they need no tokens.
        """
        written = self.tokens.written
        return " ".join(written.source.split()) if written.form == "plain" else None


def make_bare_text(source: str, place: Place, marks: tuple[Mark, ...] = ()) -> Text:
    """Return a text that nobody will render: it has no tokens."""
    return Text(source, place, Tokens(Written(source, place), lambda _: ()), marks)


@dataclass(frozen=True, slots=True)
class Section(Placed):
    """A level-two heading of the page and what stands below it.

    `id` is `intuition`, `math`, `code`, `interactive-demo` or the title's slug.

    `start` and `stop` bound the section's tokens after its heading in `Content.text.tokens`.
    """

    id: str
    title: str
    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class Fence(Placed):
    """A fenced code block.

    `place` is its first line of code; `code` ends with a newline and has its `#|` options stripped
    to blank lines.

    `index` counts all fences of the page from 0; `kind` is `witness`, `figure` (drawn by `figure`),
    or `shown` (never run). `options` holds the `#|` lines in order: `("fold", "true")`.
    """

    index: int
    language: str
    code: str
    kind: str
    figure: str = ""
    options: tuple[tuple[str, str], ...] = ()

    def has_option(self, name: str, value: str) -> bool:
        """Whether the fence carries `#| name: value`."""
        return (name, value) in self.options


@dataclass(frozen=True, slots=True)
class Equation(Placed):
    """A labelled display formula; `number` counts the labelled equations of a page from 1."""

    label: str
    tex: str
    number: int


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading that can be led to, of a section or below one."""

    anchor: str
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentOutline:
    """What the pages of the whole atlas may ask of a `content.md`: its parts, without the prose."""

    sections: tuple[Section, ...]
    equations: tuple[Equation, ...]
    headings: tuple[Heading, ...] = ()
    figures: tuple[str, ...] = ()  # ids of figures, in the order in which they stand
    words: int = 0  # of the prose, code left out


@dataclass(frozen=True, slots=True, kw_only=True)
class Content(ContentOutline):
    """A concept's `content.md`: one text, and what was found in it, in reading order."""

    text: Text
    fences: tuple[Fence, ...]
    placements: tuple[Mark, ...]  # every `:::{figure} id`, kind "fig"
