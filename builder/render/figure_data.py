"""What a figure shows, as tables for its page and as one CSV file beside it.

Source: RFC 4180 for the file.
"""

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from builder.records.plotted import Cell, Plotted, Series
from builder.render.known import View

FOLDER = "figures"  # below the page's own
DIGITS = 6  # significant, in the file; tables show 4
MOST_TABLE_ROWS = 42
MOST_FIGURE_ROWS = 160  # of all tables of a figure
LEAST_TABLE_ROWS = 8  # however many tables there are
MOST_GRID_COLUMNS = 12

_MATHS = re.compile(r"(?<!\\)\$(.+?)(?<!\\)\$")
_FORMULA = re.compile(r"\s*(?:[=@]|[-+].*[(|!])", re.DOTALL)
_EXPONENT = re.compile(r"e([+-])0*(\d+)")


@dataclass(frozen=True, slots=True)
class _Table:
    """Rows of cells under columns; `heads` names over each column first what it measures, then the series, `lead` the first column."""

    plot: str
    lead: str
    heads: tuple[tuple[str, str], ...]
    rows: tuple[tuple[Cell, ...], ...]
    points: int = 0
    every: int = 1


def name_file(id: str) -> str:
    """The address of the figure's file from its page."""
    return f"{FOLDER}/{id}.csv"


def plain_names(plotted: Plotted, formula: Callable[[str], str]) -> Plotted:
    """The same with formulas in names as plain text: `weight decay $\\lambda$` as `weight decay λ`."""

    def write(name: str) -> str:
        return _MATHS.sub(lambda match: formula(match[1]), name).replace("\\$", "$")

    series = tuple(
        replace(
            one,
            plot=write(one.plot),
            name=write(one.name),
            columns=tuple(replace(c, name=write(c.name)) for c in one.columns),
        )
        for one in plotted.series
    )
    return replace(plotted, series=series, untold=tuple(write(text) for text in plotted.untold))


def write_csv(plotted: Plotted) -> bytes:
    """All rows in one table: the plot where there are several, the series, then a column for everything that an axis measures."""
    names = list(dict.fromkeys(column.name for one in plotted.series for column in one.columns))
    has_plots = any(one.plot for one in plotted.series)
    lead = ["plot", "series"] if has_plots else ["series"]
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(
        [*lead, *(f"{name} (axis)" if name in lead else _write_words(name) for name in names)]
    )
    for one in plotted.series:
        columns = {column.name: column.cells for column in one.columns}
        start = [
            _write_words(words) for words in ((one.plot, one.name) if has_plots else (one.name,))
        ]
        for row in range(len(one.columns[0].cells)):
            writer.writerow(
                [
                    *start,
                    *(
                        _write_number(columns[name][row]) if name in columns else ""
                        for name in names
                    ),
                ]
            )
    return file.getvalue().encode()


