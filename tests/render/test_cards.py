"""Cards: a figure of matplotlib as PNG, smooth, of the theme's colours, the same everywhere; nothing where it cannot be drawn truly."""

import struct
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.render.exports.card import HEIGHT, WIDTH, draw_card, read_colours
from builder.render.exports.png import deflate, write_png
from builder.render.exports.raster import FARTHEST, STEPS, Canvas, TooDetailedError, outline_stroke
from builder.render.exports.strokes import cut_dashes, flatten_path
from builder.render.figures import restyle_svg
from tests.render.test_figures import drawing

THEME = Path(__file__).parents[2] / "theme"
COLOURS = read_colours(
    {path.relative_to(THEME).as_posix(): path.read_bytes() for path in THEME.rglob("*.css")}
)
BLACK, WHITE = (0, 0, 0), (255, 255, 255)


def read_png(content: bytes) -> tuple[int, int, list[tuple[int, ...]], bytes]:
    """Width, height, palette and pixels; every check sum is checked."""
    assert content[:8] == b"\x89PNG\r\n\x1a\n"
    chunks, at = {}, 8
    while at < len(content):
        (length,) = struct.unpack(">I", content[at : at + 4])
        body = content[at + 4 : at + 8 + length]
        assert struct.unpack(">I", content[at + 8 + length : at + 12 + length])[0] == zlib.crc32(
            body
        )
        chunks[body[:4]] = body[4:]
        at += 12 + length
    width, height = struct.unpack(">II", chunks[b"IHDR"][:8])
    rows = zlib.decompress(chunks[b"IDAT"])
    pixels = b"".join(rows[y * (width + 1) + 1 : (y + 1) * (width + 1)] for y in range(height))
    palette = [tuple(chunks[b"PLTE"][k : k + 3]) for k in range(0, len(chunks[b"PLTE"]), 3)]
    return width, height, palette, pixels


def draw(name: str) -> bytes:
    return draw_card(
        restyle_svg(drawing(name), "c", title="t", description="d"), tuple(sorted(COLOURS.items()))
    )


def fill(
    *polygons: tuple[tuple[float, float], ...],
    opacity: float = 1.0,
    clip: tuple[int, int, int, int] = (0, 0, 9, 9),
) -> Canvas:
    canvas = Canvas(4, 3, WHITE)
    canvas.fill(polygons, BLACK, opacity, clip)
    return canvas


def shades(canvas: Canvas) -> list[list[int]]:
    """How much of white is left in each pixel, in steps."""
    left = [round(canvas.palette[index][0] / 255 * STEPS) for index in canvas.pixels]
    return [left[y * canvas.width : (y + 1) * canvas.width] for y in range(canvas.height)]


@given(
    st.one_of(
        st.binary(max_size=900),
        st.lists(st.tuples(st.integers(0, 255), st.integers(1, 900)), max_size=20),
    )
)
def test_what_is_compressed_comes_back(content: bytes | list[tuple[int, int]]) -> None:
    raw = (
        content
        if isinstance(content, bytes)
        else b"".join(bytes([byte]) * times for byte, times in content)
    )
    assert zlib.decompress(deflate(raw), -zlib.MAX_WBITS) == raw


def test_a_picture_has_its_size_its_colours_and_its_pixels() -> None:
    assert read_png(write_png(3, bytes([0, 1, 1, 2, 0, 0]), [BLACK, WHITE, (1, 2, 3)])) == (
        3,
        2,
        [BLACK, WHITE, (1, 2, 3)],
        bytes([0, 1, 1, 2, 0, 0]),
    )


def test_pixels_are_covered_by_as_much_as_the_shape_covers_of_them() -> None:
    assert shades(fill(((1, 0), (2.5, 0), (2.5, 1), (1, 1)))) == [
        [16, 0, 8, 16],
        [16] * 4,
        [16] * 4,
    ]
    assert shades(fill(((0, 0), (2, 2), (0, 2)))) == [[8, 16, 16, 16], [0, 8, 16, 16], [16] * 4]
    assert shades(fill(((0, 0), (4, 1), (0, 1)))) == [[2, 6, 10, 14], [16] * 4, [16] * 4]


