"""Drawings of matplotlib and of authors, made inline: themed, prefixed, and unable to do anything but be seen."""

import io
import math
import re
import struct
import zlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import pytest

from builder.records.place import Place
from builder.render.figures.colour_roles import role_of
from builder.render.figures.figure_views import (
    FigureSource,
    keeps_width,
    render_figure,
    render_narrow,
    restyle_svg,
)
from builder.render.figures.inline_svg import LEAST_COLUMN, SMALLEST_SIZE
from builder.render.figures.published import check_picture
from builder.render.figures.read_svg import MOST_DEPTH, MOST_ELEMENTS, SvgError

STYLES = (Path(__file__).parents[2] / "theme/css/components/figure.css").read_text("utf-8")
SVG = "{http://www.w3.org/2000/svg}"
PLACE = Place("concepts/a/b/concept.yaml", 9, 5, 5)


def draw_lines(axes: object) -> None:
    axes.plot([1, 2, 3], [1, 4, 9], label="C0")
    axes.plot([1, 2, 3], [2, 3, 4], "--", color="C1", marker="o", label="$x^2$ & <more>")
    axes.legend()
    axes.grid(True)


def draw_points(axes: object) -> None:
    axes.scatter([1, 2], [3, 4], color="C2", alpha=0.5)
    axes.axhline(1, color="0.5", linestyle=":")


def draw_loglog(axes: object) -> None:
    axes.loglog([1, 10, 100], [1, 0.1, 0.01], color="black")
    axes.annotate("here", (10, 0.1), xytext=(20, 0.5), arrowprops={"arrowstyle": "->"})
    axes.text(1, 0.1, "turned", rotation=45, color="#a1b2c3", fontsize=8)


def draw_image(axes: object) -> None:
    axes.imshow([[0, 1], [2, 3]])


def draw_bars(axes: object) -> None:
    axes.bar([1, 2], [3, 4], hatch="/", edgecolor="white")
    axes.fill_between([1, 2], [1, 2], [2, 3], color="C9", alpha=0.2)


DRAWINGS = {
    "lines": draw_lines,
    "points": draw_points,
    "loglog": draw_loglog,
    "image": draw_image,
    "bars": draw_bars,
}


@cache
def drawing(name: str) -> str:
    import matplotlib as mpl

    mpl.use("svg")
    import matplotlib.pyplot as plt

    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "plumbline"}):
        figure, axes = plt.subplots()
        axes.set_xlabel("size n")
        DRAWINGS[name](axes)
        out = io.StringIO()
        figure.savefig(out, format="svg", metadata={"Date": None})
        plt.close(figure)
    return out.getvalue()


def restyle(svg: str, id: str = "curve") -> ElementTree.Element:
    return ElementTree.fromstring(
        restyle_svg(svg, id, title="A <title>", description="What it shows & says")
    )


@pytest.mark.parametrize("name", DRAWINGS)
def test_a_drawing_holds_no_style_and_only_svg(name: str) -> None:
    for element in restyle(drawing(name)).iter():
        assert element.tag.startswith(SVG)
        assert "style" not in element.attrib
        assert element.tag != f"{SVG}style"
        assert not [key for key in element.attrib if "{" in key]


@pytest.mark.parametrize("name", DRAWINGS)
def test_every_class_of_a_drawing_is_in_the_style_sheet_or_names_a_group(name: str) -> None:
    classes = {
        word
        for element in restyle(drawing(name)).iter()
        for word in element.get("class", "").split()
    }
    groups = {"axes", "axis", "tick", "legend", "label"}
    assert {word for word in classes - groups if f".{word} " not in STYLES} == set()


