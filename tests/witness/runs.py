"""Runs pages and single cells in real processes."""

import ast
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from builder.effects.sandbox.executor import Executor
from builder.records.concept import Concept
from builder.records.evidence import Evidence
from builder.records.literal import Settings
from builder.records.problem import Problems
from builder.records.request import Conditions, Request
from builder.records.run import Cell, Expression, Job, JobKind, Outcome, RunLimits
from builder.witness import judge_witness, outline_witness, plan_witness
from builder.witness.instrument import replace_parameters
from tests.witness.pages import make_config

PACKAGES = (("python", "3"),)
ALLOWED = (
    "numpy",
    "matplotlib",
    "collections",
    "dataclasses",
    "fractions",
    "functools",
    "itertools",
    "math",
    "statistics",
)
USUAL = RunLimits(time_s=10)


class Runner:
    """An executor over a folder with one concept in it."""

    def __init__(self, root: Path) -> None:
        self.folder = root / "concepts/statistics/mean"
        self.folder.mkdir(parents=True)
        self.executor = Executor(root, jobs=2)

    def run(
        self,
        *code: str,
        kind: JobKind = JobKind.BASE,
        settings: Settings = (),
        ask: Sequence[tuple[str, str]] = (),
        figure: str = "",
        state_function: str = "",
        limits: RunLimits = USUAL,
        attempt: int = 0,
        allow: Sequence[str] = (),
    ) -> Outcome:
        """Return the outcome of one job; `ask` holds (source, mode) of expressions, numbered from 0; `allow` more modules than usual."""
        job = Job(
            kind=kind,
            cells=tuple(Cell(index, one) for index, one in enumerate(code)),
            settings=settings,
            figure=Cell(len(code), figure) if figure else None,
            expressions=tuple(
                Expression(str(index), source, mode) for index, (source, mode) in enumerate(ask)
            ),
            state_function=state_function,
            files=self.digests(),
            limits=limits,
            allow_imports=(*ALLOWED, *allow),
            attempt=attempt,
        )
        ((_, outcome),) = self.executor.run([Request(job, "concepts/statistics/mean")])
        return outcome

    def run_plain(
        self, *code: str, settings: Settings = (), limits: RunLimits = USUAL, attempt: int = 0
    ) -> Outcome:
        """Return the outcome of the code as one program that nothing guards or records, its parameters replaced before."""
        return self.run(
            set_parameters("\n".join(code), settings),
            kind=JobKind.PLAIN,
            limits=limits,
            attempt=attempt,
        )

    def judge(self, page: Concept, *, mutants: bool = False) -> tuple[Evidence, Problems]:
        """Return the page outlined, planned, run and judged, with its mutants if they are asked for."""
        outline, problems = outline_witness(page, make_config(time_s=10))
        assert problems == ()
        conditions = Conditions(PACKAGES, mutants=mutants)
        plan = plan_witness(page, outline, make_config(time_s=10), conditions, self.digests())
        outcomes = [
            outcome
            for _, outcome in sorted(self.executor.run(plan.requests), key=lambda pair: pair[0])
        ]
        return judge_witness(page, outline, plan, outcomes)

    def write(self, name: str, content: str) -> None:
        (self.folder / name).write_text(content, "utf-8")

    def digests(self) -> tuple[tuple[str, str], ...]:
        return tuple(
            (path.name, sha256(path.read_bytes()).hexdigest())
            for path in sorted(self.folder.iterdir())
        )


def set_parameters(program: str, settings: Settings) -> str:
    """Return the program with literals of its top level replaced."""
    if not settings:
        return program
    tree = ast.parse(program)
    replace_parameters(tree, dict(settings))
    return ast.unparse(tree)


@contextmanager
def open_runner(root: Path) -> Iterator[Runner]:
    runner = Runner(root)
    try:
        yield runner
    finally:
        runner.executor.close()
