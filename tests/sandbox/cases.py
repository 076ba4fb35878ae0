"""Hostile witnesses as files: what each tries, and what must become of it on a page, and alone with the walls of the system.

The head of a file says what it tries, then `page:` what its page gets with the allow-list on (`refused` before anything runs, or the
code of the problem that the run gives), `alone:` how the run ends with the allow-list off (`complete`, or the kind of its failure),
and `prints:` the lines that it then prints. `time:` gives a run more seconds, where it would on a busy machine not come to the point.
"""

import re
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from builder.records.evidence import Evidence
from builder.records.problem import Problems, Severity
from builder.records.request import Conditions
from builder.records.run import Outcome, RunLimits
from builder.witness import judge_witness, outline_witness, plan_witness
from tests.sandbox.yard import Yard
from tests.witness.pages import make_config, make_page

WITNESSES = Path(__file__).parent / "witnesses"
PRELUDE = (WITNESSES / "prelude.py").read_text("utf-8")
LIMITS = RunLimits(time_s=1, memory_mib=256, threads=8, output_kib=64, files_mib=4)
OVERRUN_S = 2 + 1  # what a run may hold the build beyond its limit, and a busy machine
REFUSALS = {"import-allowed", "name-allowed"}
PACKAGES = (("python", "3"),)


@dataclass(frozen=True, slots=True)
class Case:
    """A hostile witness."""

    name: str
    page: str
    alone: str
    prints: str
    code: str
    limits: RunLimits


def read_cases(theme: str) -> list[Case]:
    """Return the witnesses of one folder."""
    return [_read_case(path) for path in sorted((WITNESSES / theme).glob("*.py"))]


def _read_case(path: Path) -> Case:
    code = path.read_text("utf-8")
    head = dict(re.findall(r"^# (page|alone|time): (.+)$", code, re.MULTILINE))
    prints = re.findall(r"^# prints: (.+)$", code, re.MULTILINE)
    limits = replace(LIMITS, time_s=int(head.get("time", LIMITS.time_s)))
    return Case(
        path.stem,
        head["page"],
        head["alone"],
        "".join(line + "\n" for line in prints),
        code,
        limits,
    )


def run_alone(case: Case, yard: Yard) -> Outcome:
    """Return the outcome of the witness with the allow-list and the guard off: it goes to the executor as a plain program."""
    with yard.watched():
        start = time.monotonic()
        outcome = yard.runner.run_plain(
            PRELUDE, case.code, settings=yard.settings, limits=case.limits
        )
        assert time.monotonic() - start < case.limits.time_s + OVERRUN_S
    return outcome


def check_alone(case: Case, yard: Yard) -> None:
    """Return the walls of the system hold alone: the run ends as its case says, what it tried was refused, and nothing else has changed."""
    outcome = run_alone(case, yard)
    ended = outcome.failure.kind if outcome.failure is not None else "complete"
    printed = "".join(text for _, text in outcome.outputs)
    assert (ended, printed if case.prints else "") == (case.alone, case.prints), outcome.failure


def judge_page(yard: Yard, *fences: str, limits: RunLimits = LIMITS) -> tuple[Evidence, Problems]:
    """Return the evidence of a page of these fences, and all its problems: those of its outline, and of its runs where it is sound."""
    config = make_config(**asdict(limits))
    files = tuple(path.name for path in sorted(yard.runner.folder.iterdir()))
    page = make_page(*fences, files=files)
    outline, found = outline_witness(page, config)
    plan = plan_witness(page, outline, config, Conditions(PACKAGES), yard.runner.digests())
    assert bool(plan.requests) == outline.is_sound
    with yard.watched():
        start = time.monotonic()
        outcomes = [
            outcome
            for _, outcome in sorted(
                yard.runner.executor.run(plan.requests), key=lambda pair: pair[0]
            )
        ]
        assert time.monotonic() - start < limits.time_s + OVERRUN_S
    evidence, problems = judge_witness(page, outline, plan, outcomes)
    return evidence, (*found, *problems)


def check_page(case: Case, yard: Yard) -> None:
    """On a page the witness is refused before it runs, or its run shows nothing as checked."""
    check_verdict(*judge_page(yard, PRELUDE, case.code, limits=case.limits), case.page)


def check_verdict(evidence: Evidence, problems: Problems, expected: str) -> None:
    """Return the page gets what is expected, and no check of it is shown as passed; only a run that came to its end shows what failed."""
    codes = {problem.code for problem in problems if problem.severity is Severity.ERROR}
    told = "refused" if codes and codes <= REFUSALS else " ".join(sorted(codes))
    assert told == expected, [problem.message for problem in problems]
    assert not any(check.passed for check in evidence.checks)
    assert not evidence.is_checked or codes <= {"check-holds", "check-runs"}
    assert evidence.is_checked or (evidence.checks, evidence.outputs, evidence.answers) == (
        (),
        (),
        (),
    )