@pytest.mark.parametrize("name", DRAWINGS)
def test_ids_are_prefixed_unique_and_all_that_is_referred_to_is_there(name: str) -> None:
    root = restyle(drawing(name))
    ids = [element.attrib["id"] for element in root.iter() if "id" in element.attrib]
    references = {
        value[1:] for element in root.iter() if (value := element.get("href", "")).startswith("#")
    }
    references |= {
        match
        for element in root.iter()
        for value in element.attrib.values()
        for match in re.findall(r"url\(#([^)]+)\)", value)
    }
    assert len(ids) == len(set(ids))
    assert all(id.startswith("fig-curve-") for id in ids)
    assert references | {"fig-curve-title", "fig-curve-desc", "fig-curve-body"} == set(ids)


@pytest.mark.parametrize("name", DRAWINGS)
def test_the_same_drawing_gives_the_same_bytes_in_fewer(name: str) -> None:
    once, again = (restyle_svg(drawing(name), "a", title="t", description="d") for _ in range(2))
    assert once == again
    assert len(once) < 0.75 * len(drawing(name))


def test_a_drawing_is_named_and_keeps_its_view_box_and_a_width_at_which_it_is_read() -> None:
    root = restyle(drawing("lines"))
    assert (root.get("role"), root.get("aria-labelledby")) == (
        "img",
        "fig-curve-title fig-curve-desc",
    )
    assert root.get("viewBox") == "0 0 460.8 345.6"
    assert (root.get("width"), root.get("height")) == (str(math.ceil(11 * 460.8 / 8.4)), None)
    assert [child.text for child in root[:2]] == ["A <title>", "What it shows & says"]


def test_no_words_of_a_drawing_are_smaller_than_what_its_column_needs() -> None:
    sizes = {
        float(size): element.get("class", "")
        for element in restyle(drawing("loglog")).iter()
        if (size := element.get("font-size"))
    }
    assert min(sizes) == SMALLEST_SIZE
    assert {size: "small" in classes.split() for size, classes in sizes.items()} == {
        size: size < 10 for size in sizes
    }


@pytest.mark.parametrize(
    ("size", "width"),
    [("", "275"), ("12px", "367"), ("3", "1467"), ("0.001", None), ("120px", None)],
)
def test_a_drawing_made_by_hand_keeps_the_width_at_which_its_words_are_read(
    size: str, width: str | None
) -> None:
    said = f' font-size="{size}"' if size else ""
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 100"><text{said}>word</text></svg>'
    html, _ = render_figure(FigureSource("a", "t", "d", PLACE, file=svg.encode(), name="a.svg"))
    kept = width if width is not None and int(width) > LEAST_COLUMN else None
    assert ElementTree.fromstring(html).get("width") == kept
    assert keeps_width(html) == (kept is not None)


def test_a_figure_has_a_second_drawing_for_a_narrow_column_under_ids_of_its_own() -> None:
    source = FigureSource("a", "t", "d", PLACE, svg=drawing("lines"), narrow=drawing("bars"))
    wide, narrow = render_figure(source)[0], render_narrow(source)
    assert ElementTree.fromstring(narrow).get("class") == "drawing drawing-narrow"
    ids = [set(re.findall(r' id="([^"]+)"', html)) for html in (wide, narrow)]
    assert all(ids)
    assert not ids[0] & ids[1]


@pytest.mark.parametrize("narrow", ["", "<svg>", "no SVG"])
def test_a_narrow_drawing_that_cannot_be_shown_leaves_the_wide_one(narrow: str) -> None:
    source = FigureSource("a", "t", "d", PLACE, svg=drawing("lines"), narrow=narrow)
    assert render_narrow(source) == ""
    assert keeps_width(render_figure(source)[0])


def test_text_stays_text() -> None:
    words = [
        "".join(element.itertext()).strip()
        for element in restyle(drawing("lines")).iter(f"{SVG}text")
    ]
    assert "size n" in words
    assert "C0" in words


def test_series_and_greys_become_roles_and_other_colours_stay() -> None:
    text = restyle_svg(drawing("lines"), "a", title="t", description="d")
    assert re.search(r'class="stroke-1"[^>]*fill="none"', text)
    assert re.search(r'class="stroke-2"[^>]*stroke-dasharray="5.55,2.4"', text)
    assert 'class="stroke-hair"' in text
    assert 'class="fill-paper"' in text
    assert "#1f77b4" not in text
    assert 'fill="#a1b2c3"' in restyle_svg(drawing("loglog"), "a", title="t", description="d")


