"""The records of what a run measures or draws: symbols, checks, the witness, figures, the demo."""

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

MOST_STATES = 100  # of a demo; of more, none is told


def describe_symbol(tex: str, dossier: Dossier) -> Iterator[Line]:
    """What the symbol means, and its shape as written and as observed."""
    index, symbol = next(
        (index, symbol) for index, symbol in enumerate(dossier.concept.symbols) if symbol.tex == tex
    )
    yield Line("Symbol", symbol.tex)
    yield make_text_line("Meaning", symbol.meaning)
    yield Line("In the code", symbol.code)
    yield Line("Role", symbol.role)
    yield Line("Shape", format_shape(symbol.shape))
    yield Line(
        "As run", format_observed(index, dossier.evidence) if dossier.evidence.is_checked else ""
    )


def describe_check(id: str, dossier: Dossier) -> Iterator[Line]:
    """The check with what was measured, and the claims that name it."""
    yield Line("Check", id)
    yield from list_check_lines(id, dossier)
    yield make_run_line(dossier)
    yield from summarize_claims(
        (claim for claim in dossier.concept.claims if id in {ref.id for ref in claim.checks}),
        dossier,
    )


def describe_witness(_id: str, dossier: Dossier) -> Iterator[Line]:
    """The code, how it is run, every check of it and what it printed."""
    yield Line(
        "Code", "\n".join(fence.code for fence in dossier.content.fences if fence.kind == "witness")
    )
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
    yield from (
        Line("Check", id, tuple(list_check_lines(id, dossier)))
        for id in dossier.outline.check_ids()
    )
    yield from (
        Line("Output", text) for _, text in dossier.evidence.outputs if dossier.evidence.is_checked
    )


def describe_figure(id: str, dossier: Dossier) -> Iterator[Line]:
    """The figure in words, what is plotted in it, its code, and what is asked of it."""
    figure = next(figure for figure in dossier.concept.figures if figure.id == id)
    drawing = next((drawing for drawing in dossier.evidence.figures if drawing.id == id), None)
    yield make_text_line("Title", figure.title)
    yield make_text_line("Caption", figure.caption)
    yield Line("Described as", figure.alt)
    yield Line("Picture", figure.file.id if figure.file else "")
    yield Line("Licence", figure.licence)
    yield Line(
        "Source",
        dossier.known.labels.get(figure.source.id, figure.source.id) if figure.source else "",
    )
    yield from (
        (_make_series_line(series) for series in drawing.plotted.series)
        if drawing is not None
        else ()
    )
    yield Line(
        "Code", "\n".join(fence.code for fence in dossier.content.fences if fence.figure == id)
    )
    inquiry = dossier.concept.inquiry
    yield from (
        _list_inquiry_lines(inquiry) if inquiry is not None and inquiry.figure.id == id else ()
    )
    yield from _summarize_claims_shown_by(f"figure:{id}", dossier)


def describe_demo(_id: str, dossier: Dossier) -> Iterator[Line]:
    """What can be changed, what the function gives in every state, and the prediction with what the run says of it."""
    demo = dossier.concept.demo
    assert demo is not None
    defaults = find_defaults(demo, dossier.outline)
    yield Line("Function", demo.function)
    yield Line("Result", demo.result)
    yield from (
        _make_control_line(control, show_choice(defaults.get(control.name)))
        for control in demo.controls
    )
    yield from (_make_axis_line(axis) for axis in (demo.view.x, *demo.view.y))
    yield from _list_prediction_lines(demo.prediction, dossier) if demo.prediction else ()
    states = tuple(list_states(demo, dossier.evidence))
    for settings, spans in states if len(states) <= MOST_STATES else ():
        named = ", ".join(
            f"{control.name} = {value}"
            for control, value in zip(demo.controls, settings, strict=True)
        )
        yield Line(
            "State",
            named,
            tuple(
                Line("Range", f"{axis.key}: {span}")
                for axis, span in zip(demo.view.y, spans, strict=True)
            ),
        )
    yield from _summarize_claims_shown_by("demo", dossier)


def _summarize_claims_shown_by(key: str, dossier: Dossier) -> Iterator[Line]:
    return summarize_claims(
        (claim for claim in dossier.concept.claims if key in {ref.id for ref in claim.shows}),
        dossier,
    )


def _make_series_line(series: Series) -> Line:
    axes = (Line("Axis", column.name) for column in series.columns)
    return Line(
        "Plotted",
        series.name or series.kind,
        (Line("Plot", series.plot), *axes, Line("Points", str(series.points))),
    )


def _list_inquiry_lines(inquiry: Inquiry) -> Iterator[Line]:
    yield make_text_line("Inquiry", inquiry.question)
    for cue in inquiry.cues:
        yield Line(
            "Cue",
            str(cue.label),
            (
                Line("Right", "yes" if cue.answer else "no"),
                make_text_line("Response", cue.response),
            ),
        )


def _make_control_line(control: Control, default: str) -> Line:
    values = ", ".join(map(show_choice, control.values))
    return Line(
        "Control",
        control.name,
        (make_text_line("Label", control.label), Line("Values", values), Line("At first", default)),
    )


def _make_axis_line(axis: Axis) -> Line:
    return Line(
        "Axis",
        axis.key,
        (make_text_line("Label", axis.label), Line("Scale", "logarithmic" if axis.log else "")),
    )


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
