"""Pages made of records, as the loader would read them, for tests of the witness stage."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from builder.records.atlas import Config
from builder.records.concept import (
    Concept,
    Countercondition,
    Figure,
    Limits,
    Seeds,
    Symbol,
    WitnessSpec,
)
from builder.records.instruments import Axis, Control, Cue, Demo, Inquiry, Option, Prediction, View
from builder.records.literal import Literal
from builder.records.outline import Outline
from builder.records.place import Place, Ref
from builder.records.problem import Problem, Problems
from builder.records.text import Content, Fence, Mark, Text, make_bare_text
from builder.witness import outline_witness

FOLDER = "concepts/statistics/mean"
CONTENT = f"{FOLDER}/content.md"
YAML = f"{FOLDER}/concept.yaml"
ALLOWED = (
    "numpy",
    "matplotlib",
    "math",
    "itertools",
    "functools",
    "collections",
    "dataclasses",
    "fractions",
    "statistics",
)


def make_config(**limits: int) -> Config:
    place = Place("pyproject.toml")
    return Config(
        place=place,
        title="Test",
        limits=Limits(place=place, **limits),
        cap=4,
        allow_imports=ALLOWED,
    )


def make_text(source: str = "words", *values: str) -> Text:
    marks = tuple(
        Mark("value", value, Place(CONTENT, 1, 5 + index, len(value)))
        for index, value in enumerate(values)
    )
    return make_bare_text(source, Place(CONTENT), marks)


def make_fence(index: int, code: str, line: int) -> Fence:
    """Return a fence whose first line of code stands at `line`; options at its head are blanked, as the loader does."""
    figure = re.match(r"#\| figure: (\S+)\n", code)
    code = re.sub(r"^#\|.*$", "", code, flags=re.MULTILINE)
    place = Place(CONTENT, line)
    kind = "figure" if figure else "witness"
    return Fence(
        place=place,
        index=index,
        language="python",
        code=code,
        kind=kind,
        figure=figure[1] if figure else "",
    )


def make_page(*fences: str, values: tuple[str, ...] = (), **keys: Any) -> Concept:
    """Return a page of these fences: the first at line 11, each ten lines or more below the one before. Figures that are drawn are listed."""
    made: list[Fence] = []
    line = 11
    for index, code in enumerate(fences):
        made.append(make_fence(index, code if code.endswith("\n") else code + "\n", line))
        line += 10 * (1 + code.count("\n") // 10)
    figures = tuple(make_figure(fence.figure) for fence in made if fence.kind == "figure")
    content = Content(
        text=make_text("prose", *values),
        sections=(),
        fences=tuple(made),
        equations=(),
        placements=(),
    )
    keys = {"figures": figures, **keys}
    return Concept(
        place=Place(YAML),
        id="statistics/mean",
        title=make_text(),
        summary=make_text(),
        status="review",
        content=content,
        **keys,
    )


def make_figure(id: str, **keys: Any) -> Figure:
    return Figure(place=Place(YAML, 30), id=id, alt="a line", caption=make_text(), **keys)


def make_spec(
    seeds: int = 0,
    held: int = 0,
    set: Mapping[str, Literal] | None = None,
    fails: tuple[str, ...] = (),
    rates: Mapping[str, float] | None = None,
    limits: Mapping[str, int] | None = None,
) -> WitnessSpec:
    counter = Countercondition(
        place=Place(YAML, 40),
        places={"set": Place(YAML, 40, 12), "fails": Place(YAML, 41, 14)},
        set=tuple((set or {}).items()),
        fails=tuple(Ref(id, Place(YAML, 41, 15 + index)) for index, id in enumerate(fails)),
    )
    return WitnessSpec(
        place=Place(YAML, 38),
        places={"seeds": Place(YAML, 39, 10), "holds_at_least": Place(YAML, 44, 20)},
        seeds=Seeds(place=Place(YAML, 39, 10), shown=seeds, held=held) if seeds else None,
        holds_at_least=tuple((rates or {}).items()),
        limits=Limits(place=Place(YAML, 45), **limits) if limits else None,
        counterconditions=(counter,) if set is not None else (),
    )


def make_demo(
    function: str = "curve",
    result: str = "result",
    controls: Mapping[str, tuple[Literal, ...]] | None = None,
    options: tuple[Option, ...] = (),
    keys: tuple[str, str] = ("x", "y"),
    **y: float | bool,
) -> Demo:
    place = Place(YAML, 60)
    axes = [
        Axis(place=place, places={"key": Place(YAML, 70 + index, 9)}, key=key, label=make_text())
        for index, key in enumerate(keys)
    ]
    prediction = Prediction(
        place=Place(YAML, 80),
        places={"options": Place(YAML, 81, 5)},
        prompt=make_text(),
        options=options,
    )
    return Demo(
        place=place,
        places={"function": Place(YAML, 61, 13), "result": Place(YAML, 62, 11)},
        function=function,
        result=result,
        controls=tuple(
            Control(
                place=Place(YAML, 63),
                places={"values": Place(YAML, 63, 30)},
                name=name,
                label=make_text(),
                values=values,
            )
            for name, values in (controls or {}).items()
        ),
        view=View(place=place, kind="line", x=axes[0], y=(replace(axes[1], **y),)),  # type: ignore[arg-type]
        prediction=prediction if options else None,
    )


def make_option(id: str, when: str = "") -> Option:
    places = {"when": Place(YAML, 82, 15, len(when))}
    return Option(
        place=Place(YAML, 82),
        places=places,
        id=id,
        text=make_text(),
        response=make_text(),
        when=when,
        otherwise=not when,
    )


def make_symbol(code: str, *shape: str | int) -> Symbol:
    places = {"code": Place(YAML, 20, 11), "shape": Place(YAML, 21, 12)}
    return Symbol(
        place=Place(YAML, 19), places=places, tex="X", meaning=make_text(), code=code, shape=shape
    )


def make_inquiry(figure: str, *at: str | float) -> Inquiry:
    cue = Cue(
        place=Place(YAML, 90),
        places={"at": Place(YAML, 90, 9)},
        id="end",
        at=at,
        label=make_text(),
        response=make_text(),
    )
    return Inquiry(
        place=Place(YAML, 88),
        figure=Ref(figure, Place(YAML, 89)),
        question=make_text(),
        cues=(cue,),
    )


def outline(*fences: str, **keys: Any) -> Outline:
    return outline_witness(make_page(*fences, **keys), make_config())[0]


def problems_of(*fences: str, **keys: Any) -> Problems:
    return outline_witness(make_page(*fences, **keys), make_config())[1]


def the_problem(*fences: str, **keys: Any) -> Problem:
    """Return the one problem of a page."""
    found = problems_of(*fences, **keys)
    assert len(found) == 1, [
        f"{problem.place} {problem.code} {problem.message}" for problem in found
    ]
    return found[0]
