"""The data of a figure, as tables on its page and as a CSV file beside it.

Source: RFC 4180 for the file.
"""

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from builder.records.plotted import Cell, Column, Plotted, Series
from builder.render.render_context import View

FOLDER = "figures"  # below the page's own folder
DIGITS = 6  # significant digits in the file; tables show 4
MOST_TABLE_ROWS = 42
MOST_FIGURE_ROWS = 160  # in all tables of a figure together
LEAST_TABLE_ROWS = 8  # even if the figure has many tables
MOST_GRID_COLUMNS = 12

_MATHS = re.compile(r"(?<!\\)\$(.+?)(?<!\\)\$")
_FORMULA = re.compile(r"\s*(?:[=@]|[-+].*[(|!])", re.DOTALL)
_EXPONENT = re.compile(r"e([+-])0*(\d+)")


@dataclass(frozen=True, slots=True)
class _Table:
    """Rows of cells. `lead` names the first column, `heads` (quantity, series) the others."""

    plot: str
    lead: str
    heads: tuple[tuple[str, str], ...]
    rows: tuple[tuple[Cell, ...], ...]
    points: int = 0
    every: int = 1


def name_file(figure_id: str) -> str:
    """Return the address of the figure's CSV file from its page."""
    return f"{FOLDER}/{figure_id}.csv"


def plain_names(plotted: Plotted, formula: Callable[[str], str]) -> Plotted:
    """Replace the formulas in names: `weight decay $\\lambda$` becomes `weight decay λ`."""

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
    """Return all rows as one CSV table.

    The columns are the plot if there are several, the series, then each quantity of an axis.
    """
    names = list(dict.fromkeys(column.name for one in plotted.series for column in one.columns))
    has_plots = any(one.plot for one in plotted.series)
    lead = ["plot", "series"] if has_plots else ["series"]
    file = io.StringIO()
    writer = csv.writer(file)
    heads = (f"{name} (axis)" if name in lead else _write_words(name) for name in names)
    writer.writerow([*lead, *heads])
    for one in plotted.series:
        cells = {column.name: column.cells for column in one.columns}
        labels = (one.plot, one.name) if has_plots else (one.name,)
        start = [_write_words(label) for label in labels]
        for row in range(len(one.columns[0].cells)):
            values = (_write_number(cells[name][row]) if name in cells else "" for name in names)
            writer.writerow([*start, *values])
    return file.getvalue().encode()


