"""The process of one run: it locks itself away, runs one job, writes the record to its pipe, and ends.

It is forked from a zygote, never returns, and shares nothing with other runs but memory that was written before the fork.
"""

import fcntl
import hashlib
import itertools
import json
import os
import random
import resource
import signal
import sys
import types
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NoReturn

import numpy.random

from builder.effects.figure import draw_again, draw_current
from builder.effects.lockdown import Walls
from builder.effects.plain_run import PlainRun
from builder.effects.system import die_with_parent, read_address_space
from builder.effects.watch import measure_folder
from builder.effects.witness_run import WitnessRun
from builder.witness.answers import name_error
from builder.witness.messages import JobMessage, LimitsMessage, OutcomeMessage, failed
from builder.witness.prepare import Prepared

MOST_FILES_OPEN = 256
MOST_FRAMES = 100_000  # of a run that is being ended
SPARE_MEMORY = (
    64 * 2**20
)  # bytes beyond the limit, with which a run that hit it still writes its record


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where a run takes place: the concept's own `folder`, the run's `scratch` folder, and the walls around them.

    The scratch folder is empty at first: the run's home, its working folder, and where its copies of the files lie. `pipe` leads to the
    zygote, and becomes `descriptor`, a number that nothing in the run knows.
    """

    folder: str
    scratch: str
    walls: Walls
    pipe: int
    descriptor: int


def run_child(
    job: JobMessage, prepared: Prepared, surroundings: Surroundings, nonce: bytes
) -> None:
    """Runs the job and writes `nonce`, the outcome as JSON, `nonce` to the pipe; never returns."""
    scratch, walls = surroundings.scratch, surroundings.walls
    record = _Record(surroundings.pipe, nonce)
    try:
        record = _Record(_enter(surroundings), nonce)
        helpers = _place_files(job, surroundings.folder, scratch)
        _set_environment(scratch)
        _set_limits(job["limits"], scratch)
        _reseed()
        walls.rise()
        _run(job, prepared, helpers, record)
    except _ChangedError as error:
        record.finish(failed("record", str(error)))
    except BaseException as error:  # a fault of ours: the run must still end here, and say so
        record.finish(failed("record", f"the run could not be made: {name_error(error)}"))
    finally:
        os._exit(1)


def _run(
    job: JobMessage, prepared: Prepared, helpers: Mapping[str, str], record: "_Record"
) -> None:
    limits = job["limits"]
    run: WitnessRun | PlainRun

    def end(kind: str, message: str, frame: types.FrameType | None) -> None:
        signal.setitimer(signal.ITIMER_REAL, 0)
        record.finish(run.stop(kind, message, frame))

    def flood() -> None:
        end("output", f"the run prints more than {limits['output_kib']} KiB", sys._getframe())

    def alarm(number: int, frame: types.FrameType | None) -> None:
        end("time", f"the run takes longer than {limits['time_s']} s", frame)

    def refuse(message: str) -> NoReturn:
        try:
            sys.setrecursionlimit(MOST_FRAMES)  # room to say so, wherever the witness is
            end("exception", message, sys._getframe())
        finally:
            os._exit(1)

    run = (
        PlainRun(job, flood)
        if job["kind"] == "plain"
        else WitnessRun(job, prepared, helpers, flood, refuse)
    )
    signal.signal(signal.SIGALRM, alarm)
    signal.setitimer(signal.ITIMER_REAL, limits["time_s"])
    outcome = (
        run.run()
        if isinstance(run, PlainRun)
        else run.run(draw_again if job["kind"] == "repeat" else draw_current)
    )
    signal.setitimer(signal.ITIMER_REAL, 0)
    record.finish(outcome)


class _Record:
    """The end of the pipe that the record is written to, and the nonce that frames it."""

    def __init__(self, pipe: int, nonce: bytes) -> None:
        self._pipe = pipe
        self._nonce = nonce

    def finish(self, outcome: OutcomeMessage) -> None:
        """Writes the record and ends the process, whatever the witness has left behind."""
        _raise_memory_limit()
        left = memoryview(self._nonce + json.dumps(outcome).encode() + self._nonce)
        while left:
            left = left[os.write(self._pipe, left) :]
        os._exit(0)


class _ChangedError(Exception):
    """A file is not what it was when the job was planned."""


def _enter(surroundings: Surroundings) -> int:
    """Leaves the zygote's session and its open files but what is still needed; returns the pipe's new number."""
    os.setsid()
    die_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    pipe = fcntl.fcntl(surroundings.pipe, fcntl.F_DUPFD_CLOEXEC, surroundings.descriptor)
    null = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(null, standard)
    last = max(pipe + 2, resource.getrlimit(resource.RLIMIT_NOFILE)[0])
    for before, after in itertools.pairwise(
        (2, *sorted((pipe, *surroundings.walls.descriptors)), last)
    ):
        os.closerange(before + 1, after)
    return pipe


def _place_files(job: JobMessage, folder: str, scratch: str) -> dict[str, str]:
    """Copies the concept's files into the scratch folder and returns the sources of its modules by name.

    Copies and not links: a witness that writes to `draws.csv` must change neither the author's file nor another run's.
    """
    helpers: dict[str, str] = {}
    for name, digest in job["files"]:
        try:
            with open(os.path.join(folder, name), "rb") as file:
                content = file.read()
        except OSError as error:
            raise _ChangedError(f"'{name}' cannot be read: {error.strerror}") from error
        if hashlib.sha256(content).hexdigest() != digest:
            raise _ChangedError(f"'{name}' has changed since the build began")
        with open(os.path.join(scratch, name), "xb") as copy:
            copy.write(content)
        stem = name.removesuffix(".py")
        if name.endswith(".py") and stem.isidentifier():
            helpers[stem] = content.decode("utf-8", "replace")
    os.chdir(scratch)
    return helpers


def _set_environment(scratch: str) -> None:
    os.environ.clear()  # of the little that the zygote has left in it
    os.environ.update(
        {"HOME": scratch, "TMPDIR": scratch, "SOURCE_DATE_EPOCH": "0"}
    )  # the day that files are dated with


def _set_limits(limits: LimitsMessage, scratch: str) -> None:
    """Limits that the kernel keeps; time on the clock is kept by an alarm here and by the zygote from outside.

    One file may take what the run's copies leave of the sum that the zygote watches, so that it is the kernel that ends a file too large.
    """
    memory = read_address_space() + limits["memory_mib"] * 2**20
    total = limits["files_mib"] * 2**20
    files = max(0, total - measure_folder(scratch, most=total))
    for kind, soft, hard in (
        (resource.RLIMIT_CORE, 0, 0),
        (resource.RLIMIT_CPU, limits["time_s"] + 1, limits["time_s"] + 2),
        (resource.RLIMIT_FSIZE, files, files),
        (resource.RLIMIT_NOFILE, MOST_FILES_OPEN, MOST_FILES_OPEN),
        (resource.RLIMIT_AS, memory, memory + SPARE_MEMORY),
    ):
        given = resource.getrlimit(kind)[
            1
        ]  # what we were started with: only a lower limit may be set
        most = hard if given == resource.RLIM_INFINITY else min(hard, given)
        resource.setrlimit(kind, (min(soft, most), most))


def _raise_memory_limit() -> None:
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    resource.setrlimit(resource.RLIMIT_AS, (hard, hard))


def _reseed() -> None:
    """Gives the generators that a witness need not seed a state of their own in every run, so that their use shows."""
    random.seed(int.from_bytes(os.urandom(8)))  # a number, of which no digest is taken
    numpy.random.seed(
        int.from_bytes(os.urandom(4))
    )  # a hundred times as quick as to let numpy draw its 2,496 bytes itself
