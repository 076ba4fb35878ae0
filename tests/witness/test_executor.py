"""Runs in real processes: what comes back of honest witnesses, and of those that are not."""

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from builder.effects.sandbox.executor import Executor, ExecutorError
from builder.records.plotted import Column, Plotted, Series
from builder.records.request import Request
from builder.records.run import Cell, Failure, Job, JobKind, RunLimits
from tests.witness.runs import Runner, open_runner

SHORT = RunLimits(time_s=1)

PROGRAMS = (
    "print('a', 1.0, [1, 2], {'k': None}, sep='-', end='!')\nprint('é ü', flush=True)\n",
    "import numpy as np\nrng = np.random.default_rng(3)\nprint(rng.standard_normal(3), np.arange(6).reshape(2, 3))\n",
    "import warnings\nwarnings.warn('not on stdout')\nprint('on stdout')\n",
    "from dataclasses import dataclass\n@dataclass(frozen=True)\nclass P:\n"
    "    x: int = 1\nprint(P(), P.__name__, __name__, P.__module__)\n",
    "import functools, itertools, collections, fractions, statistics, math\n"
    "print(fractions.Fraction(1, 3), statistics.mean([1, 2]), math.pi)\n",
    "print('x' * 1000)\nassert 2 > 1, 'a: b'\nprint(list(map(str, range(50))))\n",
    "try:\n    input()\nexcept EOFError:\n    print('no input')\n",
    "print(open('draws.csv').read(), end='')\nimport numpy as np\nprint(np.loadtxt('draws.csv'))\n",
    "import shapes\nprint(shapes.area(2), shapes.__name__)\nfrom shapes import area\nassert area(3) == 9\n",
    "with open('made.txt', 'w') as file:\n    print('line', file=file)\nprint(open('made.txt').read())\n",
)


@pytest.fixture(scope="module", autouse=True)
def _files(runner: Runner) -> None:
    runner.write("draws.csv", "1.5\n2.5\n")
    runner.write("shapes.py", "def area(x):\n    assert x > 0\n    return x * x\n")


@pytest.mark.parametrize("program", PROGRAMS)
def test_output_equals_that_of_a_fresh_interpreter(
    runner: Runner, program: str, tmp_path: Path
) -> None:
    for name in ("draws.csv", "shapes.py"):
        (tmp_path / name).write_bytes((runner.folder / name).read_bytes())
    (tmp_path / "plain.py").write_text(program, "utf-8")
    command = [sys.executable, "-X", "utf8", "plain.py"]
    plain = subprocess.run(
        command, cwd=tmp_path, stdin=subprocess.DEVNULL, capture_output=True, check=True
    )
    for outcome in (runner.run(program, allow=("warnings",)), runner.run_plain(program)):
        assert outcome.failure is None
        assert "".join(text for _, text in outcome.outputs) == plain.stdout.decode()


def test_output_is_kept_per_fence(runner: Runner) -> None:
    assert runner.run("x = 1\nprint(x)\n", "y = 2\n", "print(x + y)\n").outputs == (
        (0, "1\n"),
        (1, ""),
        (2, "3\n"),
    )


def test_text_that_is_no_text_ends_the_run_as_it_does_in_python(runner: Runner) -> None:
    failure = runner.run("print('\\udc80')\n").failure
    assert failure is not None
    assert failure.message.startswith("UnicodeEncodeError")


def test_checks_come_back_with_their_numbers_over_fences(runner: Runner) -> None:
    outcome = runner.run(
        "assert 1 < 2, 'a: b'\n", "def f():\n    assert 3 < 2, 'c: d'\nf()\nassert 0 == 0\n"
    )
    assert [(tally.number, tally.passed, tally.tightest.measured) for tally in outcome.tallies] == [
        (0, 1, "1 < 2"),
        (1, 0, "3 < 2"),
        (2, 1, "0 == 0"),
    ]


def test_parameters_are_set_before_the_code_runs(runner: Runner) -> None:
    outcome = runner.run(
        "a = 1\nsizes = [1, 2]\nb = a\nprint(a, b, sizes)\n", settings=(("a", -5), ("sizes", (3,)))
    )
    assert outcome.outputs == ((0, "-5 -5 [3]\n"),)


def test_an_exception_has_its_fence_and_line(runner: Runner) -> None:
    failure = runner.run("x = 1\n", "def f():\n    return 1 / 0\n\nf()\n").failure
    assert failure is not None
    assert (failure.kind, failure.message, failure.cell, failure.line) == (
        "exception",
        "ZeroDivisionError: division by zero",
        1,
        2,
    )


