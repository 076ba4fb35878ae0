"""The process of one run: it enters the sandbox, runs one job, writes its record, and exits.

A zygote forks it. It shares nothing with other runs except memory that was written before the fork.
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

from builder.effects.figures.draw import draw_again, draw_current
from builder.effects.files.system import die_with_parent, read_address_space
from builder.effects.sandbox.lockdown import SandboxLayers
from builder.effects.sandbox.plain_run import PlainRun
from builder.effects.sandbox.watchdog import measure_folder
from builder.effects.sandbox.witness_run import WitnessRun
from builder.witness.answers import name_error
from builder.witness.messages import JobMessage, LimitsMessage, OutcomeMessage, failed
from builder.witness.prepare import Prepared

MOST_FILES_OPEN = 256
MOST_FRAMES = 100_000  # recursion limit of a run that is being ended
SPARE_MEMORY = 64 * 2**20  # bytes beyond the limit, for a run that hit it to write its record


@dataclass(frozen=True, slots=True)
class ChildSetup:
    """The concept's own `folder`, the run's `scratch` folder, and the sandbox around them.

    The scratch folder is empty at first. It is the run's home and working folder, and holds its
    copies of the concept's files. `pipe` leads to the zygote. The child moves it to `descriptor`,
    a random number that the witness cannot know.
    """

    folder: str
    scratch: str
    walls: SandboxLayers
    pipe: int
    descriptor: int


def run_child(job: JobMessage, prepared: Prepared, surroundings: ChildSetup, nonce: bytes) -> None:
    """Run the job, write `nonce`, the outcome as JSON and `nonce` to the pipe, and exit."""
    scratch = surroundings.scratch
    record = _Record(surroundings.pipe, nonce)
    try:
        record = _Record(_enter(surroundings), nonce)
        helpers = _place_files(job, surroundings.folder, scratch)
        _set_environment(scratch)
        _set_limits(job["limits"], scratch)
        _reseed()
        surroundings.walls.rise()
        _run(job, prepared, helpers, record)
    except _ChangedError as error:
        record.finish(failed("record", str(error)))
    except BaseException as error:  # our own bug: the run must still end here with a record
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
            sys.setrecursionlimit(MOST_FRAMES)  # the witness may be at the recursion limit
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
    """The writing end of the pipe, and the nonce that frames the record."""

    def __init__(self, pipe: int, nonce: bytes) -> None:
        self._pipe = pipe
        self._nonce = nonce

    def finish(self, outcome: OutcomeMessage) -> None:
        """Write the record and exit, whatever threads or handlers the witness has left."""
        _raise_memory_limit()
        left = memoryview(self._nonce + json.dumps(outcome).encode() + self._nonce)
        while left:
            left = left[os.write(self._pipe, left) :]
        os._exit(0)


class _ChangedError(Exception):
    """A file has changed since the job was planned."""


def _enter(surroundings: ChildSetup) -> int:
    """Leave the zygote's session, close its files, and return the pipe's new descriptor.

    The pipe and the descriptors of the sandbox stay open.
    """
    os.setsid()
    die_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    pipe = fcntl.fcntl(surroundings.pipe, fcntl.F_DUPFD_CLOEXEC, surroundings.descriptor)
    null = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(null, standard)
    last = max(pipe + 2, resource.getrlimit(resource.RLIMIT_NOFILE)[0])
    needed = sorted((pipe, *surroundings.walls.descriptors))
    for before, after in itertools.pairwise((2, *needed, last)):
        os.closerange(before + 1, after)
    return pipe


def _place_files(job: JobMessage, folder: str, scratch: str) -> dict[str, str]:
    """Copy the concept's files to the scratch folder and return its modules' sources by name.

    They are copies, not links: a witness that writes to `draws.csv` must change neither the
    author's file nor that of another run.
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
    os.environ.clear()
    # SOURCE_DATE_EPOCH is the date that matplotlib writes into files.
    os.environ.update({"HOME": scratch, "TMPDIR": scratch, "SOURCE_DATE_EPOCH": "0"})


def _set_limits(limits: LimitsMessage, scratch: str) -> None:
    """Set the limits that the kernel enforces.

    Wall-clock time is limited by an alarm in the child and by the zygote from outside. The zygote
    also watches the sum of the sizes of all files. One file may take what the copies leave of that
    sum, so the kernel stops a file that is too large.
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
        inherited = resource.getrlimit(kind)[1]  # the kernel allows only a lower limit
        most = hard if inherited == resource.RLIM_INFINITY else min(hard, inherited)
        resource.setrlimit(kind, (min(soft, most), most))


def _raise_memory_limit() -> None:
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    resource.setrlimit(resource.RLIMIT_AS, (hard, hard))


def _reseed() -> None:
    """Seed the global random generators differently in every run.

    A witness that uses them without a seed of its own then gives different results when repeated.
    """
    random.seed(int.from_bytes(os.urandom(8)))  # unlike bytes, an integer is not hashed first
    # A hundred times as fast as numpy's own seeding, which draws 2,496 bytes.
    numpy.random.seed(int.from_bytes(os.urandom(4)))
