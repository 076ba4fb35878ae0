"""Runs the program of a page as plain Python does: no guard, no recorder, nothing rewritten.

It is the second opinion on the instrumented run, and shares no code with it but the sandbox.
Every assertion must hold here as well, and the output must be the same. At the end each package
must offer the functions that it offered at the start. It runs in a child process that a zygote
forked for this job alone.
"""

import builtins
import io
import operator
import os
import sys
import types
from collections.abc import Callable
from functools import partial

from builder.effects.sandbox.captured import Captured
from builder.witness.answers import answer, name_error
from builder.witness.messages import AnswerMessage, FailureMessage, JobMessage, OutcomeMessage

_NAME = "witness.py"
Snapshot = list[tuple[types.ModuleType | type, dict[str, object]]]  # (owner, its definitions)


class PlainRun:
    """One run of a program.

    `run` returns its outcome, `stop` the outcome of a run that is ended from outside.
    """

    def __init__(self, job: JobMessage, on_flood: Callable[[], None]) -> None:
        """Call `on_flood` when the program prints too much."""
        self._job = job
        self._source = job["cells"][0]["code"]
        self._output = Captured(job["limits"]["output_kib"] * 1024, on_flood)
        self._answers: list[AnswerMessage] = []

    def run(self) -> OutcomeMessage:
        """Run the program to its end, then evaluate the page's expressions."""
        module = types.ModuleType("__main__")
        module.__dict__["__builtins__"] = builtins
        module.__dict__["__file__"] = _NAME
        sys.modules["__main__"] = module
        sys.path.insert(0, os.getcwd())  # where Python looks for the modules beside a program
        sys.dont_write_bytecode = True
        sys.argv = [_NAME]
        sys.stdin = io.StringIO()
        sys.stdout = io.TextIOWrapper(
            self._output, encoding="utf-8", newline="\n", write_through=True
        )
        sys.stderr = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", errors="backslashreplace")
        snapshot = _take_snapshot()
        try:
            code = compile(self._source, _NAME, "exec", dont_inherit=True)
            exec(code, module.__dict__)  # running the author's code is the purpose
            if changed := _find_changed(snapshot):
                return self._outcome(
                    {
                        "kind": "exception",
                        "message": f"the program changes '{changed}'",
                        "cell": 0,
                        "line": 0,
                    }
                )
            evaluate = partial(_evaluate, module.__dict__)
            self._answers = [
                answer(expression, evaluate) for expression in self._job["expressions"]
            ]
        except BaseException as error:  # whatever ends the program is part of the outcome
            return self._outcome(_describe_failure(error))
        return self._outcome(None)

    def stop(self, kind: str, message: str, frame: types.FrameType | None) -> OutcomeMessage:
        """Return the outcome so far, with the line that `frame` had reached."""
        while frame is not None and frame.f_code.co_filename != _NAME:
            frame = frame.f_back
        return self._outcome(
            {
                "kind": kind,
                "message": message,
                "cell": 0,
                "line": frame.f_lineno if frame is not None else 0,
            }
        )

    def _outcome(self, failure: FailureMessage | None) -> OutcomeMessage:
        return {
            "complete": failure is None,
            "tallies": [],
            "outputs": [(0, self._output.take())],
            "answers": self._answers,
            "figure_svg": "",
            "figure_narrow": "",
            "figure_plotted": {"series": [], "untold": []},
            "figure_frames": [],
            "failure": failure,
        }


def _evaluate(namespace: dict[str, object], source: str) -> object:
    return eval(compile(source.strip(), "<expression>", "eval", dont_inherit=True), dict(namespace))


def _take_snapshot() -> Snapshot:
    """Return the definitions of every loaded module and of every class in one."""
    loaded = (one for one in sys.modules.values() if isinstance(one, types.ModuleType))
    modules = [module for module in loaded if module.__name__ != "__main__"]
    values = (value for module in modules for value in vars(module).values())
    classes = dict.fromkeys(value for value in values if isinstance(value, type))
    owners: tuple[types.ModuleType | type, ...] = (*modules, *classes)
    return [(owner, dict(vars(owner))) for owner in owners]


def _find_changed(snapshot: Snapshot) -> str:
    """Find the first name whose function, class or constant was replaced; empty if none."""
    for owner, before in snapshot:
        now = vars(owner)
        if now.keys() != before.keys() or any(map(operator.is_not, now.values(), before.values())):
            for name, value in before.items():
                if now.get(name) is not value and _is_fixed(value):
                    return f"{owner.__name__}.{name}"
    return ""


def _is_fixed(value: object) -> bool:
    """Return true for code and constants, which no package changes after its import.

    Other values may be caches.
    """
    return callable(value) or isinstance(value, classmethod | staticmethod | property | float)


def _describe_failure(error: BaseException) -> FailureMessage:
    """Describe why the program stopped, at the innermost of its own lines."""
    line = 0
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == _NAME:
            line = trace.tb_lineno
        trace = trace.tb_next
    kind = (
        "memory"
        if isinstance(error, MemoryError)
        else "exit"
        if isinstance(error, SystemExit)
        else "exception"
    )
    return {"kind": kind, "message": name_error(error), "cell": 0, "line": line}