def test_an_exception_in_a_helper_module_names_its_line_and_the_fence_that_called_it(
    runner: Runner,
) -> None:
    failure = runner.run("import shapes\n\nshapes.area(-1)\n").failure
    assert failure is not None
    assert (failure.message, failure.cell, failure.line) == (
        "AssertionError (in shapes.py, line 2)",
        0,
        3,
    )


def test_a_helper_module_is_held_to_the_allow_list(runner: Runner) -> None:
    runner.write("reaching.py", "import random\nimport os\n")
    try:
        failure = runner.run("import reaching\n").failure
    finally:
        (runner.folder / "reaching.py").unlink()
    assert failure is not None
    assert (
        failure.message
        == "ImportError: reaching.py, line 1: 'random' is not among the allowed imports"
    )


def test_a_file_that_changed_since_it_was_planned_is_not_read(runner: Runner) -> None:
    job = Job(JobKind.BASE, (Cell(0, "print(1)"),), files=(("draws.csv", "0" * 64),))
    ((_, outcome),) = runner.executor.run([Request(job, "concepts/statistics/mean")])
    assert outcome.failure is not None
    assert outcome.failure.message == "'draws.csv' has changed since the build began"


def test_a_witness_writes_to_its_own_copies_only(runner: Runner) -> None:
    outcome = runner.run(
        "with open('draws.csv', 'w') as file:\n    file.write('9')\nprint(open('draws.csv').read())\n"
    )
    assert (outcome.outputs, (runner.folder / "draws.csv").read_text()) == (
        ((0, "9\n"),),
        "1.5\n2.5\n",
    )


def test_the_environment_is_empty_and_home_is_a_scratch_folder(runner: Runner) -> None:
    os.environ["PLUMBLINE_SECRET"] = "canary"
    (_, printed), *_ = runner.run_plain(
        "import os\nprint(sorted(os.environ), os.environ['HOME'] == os.getcwd())\n"
    ).outputs
    assert printed == "['HOME', 'SOURCE_DATE_EPOCH', 'TMPDIR'] True\n"


@pytest.mark.parametrize(
    ("code", "kind", "line"),
    [
        ("x = 0\nwhile True:\n    x += 1\n", "time", 0),
        ("import time\ntime.sleep(60)\n", "time", 2),
        (
            "while True:\n    try:\n        while True: pass\n    except BaseException:\n        pass\n",
            "time",
            3,
        ),
        ("import numpy as np\nx = np.ones((100000, 100000))\n", "memory", 2),
        ("x = 'a' * (4 * 2**30)\n", "memory", 1),
        ("print('a' * 10**6)\n", "output", 1),
        ("while True:\n    print('flood')\n", "output", 2),
        (
            "while True:\n    try:\n        print('flood')\n    except BaseException:\n        pass\n",
            "output",
            3,
        ),
        ("import sys\nsys.exit(0)\n", "exit", 2),
        ("raise SystemExit\n", "exit", 1),
        ("def f():\n    return f()\nf()\n", "exception", 2),
        ("raise KeyboardInterrupt\n", "exception", 1),
        ("import os\nos._exit(0)\n", "exit", 0),
        ("import signal\nsignal.raise_signal(signal.SIGSEGV)\n", "killed", 0),
        ("import os, time\nos.closerange(3, 4096)\ntime.sleep(60)\n", "killed", 0),
        (
            "import os\nfor one in range(3, 400):\n    try:\n"
            "        os.write(one, b'{\"complete\": true}')\n    except OSError:\n        pass\n",
            "record",
            0,
        ),
        (
            "import os\nfor one in range(3, 400):\n    try:\n"
            "        while True: os.write(one, bytes(2**20))\n    except OSError:\n        pass\n",
            "output",
            0,
        ),
        ("import ctypes\nctypes.string_at(0)\n", "killed", 0),
    ],
)
def test_a_run_that_does_not_end_well_says_so_in_time(
    runner: Runner, code: str, kind: str, line: int
) -> None:
    start = time.monotonic()
    is_plain = code.startswith("import") and "numpy" not in code  # what a witness may not name
    run = runner.run_plain if is_plain else runner.run
    outcome = run("assert 1 < 2, 'a: b'\n", code, limits=SHORT)
    assert (
        time.monotonic() - start < 1 + 2 + 1
    )  # the limit, what it may overrun, and a busy machine
    assert outcome.failure is not None
    assert (outcome.complete, outcome.failure.kind) == (False, kind)
    if line:
        assert (outcome.failure.cell, outcome.failure.line) == (
            (0, line + 2) if is_plain else (1, line)
        )


