"""The kernels of the linear algebra: tried before they are used, and replaced where they crash."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from builder.cli import main
from builder.effects.cache.outcomes import digest_engine
from builder.effects.sandbox import arithmetic

CRASHES = """
import os, signal
if os.environ.get("OPENBLAS_CORETYPE") in {!r}:
    os.kill(os.getpid(), signal.SIGSEGV)
"""

pytestmark = pytest.mark.skipif(
    "OPENBLAS_CORETYPE" not in arithmetic.pin_arithmetic(),
    reason="the processor is below the level",
)


@pytest.fixture(autouse=True)
def untried(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An account in which no kernels have been tried."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    arithmetic._choose_kernels.cache_clear()
    yield
    arithmetic._choose_kernels.cache_clear()


@pytest.mark.parametrize(
    ("crashing", "chosen"),
    [
        ((), "Haswell"),
        (("Haswell",), "Zen"),
        (("Haswell", "Zen"), None),
        (("Haswell", "Zen", None), None),
    ],
)
def test_kernels_that_crash_are_not_used(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    crashing: tuple[str, ...],
    chosen: str | None,
) -> None:
    before = digest_engine()
    arithmetic._choose_kernels.cache_clear()
    monkeypatch.setattr(arithmetic, "_TRIAL", CRASHES.format(crashing))
    assert arithmetic.pin_arithmetic().get("OPENBLAS_CORETYPE") == chosen
    assert (digest_engine() == before) == (chosen == "Haswell")
    main(["doctor"])
    shown = capsys.readouterr().out
    assert ("kernels of Haswell, as everywhere" in shown) == (chosen == "Haswell")
    assert ("may differ from those of other machines" in shown) == (chosen != "Haswell")


def test_the_choice_is_remembered_until_numpy_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    assert arithmetic.pin_arithmetic()["OPENBLAS_CORETYPE"] == "Haswell"
    arithmetic._choose_kernels.cache_clear()
    monkeypatch.setattr(arithmetic, "_works", lambda kernels: pytest.fail("it was tried again"))
    assert arithmetic.pin_arithmetic()["OPENBLAS_CORETYPE"] == "Haswell"
    arithmetic._choose_kernels.cache_clear()
    monkeypatch.setattr(arithmetic, "_digest_numpy", lambda: "another")
    monkeypatch.setattr(arithmetic, "_works", lambda kernels: kernels == "Zen")
    assert arithmetic.pin_arithmetic()["OPENBLAS_CORETYPE"] == "Zen"


def test_kernels_are_tried_in_the_environment_of_a_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENBLAS_L2_SIZE", "1024")
    monkeypatch.setenv("OPENBLAS_CORETYPE", "Prescott")
    monkeypatch.setattr(
        arithmetic,
        "_TRIAL",
        "import os\n"
        "chosen = os.environ.get('OPENBLAS_CORETYPE'), os.environ['OPENBLAS_L2_SIZE']\n"
        "assert chosen == ('Zen', '512')",
    )
    pinned = arithmetic.pin_arithmetic()
    assert (pinned["OPENBLAS_CORETYPE"], pinned["OPENBLAS_L2_SIZE"]) == ("Zen", "512")