def view_data(plotted: Plotted, figure_id: str) -> View | None:
    """Return the tables and the address of the file, or nothing if the figure has no data."""
    if not plotted.series and not plotted.untold:
        return None
    tables = tuple(_list_tables(plotted.series))
    most = min(MOST_TABLE_ROWS, max(LEAST_TABLE_ROWS, MOST_FIGURE_ROWS // max(1, len(tables))))
    rows = sum(len(one.columns[0].cells) for one in plotted.series)
    every = max((one.every for one in plotted.series), default=1)
    thinned = _describe_thinning(every, sum(one.points for one in plotted.series))
    return {
        "href": name_file(figure_id) if plotted.series else "",
        "name": f"{figure_id}.csv",
        "rows": f"{rows:,} {'row' if rows == 1 else 'rows'}" + (f", {thinned}" if thinned else ""),
        "tables": tuple(_view_table(table, most) for table in tables),
        "untold": ", ".join(plotted.untold),
    }


def _list_tables(series: Sequence[Series]) -> Iterator[_Table]:
    """Yield each plot's tables: joined series, then grids of images, then series of one row."""
    plots: dict[str, list[Series]] = {}
    for one in series:
        plots.setdefault(one.plot, []).append(one)
    for plot, own in plots.items():
        single = [one for one in own if one.points == 1]
        grids = [one for one in own if _is_grid(one)]
        joined: dict[tuple[Column, int], list[Series]] = {}
        for one in own:
            if one not in single and one not in grids:
                joined.setdefault((one.columns[0], one.points), []).append(one)
        yield from (_join_series(plot, together) for together in joined.values())
        yield from (_make_grid(one) for one in grids)
        if single:
            yield _list_single(plot, single)


def _is_grid(series: Series) -> bool:
    return series.kind == "image" and len(set(series.columns[0].cells)) <= MOST_GRID_COLUMNS


def _join_series(plot: str, series: Sequence[Series]) -> _Table:
    """Return one table of series with equal first columns, which becomes the first column."""
    lead, first = series[0].columns[0], series[0]
    columns = [(one, column) for one in series for column in one.columns[1:]]
    heads = tuple((column.name, one.name) for one, column in columns)
    rows = tuple(zip(lead.cells, *(column.cells for _, column in columns), strict=True))
    return _Table(plot, lead.name, heads, rows, first.points, first.every)


def _make_grid(image: Series) -> _Table:
    """Return an image as a grid: a row for each y value, a column for each x value."""
    xs, ys, values = image.columns[:3]
    across = list(dict.fromkeys(xs.cells))
    found = {(x, y): value for x, y, value in zip(xs.cells, ys.cells, values.cells, strict=True)}
    rows = tuple((y, *(found.get((x, y)) for x in across)) for y in dict.fromkeys(ys.cells))
    name = image.name if values.name == "value" else values.name
    heads = tuple((f"{name}, by {xs.name}", show_cell(x)) for x in across)
    return _Table(image.plot, ys.name, heads, rows, len(rows))


def _list_single(plot: str, series: Sequence[Series]) -> _Table:
    """Return a table with one row for each series of one row."""
    names = list(dict.fromkeys(column.name for one in series for column in one.columns))
    cells = [{column.name: column.cells[0] for column in one.columns} for one in series]
    pairs = zip(series, cells, strict=True)
    rows = tuple((one.name, *(own.get(name) for name in names)) for one, own in pairs)
    return _Table(plot, "", tuple((name, "") for name in names), rows, len(rows))


def _view_table(table: _Table, most: int) -> View:
    step = -(-len(table.rows) // most)
    thinned = _describe_thinning(step * table.every, table.points)
    groups = groupby(table.heads, key=lambda head: head[0])
    series = tuple(name for _, name in table.heads)
    return {
        "caption": ", ".join(part for part in (table.plot, thinned) if part),
        "lead": table.lead,
        "tops": tuple({"name": name, "span": len(list(group))} for name, group in groups),
        "series": series if any(series) else (),
        "rows": tuple(tuple(show_cell(cell) for cell in row) for row in table.rows[::step]),
    }


def _describe_thinning(every: int, points: int) -> str:
    """Return `every 4th of 20,000 points`, or nothing if no point is left out."""
    if every == 1:
        return ""
    ending = "th" if every // 10 % 10 == 1 else {1: "st", 2: "nd", 3: "rd"}.get(every % 10, "th")
    return f"every {every:,}{ending} of {points:,} points"


def show_cell(cell: Cell) -> str:
    """Return a table cell as text: integers in full, other numbers to 4 significant digits."""
    if cell is None or isinstance(cell, str):
        return cell or ""
    whole = isinstance(cell, int) or (cell.is_integer() and abs(cell) < 10**DIGITS)
    text = f"{cell:.0f}" if whole else f"{cell:.4g}"
    text = _EXPONENT.sub(lambda match: f"e{match[1].strip('+')}{match[2]}", text)
    return text.replace("-", "\u2212")


def _write_number(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return _write_words(cell)
    return f"{cell:.{DIGITS}g}" if isinstance(cell, float) else str(cell)


def _write_words(text: str) -> str:
    """Return the text, after an apostrophe if a spreadsheet would evaluate it: `=HYPERLINK(…)`."""
    return f"'{text}" if _FORMULA.match(text) else text