@pytest.mark.parametrize(
    "code", ["os.fork()", "os.kill(os.getppid(), 9)", "os.kill(os.getpid(), 11)", "os.kill(0, 9)"]
)
def test_a_witness_neither_forks_nor_sends_signals(runner: Runner, code: str) -> None:
    outcome = runner.run_plain(f"import os\n{code}\n")
    assert outcome.failure is not None
    assert (outcome.failure.kind, outcome.failure.message) == (
        "exception",
        "PermissionError: [Errno 1] Operation not permitted",
    )
    assert runner.run("print(1)\n").outputs == ((0, "1\n"),)


def test_expressions_are_answered_at_the_end(runner: Runner) -> None:
    code = (
        "import numpy as np\nx = np.arange(3) / 2\nn = 3\nname = 'tail'\ndef f(a=1):\n"
        "    return {'x': [a, 2], 'y': np.array([a * 2.0, float('nan')])}\nresult = f()\n"
    )
    ask = [
        ("x[-1]", "value"),
        ("n", "value"),
        ("name", "value"),
        ("x", "value"),
        ("sum(v for v in x)", "value"),
        ("x.max() > 0.5", "truth"),
        ("state(a=2)['x'][0] == 2 and state()['x'][0] == 1", "truth"),
        ("f()", "call"),
        ("result['x']", "shape"),
        ("float('inf')", "value"),
    ]
    outcome = runner.run(code, ask=ask, state_function="f")
    assert outcome.failure is None
    assert [(answer.failed, answer.text) for answer in outcome.answers[:3]] == [
        (False, "1.0"),
        (False, "3"),
        (False, "tail"),
    ]
    data = [json.loads(answer.data) for answer in outcome.answers]
    expected = [1.0, 3, "tail", [0.0, 0.5, 1.0], 1.5, True, True, {"x": [1, 2], "y": [2.0, None]}]
    assert data == [*expected, {"shape": [2], "kind": "int", "seen": [[2]]}, None]


@pytest.mark.parametrize(
    ("source", "mode", "told"),
    [
        ("missing", "value", "NameError: name 'missing' is not defined"),
        ("1 / 0", "value", "ZeroDivisionError: division by zero"),
        ("f", "value", "a value of type function cannot be shown"),
        ("1", "truth", "it comes to 1, which is neither True nor False"),
        ("state(b=1)", "truth", "TypeError: f() got an unexpected keyword argument 'b'"),
        ("3", "call", "it is 3, and not a mapping of names to sequences"),
        ("{'x': [1], 'y': [1, 2]}", "call", "its sequences differ in length: x 1, y 2"),
        ("{'x': 1}", "call", "'x' is 1, and not a sequence"),
        ("{1: [1]}", "call", "its key 1 is no text"),
        ("list(range(10**6))", "value", "1000000 values are too many to show"),
        ("f.local", "shape", "'f' was never called, or returned before the name was bound"),
    ],
)
def test_an_expression_that_cannot_be_answered_says_why(
    runner: Runner, source: str, mode: str, told: str
) -> None:
    outcome = runner.run(
        "def f(a=1):\n    local = a\n    return local\n", ask=[(source, mode)], state_function="f"
    )
    assert (outcome.complete, outcome.answers[0].failed, outcome.answers[0].text) == (
        True,
        True,
        told,
    )


def test_a_local_has_the_shapes_that_it_had_when_its_function_returned(runner: Runner) -> None:
    code = (
        "import numpy as np\ndef f(n):\n    'doc'\n    if n < 0:\n        return None\n    X = np.ones((n, 2))\n    X = X.T\n    return X\n"
        "f(3), f(5), f(3), f(-1)\nprint(f.__doc__)\n"
    )
    outcome = runner.run(code, ask=[("f.X", "shape"), ("f(7).shape[1]", "value"), ("f.n", "shape")])
    assert json.loads(outcome.answers[0].data) == {
        "shape": [2, 3],
        "kind": "float64",
        "seen": [[2, 5], [2, 3]],
    }
    assert json.loads(outcome.answers[2].data)["kind"] == "int"
    assert (outcome.outputs[0][1], outcome.answers[1].text) == ("doc\n", "7")


def test_what_expressions_do_counts_for_no_check(runner: Runner) -> None:
    outcome = runner.run(
        "def f(a=1):\n    assert a < 3, 'a: b'\n    print('call')\n    return a\nf()\n",
        ask=[("f(5)", "value")],
    )
    assert (outcome.tallies[0].hits, outcome.outputs, outcome.answers[0].text) == (
        1,
        ((0, "call\n"),),
        "5",
    )