def test_a_small_image_inside_a_drawing_is_kept_as_data() -> None:
    images = list(restyle(drawing("image")).iter(f"{SVG}image"))
    assert len(images) == 1
    assert images[0].get("href", "").startswith("data:image/png;base64,iVBORw0KGgo")


@pytest.mark.parametrize(
    ("colour", "role"),
    [
        ("#1f77b4", "1"),
        ("#17BECF", "10"),
        ("black", "ink"),
        ("#000", "ink"),
        ("#808080", "quiet"),
        ("#b0b0b0", "hair"),
        ("white", "paper"),
        ("#a1b2c3", ""),
        ("none", ""),
    ],
)
def test_colours_have_roles(colour: str, role: str) -> None:
    assert role_of(colour) == role


def made(body: str, head: str = 'viewBox="0 0 9 9"') -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" {head}>{body}</svg>'


HOSTILE = {
    "a script": made("<script>alert(1)</script><path d='M0 0'/>"),
    "a handler": made("<path d='M0 0' onclick='alert(1)'/>"),
    "foreign content": made(
        "<foreignObject><body xmlns='http://www.w3.org/1999/xhtml'><script>1</script></body></foreignObject>"
    ),
    "a link": made("<a href='javascript:alert(1)'><path d='M0 0'/></a>"),
    "an outside use": made("<use xlink:href='https://example.org/a.svg#b'/>"),
    "an outside image": made("<image href='https://example.org/a.png'/>"),
    "an svg image": made("<image href='data:image/svg+xml;base64,PHN2Zz4='/>"),
    "a style element": made("<style>path{fill:url(https://example.org)}</style>"),
    "an outside paint": made("<path d='M0 0' style='fill:url(https://example.org/a#b)'/>"),
    "an animation": made("<path d='M0 0'><set attributeName='onclick' to='alert(1)'/></path>"),
}


@pytest.mark.parametrize("svg", HOSTILE.values(), ids=HOSTILE.keys())
def test_what_is_active_is_left_out_of_a_drawing(svg: str) -> None:
    text = restyle_svg(svg, "a", title="t", description="d")
    assert not re.search(r"script|onclick|foreign|example\.org|svg\+xml|style|<a |<set|alert", text)


@pytest.mark.parametrize("svg", HOSTILE.values(), ids=HOSTILE.keys())
def test_what_is_active_is_refused_in_a_file(svg: str) -> None:
    html, problems = render_figure(
        FigureSource("a", "t", "d", PLACE, file=svg.encode(), name="a.svg")
    )
    assert html == ""
    assert [(problem.code, problem.place) for problem in problems] == [("figure-safe", PLACE)]


UNREADABLE = {
    "entities": '<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
    + made("<text>&b;</text>"),
    "an unknown entity": made("<text>&b;</text>"),
    "no svg": "<html xmlns='http://www.w3.org/1999/xhtml'/>",
    "no xml": "<svg",
    "no size": made("", head=""),
    "too deep": made("<g>" * (MOST_DEPTH + 1) + "</g>" * (MOST_DEPTH + 1)),
    "too many": made("<g/>" * (MOST_ELEMENTS + 1)),
    "too long": made("<path d='" + "M0 0" * 800_000 + "'/>"),
}


@pytest.mark.parametrize("svg", UNREADABLE.values(), ids=UNREADABLE.keys())
def test_a_drawing_that_cannot_be_read_is_a_problem(svg: str) -> None:
    with pytest.raises(SvgError):
        restyle_svg(svg, "a", title="t", description="d")
    for source in (
        FigureSource("a", "t", "d", PLACE, svg=svg),
        FigureSource("a", "t", "d", PLACE, file=svg.encode(), name="a.svg"),
    ):
        html, problems = render_figure(source)
        assert html == ""
        assert [problem.code for problem in problems] == ["figure-safe"]


