"""One yard for all tests of a module; where runs cannot be locked away there is nothing to test."""

import os
from collections.abc import Iterator

import pytest

from builder.effects.sandbox.lockdown import find_faults
from tests.conftest import need
from tests.sandbox.yard import Yard, open_yard


@pytest.fixture(scope="module")
def yard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Yard]:
    for name, fault in find_faults():
        need(f"{name} ({fault})", present=False)
    os.environ["PLUMBLINE_CANARY"] = "secret"
    with open_yard(tmp_path_factory.mktemp("yard")) as opened:
        yield opened