FIGURE = "import matplotlib.pyplot as plt\nfig, ax = plt.subplots()\nax.plot(x, x, label='line')\nax.legend()\n"


def test_a_figure_is_drawn_alike_in_both_zygotes(runner: Runner) -> None:
    once = runner.run("x = [1, 2]\n", figure=FIGURE, kind=JobKind.FIGURE)
    again = runner.run("x = [1, 2]\n", figure=FIGURE, kind=JobKind.REPEAT, attempt=1)
    assert once.failure is None
    assert once.figure_svg == again.figure_svg
    assert "<svg" in once.figure_svg
    assert ">line</text>" in once.figure_svg
    assert "dc:date" not in once.figure_svg
    assert "<svg" in once.figure_narrow != once.figure_svg
    assert again.figure_narrow == ""
    assert once.figure_plotted == again.figure_plotted == Plotted((LINE,))


LINE = Series("", "line", "line", 2, 1, (Column("x", (1, 2)), Column("y", (1, 2))))
LYING = """import matplotlib.pyplot as plt
from matplotlib.lines import Line2D
class Line(Line2D):
    def get_data(self, orig=True):
        return [print, print]
fig, ax = plt.subplots()
ax.add_line(Line(x, x, label='lying'))
ax.plot(x, x, label='line')
"""


def test_what_a_figure_shows_cannot_stop_its_run(runner: Runner) -> None:
    outcome = runner.run("x = [1, 2]\n", figure=LYING, kind=JobKind.FIGURE)
    assert (outcome.complete, outcome.figure_svg[:5], outcome.figure_plotted.series[-1]) == (
        True,
        "<?xml",
        LINE,
    )


@pytest.mark.parametrize(
    ("figure", "told", "line"),
    [
        ("y = 1\n", "the fence leaves no figure open", 0),
        (FIGURE + "plt.close()\n", "the fence leaves no figure open", 0),
        (FIGURE + "plt.figure()\n", "the fence draws 2 figures; a fence draws one", 0),
        ("y = missing\n", "NameError: name 'missing' is not defined", 1),
    ],
)
def test_a_figure_that_is_not_drawn_says_why(
    runner: Runner, figure: str, told: str, line: int
) -> None:
    failure = runner.run("x = [1, 2]\n", figure=figure, kind=JobKind.FIGURE).failure
    assert failure is not None
    assert (failure.message, failure.cell, failure.line) == (told, 1, line)


def test_outcomes_come_as_they_are_done_and_with_their_index(runner: Runner) -> None:
    codes = ["import time\ntime.sleep(0.6)\nprint(0)", "print(1)", "print(2)"]
    requests = [
        Request(Job(JobKind.PLAIN, (Cell(0, code),)), "concepts/statistics/mean") for code in codes
    ]
    found = list(runner.executor.run(requests))
    assert [index for index, _ in found] == [1, 2, 0]
    assert {index: outcome.outputs[0][1] for index, outcome in found} == {
        0: "0\n",
        1: "1\n",
        2: "2\n",
    }


@pytest.mark.parametrize(
    ("complaint", "told"),
    [
        ("no memory", "no memory"),
        (
            "ModuleNotFoundError: No module named numpy",
            "ModuleNotFoundError: No module named numpy; activate the environment in which "
            "Plumbline is installed, or run 'make site' in a checkout",
        ),
    ],
)
def test_a_zygote_that_cannot_start_is_an_error_with_its_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, complaint: str, told: str
) -> None:
    python = tmp_path / "python"
    python.write_text(f"#!/bin/sh\necho '{complaint}' >&2\nexit 1\n")
    python.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(python))
    with Executor(tmp_path) as executor, pytest.raises(ExecutorError) as error:
        list(executor.run([Request(Job(JobKind.BASE, (Cell(0, "x = 1"),)), ".")]))
    assert str(error.value) == f"the process that runs witnesses did not start: {told}"


def test_a_zygote_that_crashes_when_it_starts_blames_no_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    python = tmp_path / "python"
    python.write_text("#!/bin/sh\nkill -SEGV $$\n")
    python.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(python))
    with Executor(tmp_path) as executor, pytest.raises(ExecutorError) as error:
        list(executor.run([Request(Job(JobKind.BASE, (Cell(0, "x = 1"),)), ".")]))
    assert str(error.value) == (
        "the process that runs witnesses did not start: it was ended by SIGSEGV before any page's "
        "code; a library may fail on this processor, or memory may be short: "
        "see 'plumbline doctor'"
    )


