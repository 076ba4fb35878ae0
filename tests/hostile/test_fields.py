"""Every field of the table holds hostile words: they are refused at their line, or they are the text of a page and nothing else."""

import csv
from html.parser import HTMLParser
from pathlib import Path

import pytest

from builder.load import load_atlas
from builder.records.problem import Problems
from tests.hostile.atlas import FORMED, PATHS, Place, Writer, is_formed, list_places
from tests.hostile.payloads import CANARY, PAYLOADS, Payload
from tests.hostile.sites import ALL, check_files, list_marked, render_anyway, write_raw_site
from tests.load.trees import make_tree

PLACES = list_places()
TEXTS = [place for place in PLACES if place.is_text and place.name not in FORMED]
FEW = ("overrides",)  # of which a file is shown the first twenty
LATE = ("formulas", "roles")  # what is asked when all has been read, or when it is typeset

# What no page shows as yet: what is kept beside the pages, or is for a script.
UNSHOWN = frozenset(
    {
        "a review.excludes",
        "a review.summary",
        "a review.criterion",
        "a countercondition.because",
        "an axis.label",
    }
)


class _Words(HTMLParser):
    """The text of a page, and of the attributes that are read out or shown by others."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.parts += [
            f"\n{value}\n"
            for name, value in attrs
            if name in ("alt", "content", "aria-label", "title")
        ]

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def read_words(page: Path) -> str:
    words = _Words()
    words.feed(page.read_text("utf-8"))
    return " ".join("".join(words.parts).split())  # what is highlighted is cut within words


@pytest.fixture(scope="session")
def words(text_site: Path) -> str:
    """Return what all pages of the site show."""
    return " ".join(read_words(page) for page in sorted(text_site.rglob("*.html")))


@pytest.mark.parametrize("place", TEXTS, ids=lambda place: place.name)
def test_every_text_field_shows_its_payloads_as_text(place: Place, words: str) -> None:
    missing = [
        payload.text
        for mark, payload in list_marked(place)
        if f"{mark} {' '.join(payload.text.split())}" not in words
    ]
    assert place.name in UNSHOWN or missing == []


# Where the prose, the witness and the settings say all of it, by the word that stands before.
SAID = (
    *(
        "qpara",
        "qheading",
        "qlink",
        "qlinktitle",
        "qfootnote",
        "qremark",
        "qbody",
        "qhead",
        "qcell",
        "qterm",
        "qdefinition",
        "qquote",
    ),
    *(
        "qitem",
        "qalt",
        "qalttitle",
        "qfence",
        "qother",
        "qcode",
        "qprinted",
        "qsite",
        "qdescription",
        "qlicence",
        "qend",
    ),
)


@pytest.mark.parametrize("mark", SAID)
def test_every_part_of_a_page_shows_the_payloads_as_text(mark: str, words: str) -> None:
    assert f"{mark} {' '.join(ALL.split())}" in words


@pytest.mark.parametrize(
    "mark",
    [
        "qlabel",
        "qlegend",
        "qtitle",
        "qannotation",
        "qmade",
        "qbibtitle",
        "qbibauthor",
        "qbibjournal",
        "qbibnote",
    ],
)
def test_drawings_and_sources_show_a_script_as_text(mark: str, words: str) -> None:
    assert f"{mark} <script>top.__pwned=1</script>" in words


FORMULAS = sum(payload.family == "formulas" for payload in PAYLOADS)
REFUSED = [payload for payload in PAYLOADS if payload.refused]


TEXT_NAMES = tuple(dict.fromkeys(place.name for place in TEXTS))
NAMES = [
    TEXT_NAMES[first : first + 5] for first in range(0, len(TEXT_NAMES), 5)
]  # of one file, the first twenty signs are shown
PROSE = [place for place in TEXTS if place.is_prose]


@pytest.mark.parametrize(
    "payload",
    [one for one in REFUSED if one.family not in (*LATE, *FEW)],
    ids=lambda payload: payload.text,
)
def test_what_prose_may_not_hold_is_refused_at_its_line_in_every_field(payload: Payload) -> None:
    for file, path in PATHS.items():
        writer = Writer(file, lambda _: [f"x {payload.text}"])
        found = list_lines(load_atlas(make_tree({path: writer.write()}))[1], path)
        held = [
            line for place in PROSE if place.file == file for line in writer.lines_of[place.name]
        ]
        assert set(held) <= found


@pytest.mark.parametrize("names", NAMES, ids=lambda names: names[0])
def test_what_hides_or_turns_text_is_refused_at_its_line_in_every_field(
    names: tuple[str, ...],
) -> None:
    payloads = [one.text for one in REFUSED if one.family in FEW]

    def write(place: Place) -> list[str]:
        return [f"x {payloads[len(place.name) % len(payloads)]}"] if place.name in names else ["x"]

    writers = {file: Writer(file, write) for file in PATHS}
    _, problems = load_atlas(
        make_tree({PATHS[file]: writer.write() for file, writer in writers.items()})
    )
    for file, writer in writers.items():
        held = [line for name in names for line in writer.lines_of.get(name, ())]
        assert set(held) <= list_lines(problems, PATHS[file])


def test_formulas_and_roles_are_refused_at_their_line_in_every_field_that_is_shown(
    tmp_path: Path,
) -> None:
    texts = [payload.text for payload in REFUSED if payload.family in LATE]
    write_raw_site(tmp_path, lambda _: [f"x {text}" for text in texts])
    _, problems = render_anyway(tmp_path)
    for file, path in PATHS.items():
        writer = Writer(file, lambda _: [f"x {text}" for text in texts])
        writer.write()
        late = UNSHOWN | {"a rival.because"}  # which is shown when its run is known
        shown = [place for place in PROSE if place.file == file and place.name not in late]
        own = (
            len(texts) if file == "concept" else FORMULAS
        )  # what roles of a domain's texts lead to is asked of no record
        held = [
            line for place in shown for line in writer.lines_of[place.name][-len(texts) :][:own]
        ]  # nor is a figure shown undrawn
        assert set(held) <= list_lines(problems, path)


def list_lines(problems: Problems, path: str) -> set[int]:
    return {problem.place.line for problem in problems if problem.place.path == path}


@pytest.mark.parametrize(
    "place",
    [place for place in PLACES if is_formed(place)],
    ids=lambda place: f"{place.file} {place.name}",
)
def test_a_field_with_a_form_refuses_what_has_none_at_its_line(place: Place) -> None:
    text = ("<script>top.__pwned=1</script>", "javascript:top.__pwned=1", '"><img src=x>')[
        len(place.name) % 3
    ]
    writer = Writer(place.file, lambda _: ["x"], {place.name: f"'{text}'"})
    files = {path: Writer(file, lambda _: ["x"]).write() for file, path in PATHS.items()} | {
        PATHS[place.file]: writer.write()
    }
    assert set(writer.lines_of[place.name]) <= list_lines(check_files(files), PATHS[place.file])


def test_no_template_is_evaluated_in_any_file(
    text_site: Path, raw_render: tuple[Path, Problems]
) -> None:
    for site in (text_site, raw_render[0]):
        assert [
            str(path)
            for path in site.rglob("*")
            if path.is_file() and CANARY.encode() in path.read_bytes()
        ] == []


def test_no_table_of_numbers_holds_what_a_spreadsheet_would_work_out(text_site: Path) -> None:
    cells = [
        cell
        for path in text_site.rglob("*.csv")
        for row in csv.reader(path.read_text("utf-8").splitlines())
        for cell in row
    ]
    assert "'=HYPERLINK(1337*7331)" in cells
    assert [cell for cell in cells if cell.startswith(("=", "@", "+", "\t"))] == []
