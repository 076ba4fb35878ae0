"""Runs the cells of one job in a fresh module, and records their output, checks and answers.

It runs in a child process that a zygote forked for this job alone. Standard output, the import
system and `__main__` therefore belong to the job.
"""

import ast
import builtins
import io
import sys
import types
from collections.abc import Callable, Mapping
from functools import partial
from typing import NoReturn

from builder.effects.figures.draw import Drawing, DrawingError
from builder.effects.sandbox.captured import Captured
from builder.effects.sandbox.helper_modules import (
    HELPER_FOLDER,
    HelperImporter,
    compile_quietly,
    read_imports,
)
from builder.witness.answers import answer, make_state, name_error
from builder.witness.attribute_guard import guard_functions
from builder.witness.guard import guard_values
from builder.witness.instrument import bind_recorder, replace_parameters
from builder.witness.messages import (
    STATE,
    AnswerMessage,
    CellMessage,
    FailureMessage,
    JobMessage,
    OutcomeMessage,
)
from builder.witness.modules import Packages, find_foreign, list_named
from builder.witness.prepare import Prepared
from builder.witness.recorder import Recorder
from builder.witness.trees import walk
from builder.witness.values import ValueGuard

Draw = Callable[[], Drawing]


class WitnessRun:
    """One run of a witness.

    `run` returns its outcome, `stop` the outcome of a run that is ended from outside.
    """

    def __init__(
        self,
        job: JobMessage,
        prepared: Prepared,
        helpers: Mapping[str, str],
        on_flood: Callable[[], None],
        refuse: Callable[[str], NoReturn],
    ) -> None:
        """Prepare the process for the job; `helpers` maps the concept's modules to their sources.

        `on_flood` is called when the witness prints too much. `refuse` is called with a message
        when the witness obtains a value that it may not hold.
        """
        self._job = job
        self._prepared = prepared
        self._output = Captured(job["limits"]["output_kib"] * 1024, on_flood)
        self._outputs: list[tuple[int, str]] = []
        self._current: int | None = None
        self._drawing = Drawing("", "", {"series": [], "untold": []}, [])
        self._answers: list[AnswerMessage] = []
        self._files = {_file_name(cell): cell["index"] for cell in prepared.cells}
        self._module = types.ModuleType("__main__")
        self._module.__dict__["__builtins__"] = builtins
        self._recorder = Recorder(prepared.conditions)
        self._packages = Packages(
            frozenset(job["allow_imports"]),
            {name: read_imports(source) for name, source in helpers.items()},
        )
        self._guards = guard_functions(
            prepared.token, ValueGuard(self._packages.is_open, refuse), ("__main__", *helpers)
        )
        _take_over(
            self._module,
            HelperImporter(helpers, self._packages, prepared.token, self._guards),
            self._output,
        )

    def run(self, draw: Draw) -> OutcomeMessage:
        """Run all cells, then evaluate the expressions; `draw` returns the current figure."""
        try:
            refused = self._find_refused()
            if refused is not None:
                return self._outcome(refused)
            for code, cell in self._compile():
                if (
                    self._job["figure"] is not None
                    and cell["index"] == self._job["figure"]["index"]
                ):
                    self._draw(code, cell, draw)
                else:
                    self._execute(code, cell)
            self._recorder.stop()
            self._evaluate()
        except BaseException as error:  # whatever ends the witness is part of the outcome
            return self._outcome(self._describe_failure(error))
        return self._outcome(None)

    def stop(self, kind: str, message: str, frame: types.FrameType | None) -> OutcomeMessage:
        """Return the outcome so far, with the line that `frame` had reached."""
        while frame is not None and frame.f_code.co_filename not in self._files:
            frame = frame.f_back
        cell = self._files[frame.f_code.co_filename] if frame is not None else -1
        return self._outcome(
            {
                "kind": kind,
                "message": message,
                "cell": cell,
                "line": frame.f_lineno if frame is not None else 0,
            }
        )

    def _find_refused(self) -> FailureMessage | None:
        """Find the first module in the cells' names that the allow-list does not permit.

        The allow-list has already seen everything that the source alone can tell.
        """
        for cell, named in zip(self._prepared.cells, self._prepared.named, strict=True):
            for foreign in find_foreign(named, self._packages):
                return {
                    "kind": "exception",
                    "message": foreign.message,
                    "cell": cell["index"],
                    "line": foreign.line,
                }
        return None

    def _compile(self) -> list[tuple[types.CodeType, CellMessage]]:
        """Compile every cell with its parameters set."""
        for tree in self._prepared.trees[: len(self._job["cells"])]:
            replace_parameters(tree, dict(self._job["settings"]))
        functions = {**self._recorder.functions(self._prepared.token), **self._guards}
        pairs = zip(self._prepared.trees, self._prepared.cells, strict=True)
        return [
            (bind_recorder(compile_quietly(tree, _file_name(cell)), functions), cell)
            for tree, cell in pairs
        ]

    def _execute(self, code: types.CodeType, cell: CellMessage) -> None:
        self._current = cell["index"]
        exec(code, self._module.__dict__)  # running the author's code is the purpose
        self._outputs.append((cell["index"], self._output.take()))
        self._current = None

    def _draw(self, code: types.CodeType, cell: CellMessage, draw: Draw) -> None:
        import matplotlib.pyplot as plt

        plt.close("all")
        self._execute(code, cell)
        self._drawing = draw()

    def _evaluate(self) -> None:
        namespace = self._module.__dict__
        state = {STATE: make_state(namespace.get(self._job["state_function"]))}
        slots = {
            f"{function}.{name}": slot
            for function, pairs in self._prepared.traced.items()
            for slot, name in pairs
        }
        for expression in self._job["expressions"]:
            known = {**namespace, **state} if expression["mode"] == "truth" else namespace
            slot = (
                slots.get(expression["source"].strip()) if expression["mode"] == "shape" else None
            )
            shapes = None if slot is None else self._recorder.shapes(slot)
            self._answers.append(answer(expression, partial(self._evaluate_one, known), shapes))

    def _evaluate_one(self, namespace: Mapping[str, object], source: str) -> object:
        """Return the value of an expression.

        Raises: whatever the expression raises, or parsing it.
        """
        tree = ast.parse(source.strip(), mode="eval")
        named = list_named(walk(tree), self._prepared.imported)
        for foreign in find_foreign(named, self._packages):
            raise TypeError(foreign.message)
        guard_values((tree,), self._prepared.imported, self._prepared.token, ours=(STATE,))
        code = bind_recorder(compile_quietly(tree, "<expression>"), self._guards)
        return eval(code, dict(namespace))  # evaluating the author's expression is the purpose

    def _outcome(self, failure: FailureMessage | None) -> OutcomeMessage:
        outputs = list(self._outputs)
        if self._current is not None:
            outputs.append((self._current, self._output.take()))
        return {
            "complete": failure is None,
            "tallies": self._recorder.tallies(),
            "outputs": outputs,
            "answers": self._answers,
            "figure_svg": self._drawing.wide,
            "figure_narrow": self._drawing.narrow,
            "figure_plotted": self._drawing.plotted,
            "figure_frames": self._drawing.frames,
            "failure": failure,
        }

    def _describe_failure(self, error: BaseException) -> FailureMessage:
        """Describe what ended the run, at the innermost line of a code block."""
        cell, line, inside = -1, 0, ""
        trace = error.__traceback__
        while trace is not None:
            name = trace.tb_frame.f_code.co_filename
            if name in self._files:
                cell, line, inside = self._files[name], trace.tb_lineno, ""
            elif name.startswith(HELPER_FOLDER):
                inside = f" (in {name.removeprefix(HELPER_FOLDER)}, line {trace.tb_lineno})"
            trace = trace.tb_next
        if isinstance(error, MemoryError):
            return {
                "kind": "memory",
                "message": "the run needs more memory than it may use",
                "cell": cell,
                "line": line,
            }
        if isinstance(error, DrawingError) and self._job["figure"] is not None:
            return {
                "kind": "exception",
                "message": str(error),
                "cell": self._job["figure"]["index"],
                "line": 0,
            }
        if isinstance(error, SystemExit):
            return {
                "kind": "exit",
                "message": "the witness ends the interpreter",
                "cell": cell,
                "line": line,
            }
        return {
            "kind": "exception",
            "message": name_error(error) + inside,
            "cell": cell,
            "line": line,
        }


def _file_name(cell: CellMessage) -> str:
    return f"<fence {cell['index']}>"


def _take_over(module: types.ModuleType, helpers: HelperImporter, output: Captured) -> None:
    """Give this process the witness's main module, imports and standard streams."""
    sys.modules["__main__"] = module
    for name in helpers.names:
        sys.modules.pop(name, None)
    sys.meta_path.insert(0, helpers)
    sys.argv = ["witness.py"]
    sys.stdin = io.StringIO()
    sys.stdout = io.TextIOWrapper(output, encoding="utf-8", newline="\n", write_through=True)
    sys.stderr = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", errors="backslashreplace")
