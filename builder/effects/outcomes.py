"""Keeps the outcomes of runs under the keys of their jobs, so that nothing is run twice that comes out the same."""

import hashlib
import os
import sys
from pathlib import Path

from builder.effects.arithmetic import pin_arithmetic
from builder.effects.store import SealedStore
from builder.records.run import JobKind, Outcome, is_worth_keeping
from builder.witness.run_json import outcome_from_json, outcome_to_json

MOST_BYTES = 512 * 2**20  # on disk, of all entries


def digest_engine(*conditions: str) -> str:
    """16 hexadecimal digits that change with all that can change an outcome beside its job.

    That is our own code, Python, the packages installed, the kind of machine, and the `conditions` under which runs are made.
    """
    package = Path(__file__).parents[1]
    digest = hashlib.sha256(
        repr(
            (sys.version, os.uname().machine, sorted(pin_arithmetic().items()), conditions)
        ).encode()
    )
    for folder in ("witness", "effects"):
        for path in sorted(package.joinpath(folder).rglob("*.py")):
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    installed = (
        name
        for folder in sys.path
        if os.path.isdir(folder)
        for name in os.listdir(folder)
        if name.endswith(".dist-info")
    )
    digest.update("\0".join(sorted(installed)).encode(errors="surrogateescape"))
    return digest.hexdigest()[:16]


class OutcomeStore:
    """The outcomes of one engine below a folder, which is made when the first is kept."""

    def __init__(self, folder: Path, engine: str) -> None:
        self._store = SealedStore(folder, engine, MOST_BYTES)

    def recall(self, key: str, kind: JobKind) -> Outcome | None:
        """The outcome of the job of that key, if it was kept and nobody has touched it."""
        body = self._store.recall(key)
        outcome = outcome_from_json(body) if body is not None else None
        return outcome if outcome is not None and is_worth_keeping(kind, outcome) else None

    def keep(self, key: str, kind: JobKind, outcome: Outcome) -> None:
        """Keeps the outcome if the disk lets us; a failure is not kept, and removes what was kept before."""
        if is_worth_keeping(kind, outcome):
            self._store.keep(key, outcome_to_json(outcome).encode())
        else:
            self._store.drop(key)

    def prune(self) -> None:
        """Removes entries where all together have become too large; asked when a build ends."""
        self._store.prune()
