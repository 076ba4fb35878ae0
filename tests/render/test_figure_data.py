"""The numbers of a figure as a file and as tables."""

import csv
import io

import pytest

from builder.records.plotted import Cell, Column, Plotted, Series
from builder.render.figures.data_tables import (
    MOST_TABLE_ROWS,
    plain_names,
    show_cell,
    view_data,
    write_csv,
)
from builder.render.render_context import View

HOSTILE = '<script>alert(1)</script>"\n,=1+1'


def series(
    name: str,
    *columns: tuple[str, tuple[Cell, ...]],
    plot: str = "",
    kind: str = "line",
    every: int = 1,
) -> Series:
    rows = len(columns[0][1])
    return Series(
        plot,
        name,
        kind,
        (rows - 1) * every + 1,
        every,
        tuple(Column(*column) for column in columns),
    )


def read_rows(plotted: Plotted) -> list[list[str]]:
    return list(csv.reader(io.StringIO(write_csv(plotted).decode(), newline="")))


def view(*found: Series) -> View:
    shown = view_data(Plotted(found), "curve")
    assert shown is not None
    return shown


def test_the_file_is_one_table_with_a_column_for_everything_measured() -> None:
    plotted = Plotted(
        (
            series("loss", ("step", (1, 2)), ("loss", (0.5, None))),
            series("rate", ("step", (1, 2)), ("rate (%)", (1e-07, 1234567.0))),
            series("level", ("loss", (3,)), kind="mark"),
        )
    )
    assert read_rows(plotted) == [
        ["series", "step", "loss", "rate (%)"],
        ["loss", "1", "0.5", ""],
        ["loss", "2", "", ""],
        ["rate", "1", "", "1e-07"],
        ["rate", "2", "", "1.23457e+06"],
        ["level", "", "3", ""],
    ]


def test_the_file_names_plots_where_there_are_several() -> None:
    plotted = Plotted(
        (series("a", ("plot", (1,)), plot="left"), series("b", ("series", (2,)), plot="right"))
    )
    assert read_rows(plotted) == [
        ["plot", "series", "plot (axis)", "series (axis)"],
        ["left", "a", "1", ""],
        ["right", "b", "", "2"],
    ]


def test_names_that_would_break_a_file_are_quoted_as_the_rfc_says() -> None:
    content = write_csv(Plotted((series(HOSTILE, (HOSTILE, ("word, comma",))),)))
    assert content.count(b"\r\n") == 2
    assert list(csv.reader(io.StringIO(content.decode(), newline=""))) == [
        ["series", HOSTILE],
        [HOSTILE, "word, comma"],
    ]


def test_series_over_the_same_places_stand_side_by_side() -> None:
    shown = view(
        series("a", ("x", (1, 2)), ("error", (3, 4))),
        series("other", ("x", (1, 3)), ("error", (5, 6))),
        series("b", ("x", (1, 2)), ("error", (0.12345, 6))),
    )
    assert [(table["lead"], table["series"], table["rows"]) for table in shown["tables"]] == [
        ("x", ("a", "b"), (("1", "3", "0.1235"), ("2", "4", "6"))),
        ("x", ("other",), (("1", "5"), ("3", "6"))),
    ]
    assert shown["tables"][0]["tops"] == ({"name": "error", "span": 2},)
    assert (shown["href"], shown["rows"]) == ("figures/curve.csv", "6 rows")


def test_single_values_stand_in_one_table_by_name() -> None:
    shown = view(
        series("threshold", ("x", (2.5,)), kind="mark"), series("floor", ("y", (0.5,)), kind="mark")
    )
    [table] = shown["tables"]
    assert (table["lead"], table["series"]) == ("", ())
    assert table["rows"] == (("threshold", "2.5", ""), ("floor", "", "0.5"))


def test_a_small_image_is_a_grid() -> None:
    image = series(
        "image", ("x", (0, 1, 0, 1)), ("y", (0, 0, 1, 1)), ("loss", (1, 2, 3, 4)), kind="image"
    )
    [table] = view(image)["tables"]
    assert (table["lead"], table["series"], table["rows"]) == (
        "y",
        ("0", "1"),
        (("0", "1", "2"), ("1", "3", "4")),
    )
    assert table["tops"] == ({"name": "loss, by x", "span": 2},)


def test_what_is_left_out_of_a_table_and_of_the_file_is_said() -> None:
    long = series(
        "a", ("x", tuple(range(MOST_TABLE_ROWS + 1))), ("y", tuple(range(MOST_TABLE_ROWS + 1)))
    )
    shown = view(long)
    assert (shown["tables"][0]["caption"], len(shown["tables"][0]["rows"]), shown["rows"]) == (
        f"every 2nd of {MOST_TABLE_ROWS + 1} points",
        22,
        "43 rows",
    )
    thinned = Plotted(
        (
            Series(
                "left",
                "a",
                "line",
                20_000,
                4,
                (Column("x", tuple(range(5000))), Column("y", tuple(range(5000)))),
            ),
        )
    )
    shown = view_data(thinned, "curve") or {}
    assert shown["rows"] == "5,000 rows, every 4th of 20,000 points"
    assert shown["tables"][0]["caption"] == "left, every 480th of 20,000 points"


def test_many_series_share_the_rows_of_a_page() -> None:
    shown = view(
        *(
            series(f"s{n}", ("x", tuple(range(n, n + 100))), ("y", tuple(range(100))))
            for n in range(30)
        )
    )
    assert [len(table["rows"]) for table in shown["tables"]] == [8] * 30


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        (None, ""),
        ("word", "word"),
        (12345678, "12345678"),
        (-3, "−3"),
        (0.000012345, "1.234e−5"),
        (1234567.0, "1.235e6"),
        (332287.0, "332287"),
        (0.5, "0.5"),
        (-0.25, "−0.25"),
    ],
)
def test_cells_are_short_and_typographic(cell: Cell, shown: str) -> None:
    assert show_cell(cell) == shown


def test_formulas_in_names_become_plain_text() -> None:
    plotted = Plotted(
        (series("$\\lambda$ = 1", ("decay $\\lambda$", (1,)), plot="costs \\$5"),),
        ("an image '$\\lambda$'",),
    )
    named = plain_names(plotted, lambda tex: tex.replace("\\lambda", "λ"))
    assert (named.series[0].name, named.series[0].columns[0].name, named.series[0].plot) == (
        "λ = 1",
        "decay λ",
        "costs $5",
    )
    assert named.untold == ("an image 'λ'",)


def test_a_figure_without_numbers_has_no_data_and_one_that_lacks_them_says_so() -> None:
    assert view_data(Plotted(), "curve") is None
    shown = view_data(Plotted(untold=("an image of colours",)), "curve") or {}
    assert (shown["href"], shown["tables"], shown["untold"]) == ("", (), "an image of colours")
