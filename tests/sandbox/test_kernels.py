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
    arithmetic.best_kernels() != "Haswell", reason="no x86-64 processor with AVX2"
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
    assert ("kernels of Haswell, as on other machines" in shown) == (chosen == "Haswell")
    differs = "those of Haswell crash here; the last digits of a value may differ"
    assert (differs in shown) == (chosen != "Haswell")


def test_the_choice_is_remembered_until_numpy_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    assert arithmetic.pin_arithmetic()["OPENBLAS_CORETYPE"] == "Haswell"
    arithmetic._choose_kernels.cache_clear()
    monkeypatch.setattr(arithmetic, "_try_kernels", lambda _: pytest.fail("it was tried again"))
    assert arithmetic.pin_arithmetic()["OPENBLAS_CORETYPE"] == "Haswell"
    arithmetic._choose_kernels.cache_clear()
    monkeypatch.setattr(arithmetic, "_digest_numpy", lambda: "another")
    monkeypatch.setattr(arithmetic, "_try_kernels", lambda kernels: -11 * (kernels != "Zen"))
    assert arithmetic.pin_arithmetic()["OPENBLAS_CORETYPE"] == "Zen"


def test_a_trial_that_does_not_end_is_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as busy:
        busy.setattr(arithmetic, "_TRIAL_S", 0)
        assert "OPENBLAS_CORETYPE" not in arithmetic.pin_arithmetic()
    arithmetic._choose_kernels.cache_clear()
    assert arithmetic.pin_arithmetic()["OPENBLAS_CORETYPE"] == "Haswell"


@pytest.mark.parametrize(("crashing", "chosen"), [((), "ARMV8"), (("ARMV8",), None)])
def test_aarch64_has_its_own_kernels(
    monkeypatch: pytest.MonkeyPatch, crashing: tuple[str, ...], chosen: str | None
) -> None:
    monkeypatch.setattr(arithmetic, "_read_machine", lambda: "aarch64")
    monkeypatch.setattr(arithmetic, "_read_features", lambda: frozenset({"asimd"}))
    monkeypatch.setattr(arithmetic, "_TRIAL", CRASHES.format(crashing))
    pinned = arithmetic.pin_arithmetic()
    assert pinned.get("OPENBLAS_CORETYPE") == chosen
    assert pinned.keys() - {"OPENBLAS_CORETYPE"} == set(arithmetic.ONE_THREAD)


def test_a_machine_of_another_kind_keeps_its_kernels(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(arithmetic, "_read_machine", lambda: "riscv64")
    assert arithmetic.pin_arithmetic().keys() == set(arithmetic.ONE_THREAD)
    main(["doctor"])
    shown = capsys.readouterr().out
    assert "the kernels of this processor: the last digits of a value may differ" in shown


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
