"""Describe what a run measures or draws: symbols, checks, the witness, figures, the demo."""

from collections.abc import Iterator

from builder.records.instruments import Axis, Control, Inquiry, Prediction
from builder.records.plotted import Series
from builder.render.choices import find_defaults, list_states, show_choice
from builder.render.prediction import judge_options
from builder.render.prompts.dossier import (
    Dossier,
    list_check_lines,
    make_run_line,
    make_text_line,
    summarize_claims,
)
from builder.render.prompts.lines import Line
from builder.render.symbols import format_observed, format_shape
from builder.render.words import format_settings

MOST_STATES = 100  # of a demo; the states of a larger demo are left out


def describe_symbol(tex: str, dossier: Dossier) -> Iterator[Line]:
    """Yield the meaning of the symbol, and its shape as written and as observed."""
    symbols = enumerate(dossier.concept.symbols)
    index, symbol = next((index, symbol) for index, symbol in symbols if symbol.tex == tex)
    yield Line("Symbol", symbol.tex)
    yield make_text_line("Meaning", symbol.meaning)
    yield Line("In the code", symbol.code)
    yield Line("Role", symbol.role)
    yield Line("Shape", format_shape(symbol.shape))
    is_checked = dossier.evidence.is_checked
    yield Line("As run", format_observed(index, dossier.evidence) if is_checked else "")


def describe_check(check_id: str, dossier: Dossier) -> Iterator[Line]:
    """Yield the check with its measured values, and the claims that name it."""
    yield Line("Check", check_id)
    yield from list_check_lines(check_id, dossier)
    yield make_run_line(dossier)
    claims = dossier.concept.claims
    named = (claim for claim in claims if check_id in {ref.id for ref in claim.checks})
    yield from summarize_claims(named, dossier)


def describe_witness(_id: str, dossier: Dossier) -> Iterator[Line]:
    """Yield the code, how it is run, every check of it and what it printed."""
    codes = (fence.code for fence in dossier.content.fences if fence.kind == "witness")
    yield Line("Code", "\n".join(codes))
    yield make_run_line(dossier)
    spec = dossier.concept.witness
    if spec is not None:
        yield Line("Seeds", str(spec.seeds or ""))
        for counter in spec.counterconditions:
            parts = (
                Line("Must fail", ", ".join(ref.id for ref in counter.fails)),
                make_text_line("Because", counter.because),
            )
            yield Line("Countercondition", format_settings(counter.set), parts)
    for check_id in dossier.outline.check_ids():
        yield Line("Check", check_id, tuple(list_check_lines(check_id, dossier)))
    outputs = dossier.evidence.outputs if dossier.evidence.is_checked else ()
    yield from (Line("Output", text) for _, text in outputs)


def describe_figure(figure_id: str, dossier: Dossier) -> Iterator[Line]:
    """Yield the figure in words, its plotted series, its code and its inquiry."""
    figure = next(figure for figure in dossier.concept.figures if figure.id == figure_id)
    source_key = figure.source.id if figure.source else ""
    yield make_text_line("Title", figure.title)
    yield make_text_line("Caption", figure.caption)
    yield Line("Described as", figure.alt)
    yield Line("Picture", figure.file.id if figure.file else "")
    yield Line("Licence", figure.licence)
    yield Line("Source", dossier.known.labels.get(source_key, source_key))
    drawings = dossier.evidence.figures
    drawing = next((drawing for drawing in drawings if drawing.id == figure_id), None)
    if drawing is not None:
        yield from map(_make_series_line, drawing.plotted.series)
    codes = (fence.code for fence in dossier.content.fences if fence.figure == figure_id)
    yield Line("Code", "\n".join(codes))
    inquiry = dossier.concept.inquiry
    if inquiry is not None and inquiry.figure.id == figure_id:
        yield from _list_inquiry_lines(inquiry)
    yield from _summarize_claims_shown_by(f"figure:{figure_id}", dossier)


def describe_demo(_id: str, dossier: Dossier) -> Iterator[Line]:
    """Yield the demo's controls and axes, its prediction, and the ranges of all states."""
    demo = dossier.concept.demo
    assert demo is not None
    defaults = find_defaults(demo, dossier.outline)
    yield Line("Function", demo.function)
    yield Line("Result", demo.result)
    for control in demo.controls:
        yield _make_control_line(control, show_choice(defaults.get(control.name)))
    yield from map(_make_axis_line, (demo.view.x, *demo.view.y))
    if demo.prediction:
        yield from _list_prediction_lines(demo.prediction, dossier)
    states = tuple(list_states(demo, dossier.evidence))
    for settings, spans in states if len(states) <= MOST_STATES else ():
        pairs = zip(demo.controls, settings, strict=True)
        named = ", ".join(f"{control.name} = {value}" for control, value in pairs)
        ranges = zip(demo.view.y, spans, strict=True)
        below = tuple(Line("Range", f"{axis.key}: {span}") for axis, span in ranges)
        yield Line("State", named, below)
    yield from _summarize_claims_shown_by("demo", dossier)


def _summarize_claims_shown_by(key: str, dossier: Dossier) -> Iterator[Line]:
    claims = dossier.concept.claims
    shown = (claim for claim in claims if key in {ref.id for ref in claim.shows})
    return summarize_claims(shown, dossier)


def _make_series_line(series: Series) -> Line:
    axes = (Line("Axis", column.name) for column in series.columns)
    below = (Line("Plot", series.plot), *axes, Line("Points", str(series.points)))
    return Line("Plotted", series.name or series.kind, below)


def _list_inquiry_lines(inquiry: Inquiry) -> Iterator[Line]:
    yield make_text_line("Inquiry", inquiry.question)
    for cue in inquiry.cues:
        right = Line("Right", "yes" if cue.answer else "no")
        yield Line("Cue", str(cue.label), (right, make_text_line("Response", cue.response)))


def _make_control_line(control: Control, default: str) -> Line:
    values = Line("Values", ", ".join(map(show_choice, control.values)))
    label = make_text_line("Label", control.label)
    return Line("Control", control.name, (label, values, Line("At first", default)))


def _make_axis_line(axis: Axis) -> Line:
    scale = Line("Scale", "logarithmic" if axis.log else "")
    return Line("Axis", axis.key, (make_text_line("Label", axis.label), scale))


def _list_prediction_lines(prediction: Prediction, dossier: Dossier) -> Iterator[Line]:
    judged = judge_options(prediction, dossier.evidence)
    yield make_text_line("Prediction", prediction.prompt)
    for option in prediction.options:
        verdict = ("right" if judged[option.id] else "wrong") if judged else ""
        parts = (
            Line("Holds when", option.when),
            Line("In the run", verdict),
            make_text_line("Response", option.response),
        )
        yield Line("Option", str(option.text), parts)
