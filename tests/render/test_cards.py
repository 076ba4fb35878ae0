"""Cards: a figure of matplotlib as PNG in the theme's colours, or nothing if it cannot be drawn."""

import io
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from builder.render.exports.canvas import (
    FARTHEST,
    MOST_LENGTH,
    Box,
    Canvas,
    Paint,
    TooDetailedError,
)
from builder.render.exports.card import HEIGHT, WIDTH, draw_card
from builder.render.exports.light_scheme import read_colours
from builder.render.exports.strokes import cut_dashes, flatten_path
from builder.render.figures.figure_views import restyle_svg
from tests.render.test_figures import drawing

THEME = Path(__file__).parents[2] / "theme"
COLOURS = read_colours(
    {path.relative_to(THEME).as_posix(): path.read_bytes() for path in THEME.rglob("*.css")}
)
BLACK, WHITE = (0, 0, 0), (255, 255, 255)


STEPS = 16  # points of the mask of a pixel
EVERYWHERE = (0, 0, 9, 9)


def read_png(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content))
    assert (image.format, image.mode, image.info) == ("PNG", "RGB", {})
    return image


def draw(name: str) -> bytes:
    return draw_card(
        restyle_svg(drawing(name), "c", title="t", description="d"), tuple(sorted(COLOURS.items()))
    )


def fill(
    *rings: tuple[tuple[float, float], ...], opacity: float = 1.0, clip: Box = EVERYWHERE
) -> Canvas:
    canvas = Canvas(8, 6, WHITE)
    canvas.fill(rings, Paint(BLACK, opacity, clip))
    return canvas


def stroke(line: tuple[tuple[float, float], ...], width: float) -> Canvas:
    canvas = Canvas(8, 6, WHITE)
    canvas.stroke([line], width, Paint(BLACK, 1.0, EVERYWHERE), round_ends=False)
    return canvas


def shades(canvas: Canvas) -> list[list[int]]:
    """How much of white is left in each pixel, in sixteenths."""
    image = read_png(canvas.write_png()).convert("L")
    left = [round(shade / 255 * STEPS) for shade in image.tobytes()]
    return [left[y * image.width : (y + 1) * image.width] for y in range(image.height)]


def test_a_picture_is_the_same_in_another_process() -> None:
    code = (
        "import sys; from tests.render.test_cards import draw; "
        "sys.stdout.buffer.write(draw('lines'))"
    )
    command = [sys.executable, "-c", code]
    root = Path(__file__).parents[2]
    other = subprocess.run(command, cwd=root, capture_output=True, check=True).stdout
    assert draw("lines") == other


def test_a_pixel_is_covered_by_about_as_much_as_the_shape_covers_of_it() -> None:
    rows = shades(fill(((1, 1), (4.5, 1), (4.5, 4), (1, 4))))
    assert rows[2][0] >= 12  # the edge of a shape is at most a quarter of a pixel too far out
    assert rows[2][1:4] == [0, 0, 0]
    assert 4 <= rows[2][4] <= 8
    assert rows[2][5:] == [16] * 3
    diagonal = shades(fill(((0, 0), (6, 6), (0, 6))))
    assert all(4 <= diagonal[k][k] <= 8 for k in range(1, 6))


def test_rings_that_overlap_are_filled_once_and_a_ring_that_turns_back_is_a_hole() -> None:
    square = ((0, 0), (5, 0), (5, 5), (0, 5))
    assert shades(fill(square, square, opacity=0.5))[1][:4] == [8, 8, 8, 8]
    hole = ((1, 1), (1, 4), (4, 4), (4, 1))
    island = ((2, 2), (3, 2), (3, 3), (2, 3))
    for rings in ((square, hole, island), (island, hole, square)):
        row = shades(fill(*rings))[2]
        assert (row[0], row[2]) == (0, 0)
        assert min(row[1], row[3]) >= 8  # within a quarter of a pixel at each side


def test_nothing_is_painted_outside_of_the_clip_or_the_picture() -> None:
    large = ((-50, -50), (50, -50), (50, 50), (-50, 50))
    assert shades(fill(large, clip=(1, 1, 3, 2))) == [
        [16] * 8,
        [16, 0, 0, 16, 16, 16, 16, 16],
        *[[16] * 8] * 4,
    ]
    assert shades(fill(large)) == [[0] * 8] * 6
    assert shades(fill(((50, 50), (60, 50), (60, 60)))) == [[16] * 8] * 6


@pytest.mark.parametrize("width", [1.0, 2.0, 3.0])
def test_a_stroke_is_as_wide_as_it_should_be_in_whatever_direction(width: float) -> None:
    for line in (((-5.0, 3.0), (20.0, 3.0)), ((20.0, 3.0), (-5.0, 3.0))):
        columns = zip(*shades(stroke(line, width)), strict=True)
        assert {sum(STEPS - left for left in column) for column in columns} == {width * STEPS}


def test_a_shape_too_far_away_is_refused() -> None:
    with pytest.raises(TooDetailedError):
        fill(((0, 0), (FARTHEST + 1, 0), (0, 1)))


def test_a_drawing_that_would_take_long_is_refused() -> None:
    corners = [(0.0, 0.0), (8.0, 6.0)]
    with pytest.raises(TooDetailedError):
        stroke(tuple(corners * int(MOST_LENGTH // 60)), 1.0)
    path = '<path fill="none" stroke="ink" d="M0 0L1200 630"/>' * 1_000
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 630">{path}</svg>'
    assert draw_card(svg, tuple(sorted(COLOURS.items()))) == b""


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
    image = read_png(draw(name))
    assert image.size == (WIDTH, HEIGHT)
    counts = {colour: count for count, colour in image.getcolors(maxcolors=WIDTH * HEIGHT)}
    assert {COLOURS[role] for role in roles} <= counts.keys()
    assert counts[COLOURS["paper"]] > WIDTH * HEIGHT / 2


def test_no_series_is_lost_however_many_colours_meet() -> None:
    lines = "".join(
        f'<path class="stroke-{k % 5 + 1}" fill="none" d="M{3 * k} 0L{900 - 3 * k} 500"/>'
        for k in range(100)
    )
    last = '<path class="stroke-6" fill="none" stroke-width="9" d="M0 250L900 250"/>'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 900 500">{lines}{last}</svg>'
    image = read_png(draw_card(svg, tuple(sorted(COLOURS.items()))))
    assert image.getpixel((WIDTH // 2, HEIGHT // 2)) == COLOURS["6"]


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
    css = (
        b":root { --ink: light-dark(#123, #fff); --series-1: var(--ink); "
        b"--a: var(--b); --b: var(--a); --space: 1rem; }"
    )
    assert read_colours({"css/tokens.css": css, "templates/x.html": b"--no: #fff;"}) == {
        "ink": (0x11, 0x22, 0x33),
        "1": (0x11, 0x22, 0x33),
    }
