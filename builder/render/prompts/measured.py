"""Describe what a run measures or draws: symbols, checks, the witness, figures, the demo."""

from collections.abc import Iterator

from builder.records.instruments import Axis, Control, Inquiry, Prediction
from builder.records.plotted import Series
from builder.render.pages.choices import find_defaults, list_states, show_choice
from builder.render.pages.prediction import judge_options
from builder.render.pages.symbols import format_observed, format_shape
from builder.render.prompts.dossier import (
    Dossier,
    list_check_lines,
    make_run_line,
    make_text_line,
    summarize_claims,
)
from builder.render.prompts.labelled_lines import LabelledLine
from builder.render.words import format_settings

MOST_STATES = 100  # of a demo; the states of a larger demo are left out


def describe_symbol(tex: str, dossier: Dossier) -> Iterator[LabelledLine]:
    """Yield the meaning of the symbol, and its shape as written and as observed."""
    symbols = enumerate(dossier.concept.symbols)
    index, symbol = next((index, symbol) for index, symbol in symbols if symbol.tex == tex)
    yield LabelledLine("Symbol", symbol.tex)
    yield make_text_line("Meaning", symbol.meaning)
    yield LabelledLine("In the code", symbol.code)
    yield LabelledLine("Role", symbol.role)
    yield LabelledLine("Shape", format_shape(symbol.shape))
    is_checked = dossier.evidence.is_checked
    yield LabelledLine("As run", format_observed(index, dossier.evidence) if is_checked else "")


def describe_check(check_id: str, dossier: Dossier) -> Iterator[LabelledLine]:
    """Yield the check with its measured values, and the claims that name it."""
    yield LabelledLine("Check", check_id)
    yield from list_check_lines(check_id, dossier)
    yield make_run_line(dossier)
    claims = dossier.concept.claims
    named = (claim for claim in claims if check_id in {ref.id for ref in claim.checks})
    yield from summarize_claims(named, dossier)


def describe_witness(_id: str, dossier: Dossier) -> Iterator[LabelledLine]:
    """Yield the code, how it is run, every check of it and what it printed."""
    codes = (fence.code for fence in dossier.content.fences if fence.kind == "witness")
    yield LabelledLine("Code", "\n".join(codes))
    yield make_run_line(dossier)
    spec = dossier.concept.witness
    if spec is not None:
        yield LabelledLine("Seeds", str(spec.shown or ""))
        yield LabelledLine("Held seeds", str(spec.held or ""))
        for counter in spec.counterconditions:
            parts = (
                LabelledLine("Must fail", ", ".join(ref.id for ref in counter.fails)),
                make_text_line("Because", counter.because),
            )
            yield LabelledLine("Countercondition", format_settings(counter.set), parts)
    for check_id in dossier.outline.check_ids():
        yield LabelledLine("Check", check_id, tuple(list_check_lines(check_id, dossier)))
    outputs = dossier.evidence.outputs if dossier.evidence.is_checked else ()
    yield from (LabelledLine("Output", text) for _, text in outputs)


def describe_figure(figure_id: str, dossier: Dossier) -> Iterator[LabelledLine]:
    """Yield the figure in words, its plotted series, its code and its inquiry."""
    figure = next(figure for figure in dossier.concept.figures if figure.id == figure_id)
    source_key = figure.source.id if figure.source else ""
    yield make_text_line("Title", figure.title)
    yield make_text_line("Caption", figure.caption)
    yield LabelledLine("Described as", figure.alt)
    yield LabelledLine("Picture", figure.file.id if figure.file else "")
    yield LabelledLine("Licence", figure.licence)
    yield LabelledLine("Source", dossier.context.labels.get(source_key, source_key))
    drawings = dossier.evidence.figures
    drawing = next((drawing for drawing in drawings if drawing.id == figure_id), None)
    if drawing is not None:
        yield from map(_make_series_line, drawing.plotted.series)
    codes = (fence.code for fence in dossier.content.fences if fence.figure == figure_id)
    yield LabelledLine("Code", "\n".join(codes))
    inquiry = dossier.concept.inquiry
    if inquiry is not None and inquiry.figure.id == figure_id:
        yield from _list_inquiry_lines(inquiry)
    yield from _summarize_claims_shown_by(f"figure:{figure_id}", dossier)


def describe_demo(_id: str, dossier: Dossier) -> Iterator[LabelledLine]:
    """Yield the demo's controls and axes, its prediction, and the ranges of all states."""
    demo = dossier.concept.demo
    assert demo is not None
    defaults = find_defaults(demo, dossier.outline)
    yield LabelledLine("Function", demo.function)
    yield LabelledLine("Result", demo.result)
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
        below = tuple(LabelledLine("Range", f"{axis.key}: {span}") for axis, span in ranges)
        yield LabelledLine("State", named, below)
    yield from _summarize_claims_shown_by("demo", dossier)


def _summarize_claims_shown_by(key: str, dossier: Dossier) -> Iterator[LabelledLine]:
    claims = dossier.concept.claims
    shown = (claim for claim in claims if key in {ref.id for ref in claim.shows})
    return summarize_claims(shown, dossier)


def _make_series_line(series: Series) -> LabelledLine:
    axes = (LabelledLine("Axis", column.name) for column in series.columns)
    below = (LabelledLine("Plot", series.plot), *axes, LabelledLine("Points", str(series.points)))
    return LabelledLine("Plotted", series.name or series.kind, below)


def _list_inquiry_lines(inquiry: Inquiry) -> Iterator[LabelledLine]:
    yield make_text_line("Inquiry", inquiry.question)
    for cue in inquiry.cues:
        right = LabelledLine("Right", "yes" if cue.answer else "no")
        yield LabelledLine("Cue", str(cue.label), (right, make_text_line("Response", cue.response)))


def _make_control_line(control: Control, default: str) -> LabelledLine:
    values = LabelledLine("Values", ", ".join(map(show_choice, control.values)))
    label = make_text_line("Label", control.label)
    return LabelledLine("Control", control.name, (label, values, LabelledLine("At first", default)))


def _make_axis_line(axis: Axis) -> LabelledLine:
    scale = LabelledLine("Scale", "logarithmic" if axis.log else "")
    return LabelledLine("Axis", axis.key, (make_text_line("Label", axis.label), scale))


def _list_prediction_lines(prediction: Prediction, dossier: Dossier) -> Iterator[LabelledLine]:
    judged = judge_options(prediction, dossier.evidence)
    yield make_text_line("Prediction", prediction.prompt)
    for option in prediction.options:
        verdict = ("right" if judged[option.id] else "wrong") if judged else ""
        parts = (
            LabelledLine("Holds when", option.when),
            LabelledLine("In the run", verdict),
            make_text_line("Response", option.response),
        )
        yield LabelledLine("Option", str(option.text), parts)
