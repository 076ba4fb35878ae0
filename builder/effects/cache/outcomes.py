"""The outcomes of runs, stored so that no job is run twice that comes out the same."""

import hashlib
import os
import sys
from collections.abc import Iterable
from pathlib import Path

from builder import __version__
from builder.effects.cache.database import Cache
from builder.effects.cache.fingerprint import take_fingerprint
from builder.effects.sandbox.arithmetic import pin_arithmetic
from builder.records.request import Request
from builder.records.run import JobKind, Outcome, is_worth_keeping
from builder.witness.run_json import outcome_from_json, outcome_to_json


def digest_engine(*conditions: str) -> str:
    """16 hexadecimal digits that change with all that can change an outcome beside its job.

    That is our own code, Python, the installed packages, the kind of machine, and the `conditions`
    of the runs.
    """
    package = Path(__file__).parents[2]
    digest = hashlib.sha256(
        repr(
            (sys.version, os.uname().machine, sorted(pin_arithmetic().items()), conditions)
        ).encode()
    )
    for folder in ("witness", "effects/sandbox", "effects/figures"):
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


def digest_builder() -> str:
    """Return 16 hexadecimal digits that change with our own files and the installed packages."""
    package = Path(__file__).parents[2]
    return take_fingerprint([str(package)], [__version__]).digest[:16]


class Outcomes:
    """The outcomes of runs, each a row of the cache under the key of its job."""

    def __init__(self, cache: Cache, engine: str) -> None:
        """`engine` is the digest of all that can change an outcome beside its job."""
        self._cache = cache
        self._engine = engine

    def get(self, requests: Iterable[Request]) -> dict[str, Outcome]:
        """Return the stored outcome of each job by its key."""
        kinds = {request.job.key: request.job.kind for request in requests}
        rows = {self._name(key): key for key in kinds}
        found = {}
        for name, (raw, _) in self._cache.get_heads(rows).items():
            outcome = outcome_from_json(raw)
            if outcome is not None and is_worth_keeping(kinds[rows[name]], outcome):
                found[rows[name]] = outcome
        return found

    def put(self, key: str, kind: JobKind, outcome: Outcome) -> None:
        """Store the outcome.

        A failure that may not come again is not stored, and removes what was.
        """
        if is_worth_keeping(kind, outcome):
            self._cache.put([(self._name(key), outcome_to_json(outcome).encode(), b"")])
        else:
            self._cache.drop(self._name(key))

    def _name(self, key: str) -> str:
        return f"outcome {self._engine} {key}"