def test_what_overlaps_is_filled_once_and_what_turns_back_is_a_hole() -> None:
    square = ((0, 0), (2, 0), (2, 2), (0, 2))
    assert shades(fill(square, square, opacity=0.5))[0] == [8, 8, 16, 16]
    assert shades(fill(((0, 0), (3, 0), (3, 3), (0, 3)), ((1, 1), (1, 2), (2, 2), (2, 1))))[1] == [
        0,
        16,
        0,
        16,
    ]


def test_nothing_is_painted_outside_of_the_clip_or_the_picture() -> None:
    large = ((-50, -50), (50, -50), (50, 50), (-50, 50))
    assert shades(fill(large, clip=(1, 1, 3, 2))) == [[16] * 4, [16, 0, 0, 16], [16] * 4]
    assert shades(fill(large)) == [[0] * 4] * 3


def test_a_stroke_is_as_wide_as_it_should_be_in_whatever_direction() -> None:
    for line in (((0.0, 1.5), (4.0, 1.5)), ((4.0, 1.5), (0.0, 1.5))):
        assert shades(fill(*outline_stroke(line, 1.0, round_ends=False))) == [
            [16] * 4,
            [0] * 4,
            [16] * 4,
        ]  # type: ignore[arg-type]


def test_a_shape_too_far_away_is_refused() -> None:
    with pytest.raises(TooDetailedError):
        fill(((0, 0), (FARTHEST + 1, 0), (0, 1)))


def test_paths_become_lines_and_other_commands_are_refused() -> None:
    assert flatten_path("M 0 0L2 0 2 2z M 5 5 L 6 6") == [
        ([(0, 0), (2, 0), (2, 2)], True),
        ([(5, 5), (6, 6)], False),
    ]
    curve = flatten_path("M 0 0 C 0 1 1 2 2 2")
    assert curve is not None
    assert curve[0][0][-1] == (2, 2)
    assert flatten_path("M 0 0 A 1 1 0 0 1 2 2") is None
    assert flatten_path("L 1 1") is None


def test_dashes_cover_what_the_pattern_says_around_corners() -> None:
    line = [(0.0, 0.0), (4.0, 0.0), (4.0, 4.0)]
    assert list(cut_dashes(line, [3, 2], 0)) == [[(0, 0), (3, 0)], [(4, 1), (4, 4)]]
    assert list(cut_dashes(line, [3, 2], 3)) == [[(2, 0), (4, 0), (4, 1)], [(4, 3), (4, 4)]]
    assert list(cut_dashes(line, [], 0)) == [line]


@pytest.mark.parametrize(
    ("name", "roles"),
    [("lines", ("1", "2", "ink")), ("points", ("quiet", "ink")), ("loglog", ("ink",))],
)
def test_a_figure_is_drawn_in_the_themes_own_colours(name: str, roles: tuple[str, ...]) -> None:
    width, height, palette, pixels = read_png(draw(name))
    assert (width, height) == (WIDTH, HEIGHT)
    assert palette[0] == COLOURS["paper"]
    assert {COLOURS[role] for role in roles} <= {palette[index] for index in set(pixels)}
    assert pixels.count(0) > len(pixels) / 2


@pytest.mark.parametrize("name", ["image", "bars"])  # an embedded picture, a hatching
def test_a_figure_that_cannot_be_drawn_whole_has_no_card(name: str) -> None:
    assert draw(name) == b""


def test_a_drawing_of_another_hand_with_a_gradient_or_a_transform_has_no_card() -> None:
    colours = tuple(sorted(COLOURS.items()))
    for inside in (
        '<rect width="3" height="3"/>',
        '<g transform="scale(2)"><path d="M 0 0 L 1 1"/></g>',
        '<path d="M 0 0 L 1 1" fill="url(#g)"/>',
    ):
        assert (
            draw_card(
                f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{inside}</svg>', colours
            )
            == b""
        )


def test_a_theme_without_paper_has_no_card() -> None:
    assert draw_card('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>', ()) == b""


def test_tokens_are_read_through_other_tokens_and_a_circle_of_them_ends() -> None:
    css = b":root { --ink: light-dark(#123, #fff); --series-1: var(--ink); --a: var(--b); --b: var(--a); --space: 1rem; }"
    assert read_colours({"css/tokens.css": css, "templates/x.html": b"--no: #fff;"}) == {
        "ink": (0x11, 0x22, 0x33),
        "1": (0x11, 0x22, 0x33),
    }