def view_data(plotted: Plotted, id: str) -> View | None:
    """The tables and the address of the file, as the partial shows them; nothing of a figure that shows no numbers and lacks none."""
    if not plotted.series and not plotted.untold:
        return None
    tables = tuple(_list_tables(plotted.series))
    most = min(MOST_TABLE_ROWS, max(LEAST_TABLE_ROWS, MOST_FIGURE_ROWS // max(1, len(tables))))
    rows = sum(len(one.columns[0].cells) for one in plotted.series)
    every = max((one.every for one in plotted.series), default=1)
    thinned = _say_thinned(every, sum(one.points for one in plotted.series))
    return {
        "href": name_file(id) if plotted.series else "",
        "name": f"{id}.csv",
        "rows": f"{rows:,} {'row' if rows == 1 else 'rows'}" + (f", {thinned}" if thinned else ""),
        "tables": tuple(_view_table(table, most) for table in tables),
        "untold": ", ".join(plotted.untold),
    }


def _list_tables(series: Sequence[Series]) -> Iterator[_Table]:
    """Plot by plot: series over the same places side by side, grids of images, and at last what is a single row."""
    for plot, drawn in groupby(
        sorted(series, key=lambda one: _first_of(series, one.plot)), key=lambda one: one.plot
    ):
        own = list(drawn)
        single = [one for one in own if one.points == 1]
        grids = [
            one
            for one in own
            if one.kind == "image" and len(set(one.columns[0].cells)) <= MOST_GRID_COLUMNS
        ]
        rest = [one for one in own if one not in single and one not in grids]
        keys = [(one.columns[0], one.points) for one in rest]
        for key in dict.fromkeys(keys):
            yield _join_series(
                plot, [one for one, other in zip(rest, keys, strict=True) if other == key]
            )
        yield from (_make_grid(one) for one in grids)
        if single:
            yield _list_single(plot, single)


def _first_of(series: Sequence[Series], plot: str) -> int:
    return next(number for number, one in enumerate(series) if one.plot == plot)


def _join_series(plot: str, series: Sequence[Series]) -> _Table:
    """Series over the same places: the places lead, each series has its columns."""
    lead = series[0].columns[0]
    heads = tuple((column.name, one.name) for one in series for column in one.columns[1:])
    values = [column.cells for one in series for column in one.columns[1:]]
    return _Table(
        plot,
        lead.name,
        heads,
        tuple(zip(lead.cells, *values, strict=True)),
        series[0].points,
        series[0].every,
    )


def _make_grid(image: Series) -> _Table:
    """An image as a grid: a row for each place upwards, a column for each place across."""
    across, upwards, values = image.columns[:3]
    places = list(dict.fromkeys(across.cells))
    found = {
        (x, y): value for x, y, value in zip(across.cells, upwards.cells, values.cells, strict=True)
    }
    rows = tuple((y, *(found.get((x, y)) for x in places)) for y in dict.fromkeys(upwards.cells))
    name = image.name if values.name == "value" else values.name
    heads = tuple((f"{name}, by {across.name}", show_cell(x)) for x in places)
    return _Table(image.plot, upwards.name, heads, rows, len(rows))


def _list_single(plot: str, series: Sequence[Series]) -> _Table:
    """Series of one row each, by name."""
    names = list(dict.fromkeys(column.name for one in series for column in one.columns))
    cells = [{column.name: column.cells[0] for column in one.columns} for one in series]
    rows = tuple(
        (one.name, *(own.get(name) for name in names))
        for one, own in zip(series, cells, strict=True)
    )
    return _Table(plot, "", tuple((name, "") for name in names), rows, len(rows))


def _view_table(table: _Table, most: int) -> View:
    step = -(-len(table.rows) // most)
    thinned = _say_thinned(step * table.every, table.points)
    tops = [
        (name, len(list(group))) for name, group in groupby(table.heads, key=lambda head: head[0])
    ]
    return {
        "caption": ", ".join(part for part in (table.plot, thinned) if part),
        "lead": table.lead,
        "tops": tuple({"name": name, "span": span} for name, span in tops),
        "series": tuple(name for _, name in table.heads)
        if any(name for _, name in table.heads)
        else (),
        "rows": tuple(tuple(show_cell(cell) for cell in row) for row in table.rows[::step]),
    }


def _say_thinned(every: int, points: int) -> str:
    """Which of the points are there, where not all are: `every 4th of 20,000 points`."""
    if every == 1:
        return ""
    ending = "th" if every // 10 % 10 == 1 else {1: "st", 2: "nd", 3: "rd"}.get(every % 10, "th")
    return f"every {every:,}{ending} of {points:,} points"


def show_cell(cell: Cell) -> str:
    """A cell in a table: numbers to 4 significant digits, whole ones in full."""
    if cell is None or isinstance(cell, str):
        return cell or ""
    whole = isinstance(cell, int) or (cell.is_integer() and abs(cell) < 10**DIGITS)
    text = f"{cell:.0f}" if whole else f"{cell:.4g}"
    return _EXPONENT.sub(lambda match: f"e{match[1].strip('+')}{match[2]}", text).replace(
        "-", "\u2212"
    )


def _write_number(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return _write_words(cell)
    return f"{cell:.{DIGITS}g}" if isinstance(cell, float) else str(cell)


def _write_words(text: str) -> str:
    """The words, behind an apostrophe where a spreadsheet would work out, and perhaps fetch, what they say: `=HYPERLINK(…)`."""
    return f"'{text}" if _FORMULA.match(text) else text