@pytest.mark.parametrize("name", ["SIGSEGV", "SIGILL", "SIGBUS", "SIGKILL"])
def test_a_run_that_a_signal_ends_names_it(runner: Runner, name: str) -> None:
    failure = runner.run_plain(f"import signal\nsignal.raise_signal(signal.{name})\n").failure
    assert failure == Failure(
        "killed", f"the run was ended by {name} before its record was written"
    )


def test_a_run_that_cannot_be_started_says_so(tmp_path: Path) -> None:
    with open_runner(tmp_path) as runner:
        assert runner.run("x = 1\n").complete
        shutil.rmtree(runner.executor._zygotes[0].scratch)
        failure = runner.run("x = 1\n").failure
        assert failure is not None
        assert failure.message == "the run cannot be started: No such file or directory"


def test_a_run_is_limited_by_the_kernel_and_the_build_is_not(tmp_path: Path) -> None:
    code = "import resource\nprint(resource.getrlimit(resource.RLIMIT_NOFILE), resource.getrlimit(resource.RLIMIT_CORE))\n"
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with open_runner(tmp_path) as runner:
        assert runner.run_plain(code).outputs == ((0, "(256, 256) (0, 0)\n"),)
    assert resource.getrlimit(resource.RLIMIT_NOFILE) == (soft, hard)


def test_nothing_is_started_for_no_jobs(tmp_path: Path) -> None:
    with Executor(tmp_path) as executor:
        assert list(executor.run([])) == []
        assert executor._zygotes == {}


def test_nothing_is_left_when_the_executor_closes_or_its_caller_stops_listening(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        tempfile, "tempdir", str(tmp_path)
    )  # other tests make folders in the usual one
    with open_runner(tmp_path) as runner:
        job = Job(JobKind.PLAIN, (Cell(0, "import time\ntime.sleep(60)"),))
        quick = Job(JobKind.REPEAT, (Cell(0, "print(1)"),), attempt=1)
        found = runner.executor.run(
            [Request(job, "concepts/statistics/mean"), Request(quick, "concepts/statistics/mean")]
        )
        assert next(found)[0] == 1
        pids = [zygote.process.pid for zygote in runner.executor._zygotes.values()]
        found.close()  # type: ignore[attr-defined]  # it is a generator
        assert not any(_is_running(pid) for pid in pids)
    assert list(tmp_path.glob("plumbline-*")) == []


def test_zygotes_end_with_the_process_that_started_them(tmp_path: Path) -> None:
    code = (
        "import os, sys\nfrom pathlib import Path\nfrom builder.effects.sandbox.executor import Executor\n"
        "from builder.records.request import Request\n"
        "from builder.records.run import Cell, Job, JobKind\n"
        "executor = Executor(Path(sys.argv[1]), jobs=2)\n"
        "loop = Request(Job(JobKind.BASE, (Cell(0, 'while True: pass'),)), '.')\n"
        "quick = Request(Job(JobKind.PLAIN, (Cell(0, 'import os\\nprint(os.getppid())'),), attempt=1), '.')\n"
        "for _, outcome in executor.run([loop, quick]):\n"
        "    print(*[zygote.process.pid for zygote in executor._zygotes.values()], flush=True)\n"
        "    os.kill(os.getpid(), 9)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)],
        capture_output=True,
        check=False,
        cwd=Path(__file__).parents[2],
    )
    pids = [int(pid) for pid in done.stdout.split()]
    assert len(pids) == 2
    for _ in range(200):
        if not any(_is_running(pid) for pid in pids):
            break
        time.sleep(0.02)
    assert not any(_is_running(pid) for pid in pids)


def test_unseeded_generators_and_addresses_differ_between_the_zygotes(runner: Runner) -> None:
    code = (
        "import random\nimport numpy as np\nprint(random.random(), np.random.rand(), np.random.default_rng().random())\n"
        "print(id(object()), {str(i) for i in range(20)})\n"
    )
    once, again, third = (
        runner.run_plain(code),
        runner.run_plain(code, attempt=1),
        runner.run_plain(code),
    )
    pairs = [outcome.outputs[0][1].split("\n") for outcome in (once, again, third)]
    assert pairs[0][0] != pairs[1][0] != pairs[2][0]
    assert pairs[0][0] != pairs[2][0]
    assert pairs[0][1] != pairs[1][1]


def _is_running(pid: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return False