def test_a_file_made_by_hand_keeps_its_shapes() -> None:
    gradient = '<linearGradient id="g"><stop offset="0" stop-color="red"/></linearGradient>'
    body = f'<defs>{gradient}</defs><path d="M0 0a1 1 0 01.5.5" fill="url(#g)"/>'
    html, problems = render_figure(
        FigureSource("setup", "t", "d", PLACE, file=made(body).encode(), name="setup.svg")
    )
    assert problems == ()
    assert '<stop offset="0" stop-color="#ff0000"/>' in html
    assert '<path d="M0 0a1 1 0 01.5.5" fill="url(#fig-setup-1)"/>' in html


def png(width: int, height: int) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = (
        (b"IHDR", head),
        (b"IDAT", zlib.compress(bytes((width + 1) * min(height, 99)))),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )


def picture(format: str, **options: object) -> bytes:
    from PIL import Image

    out = io.BytesIO()
    Image.effect_noise((37, 23), 90).convert("RGB").save(out, format, **options)  # type: ignore[arg-type]  # what each format takes
    return out.getvalue()


PICTURES = {
    "a.png": lambda: picture("PNG"),
    "b.png": lambda: png(37, 23),
    "a.jpg": lambda: picture("JPEG"),
    "progressive.jpeg": lambda: picture("JPEG", progressive=True),
    "restarts.jpg": lambda: picture("JPEG", restart_marker_blocks=1),
    "a.webp": lambda: picture("WEBP", lossless=True),
    "lossy.webp": lambda: picture("WEBP"),
    "extended.webp": lambda: picture("WEBP", exif=b"Exif\0\0II*\0"),
}


@pytest.mark.parametrize("make", PICTURES.values(), ids=PICTURES)
def test_a_picture_is_shown_at_its_true_size(make: Callable[[], bytes]) -> None:
    html, problems = render_figure(
        FigureSource("a", "t", 'say "hi"', PLACE, file=make(), name="a b.png")
    )
    assert problems == ()
    assert (
        html
        == '<img class="picture" src="a%20b.png" alt="say &quot;hi&quot;" width="37" height="23" />'
    )


@pytest.mark.parametrize(
    "content",
    [
        b"GIF89a",
        b"\xff\xd8\xff",
        b"\xff\xd8\xff\xe0\x00\x02",
        b"\x89PNG\r\n\x1a\n",
        png(0, 5),
        png(5, 90_000),
        b"RIFF0000WEBPVP8 ",
        b"RIFF\x04\0\0\0WEBP",
        b"%PDF",
    ],
)
def test_a_file_that_is_no_picture_is_refused(content: bytes) -> None:
    _, problems = render_figure(FigureSource("a", "t", "d", PLACE, file=content, name="a.png"))
    assert [problem.code for problem in problems] == ["figure-safe"]


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_that_is_cut_anywhere_is_not_published(name: str) -> None:
    content = PICTURES[name]()
    check_picture(name, content)
    check_picture(name, content + b"\nwhat a camera adds")
    for size in range(len(content)):
        with pytest.raises(SvgError):
            check_picture(name, content[:size])


def test_a_drawing_that_is_cut_anywhere_is_not_published() -> None:
    content = made('<path d="M0 0L9 9" stroke="black"/>').encode()
    check_picture("a.svg", content)
    for size in range(len(content)):
        with pytest.raises(SvgError):
            check_picture("a.svg", content[:size])


def test_a_png_of_which_a_byte_has_changed_is_not_published() -> None:
    content = picture("PNG")
    for at in range(len(content)):
        with pytest.raises(SvgError):
            check_picture("a.png", content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])


def test_a_figure_that_was_not_drawn_is_nothing() -> None:
    assert render_figure(FigureSource("a", "t", "d", PLACE)) == ("", ())
