"""A run of a witness: the job that goes to the executor, and the outcome that comes back.

Plain, serialisable.
"""

import hashlib
import json
from dataclasses import dataclass
from enum import StrEnum

from builder.records.axes_frame import AxesFrame
from builder.records.literal import Settings
from builder.records.plotted import NOTHING_PLOTTED, Plotted


class JobKind(StrEnum):
    """Why a job is run."""

    BASE = "base"  # the witness as written, with the page's expressions
    REPEAT = "repeat"  # the base run again, under another hash seed and reseeded legacy generators
    SEED = "seed"  # with another `seed`
    COUNTER = "counter"  # under a countercondition
    RIVAL = "rival"  # with a rival in place of a part of the witness
    STATE = "state"  # the witness as written, then some states of its demo
    FIGURE = "figure"  # the fences before a figure, then the figure
    MUTANT = "mutant"  # the witness with one small change
    PLAIN = "plain"  # the page's whole program by plain Python, as one cell: the second opinion


@dataclass(frozen=True, slots=True)
class Cell:
    """One fence of the witness: `index` among the page's fences, and its code."""

    index: int
    code: str


@dataclass(frozen=True, slots=True)
class Expression:
    """An expression over the finished witness's namespace.

    `id` is unique in the job: `value:3`, `when:flat`, `shape:X`.

    `mode` is `value` (any value), `truth` (a condition that may call `state(...)`), `shape` (the
    shape and kind of a name, or of `function.local` as it stands when the function returns), or
    `call` (a mapping of names to equally long sequences).
    """

    id: str
    source: str
    mode: str = "value"


@dataclass(frozen=True, slots=True)
class RunLimits:
    """What one run may use: whole seconds of wall and processor time, mebibytes, counts."""

    time_s: int = 20
    memory_mib: int = 1024
    threads: int = 64
    output_kib: int = 256
    files_mib: int = 64


@dataclass(frozen=True, slots=True)
class Job:
    """Everything that can change a run's outcome, and nothing else."""

    kind: JobKind
    cells: tuple[Cell, ...]
    settings: Settings = ()  # parameters replaced before compiling
    figure: Cell | None = None
    expressions: tuple[Expression, ...] = ()
    state_function: str = ""  # what `state(...)` calls
    files: tuple[tuple[str, str], ...] = ()  # (name, SHA-256) of the files in the concept's folder
    limits: RunLimits = RunLimits()
    environment: tuple[
        tuple[str, str], ...
    ] = ()  # (package, version), Python's and the engine's among them
    allow_imports: tuple[str, ...] = ()
    attempt: int = (
        0  # which of several runs of the same work it is, each under a hash seed of its own
    )

    @property
    def key(self) -> str:
        """SHA-256 of the job, hexadecimal: equal jobs have equal keys."""
        plain = {
            "kind": self.kind,
            "cells": [(cell.index, cell.code) for cell in self.cells],
            "settings": self.settings,
            "figure": self.figure and (self.figure.index, self.figure.code),
            "expressions": [(one.id, one.source, one.mode) for one in self.expressions],
            "state_function": self.state_function,
            "files": self.files,
            "limits": (
                self.limits.time_s,
                self.limits.memory_mib,
                self.limits.threads,
                self.limits.output_kib,
                self.limits.files_mib,
            ),
            "environment": self.environment,
            "allow_imports": self.allow_imports,
            "attempt": self.attempt,
        }
        return hashlib.sha256(json.dumps(plain).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Hit:
    """One evaluation of one assertion.

    `margin` is `None` where it cannot be measured; `measured` reads `27.45 > 4.06`.

    `operands` holds each operand's source and its value at full precision (arrays summarised with
    shape and range).
    """

    number: int  # of the assertion in its outline
    passed: bool
    margin: float | None
    measured: str
    operands: tuple[tuple[str, str], ...] = ()
    failure: str = ""  # why it could not be evaluated: the exception, else empty


@dataclass(frozen=True, slots=True)
class AssertionHits:
    """All hits of one assertion: how many, how many passed, and the tightest."""

    number: int
    hits: int
    passed: int
    tightest: Hit


@dataclass(frozen=True, slots=True)
class Answer:
    """What an expression came to.

    `text` is `repr` at full precision, or the error when `failed`; `data` is plain JSON as text.

    `data` holds a number, a string, a truth value, a list, `{"shape": [40, 200], "kind":
    "float64"}` for `shape`, or a mapping of names to lists for `call`.
    """

    id: str
    text: str
    data: str = "null"
    failed: bool = False


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a run ended early.

    `kind`: `exception`, `time`, `memory`, `output`, `threads`, `files`, `killed`, `exit`, `record`.
    """

    kind: str
    message: str
    cell: int = -1  # index of the fence, -1 where none
    line: int = 0  # 1-based within the cell, 0 where unknown


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came back of one job. Only `complete` outcomes say anything about checks."""

    complete: bool
    tallies: tuple[AssertionHits, ...] = ()
    outputs: tuple[tuple[int, str], ...] = ()  # (fence index, standard output of that fence)
    answers: tuple[Answer, ...] = ()
    figure_svg: str = ""
    figure_narrow: str = (
        ""  # the same figure laid out for a narrow column, empty where it cannot be
    )
    figure_plotted: Plotted = NOTHING_PLOTTED
    figure_frames: tuple[
        AxesFrame, ...
        # Of the drawing and of the narrow one; none if its axes are neither linear nor logarithmic
    ] = ()
    failure: Failure | None = None


_HOLD_EVERY_RUN = frozenset(
    {JobKind.BASE, JobKind.REPEAT, JobKind.FIGURE}
)  # an assertion that fails there is a failure of the page


def is_worth_keeping(kind: JobKind, outcome: Outcome) -> bool:
    """Whether the outcome is no failure.

    The run came to its end, and where every assertion must hold, each did. A mutant may also stop
    with an exception of its own.
    """
    if kind is JobKind.MUTANT and outcome.failure is not None:
        return outcome.failure.kind == "exception"
    held = all(tally.passed == tally.hits for tally in outcome.tallies)
    return outcome.complete and (held or kind not in _HOLD_EVERY_RUN)
