"""Each wall against forged checks by itself: the guard of values without the allow-list, and plain Python without both."""

from collections.abc import Iterator

import pytest

from builder.effects.sandbox import zygote_client
from builder.records.run import Outcome, RunLimits
from tests.sandbox.forgeries import Forgery, read_forgeries
from tests.sandbox.yard import Yard, open_yard

BY_VALUES, RECORD, CHANGES = (read_forgeries(name) for name in ("values", "recorder", "libraries"))
EVERYTHING = ("operator", "string", "warnings", "enum", "random", "os", "sys")
UNGUARDED = (
    "import sys; {path!r} in sys.path or sys.path.append({path!r}); "
    "from builder.witness import prepare; prepare.guard_values = lambda *one, **more: None; "
    "from builder.effects.sandbox import helper_modules, witness_run; "
    "witness_run.guard_values = helper_modules.guard_values = prepare.guard_values; "
    "witness_run.find_foreign = helper_modules.find_foreign = lambda *one, **more: (); "
    "helper_modules.find_forbidden = lambda *one, **more: (); "
)
LIMITS = RunLimits(time_s=5)
OWN_NAMES = (  # a program that gives a name of its own another value: plain Python says what the page says, and the allow-list refuses it
    "binds ",
    "a helper is changed",
    "a helper takes ",
    "a helper redefines ",
)


def has_forged(outcome: Outcome) -> bool:
    """Whether a complete record says that an assertion holds."""
    return outcome.complete and any(tally.passed == tally.hits for tally in outcome.tallies)


@pytest.fixture(scope="module")
def unguarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Yard]:
    """Yield a yard in which nothing looks at names or values."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(zygote_client, "_START", UNGUARDED + zygote_client._START)
        with open_yard(tmp_path_factory.mktemp("unguarded")) as yard:
            yield yard


@pytest.mark.parametrize("forgery", BY_VALUES, ids=lambda forgery: forgery.tries)
def test_the_guard_of_values_holds_alone(yard: Yard, forgery: Forgery) -> None:
    with yard.files(forgery.files), yard.watched():
        assert not has_forged(yard.runner.run(forgery.code, limits=LIMITS, allow=EVERYTHING))


@pytest.mark.parametrize("forgery", RECORD, ids=lambda forgery: forgery.tries)
def test_a_forged_record_is_contradicted_by_plain_python(unguarded: Yard, forgery: Forgery) -> None:
    with unguarded.watched():
        forged = unguarded.runner.run(forgery.code, limits=LIMITS, allow=EVERYTHING)
        plain = unguarded.runner.run_plain(forgery.code, limits=LIMITS)
    assert forged.complete
    if forged.tallies:
        assert has_forged(forged)
        assert plain.failure is not None
        assert plain.failure.message.startswith(
            ("AssertionError", "StopIteration", "AttributeError", "KeyError")
        )
    else:
        assert forged.outputs != plain.outputs


@pytest.mark.parametrize("forgery", CHANGES, ids=lambda forgery: forgery.tries)
def test_a_package_that_is_changed_is_noticed_by_plain_python(
    unguarded: Yard, forgery: Forgery
) -> None:
    with unguarded.files(forgery.files), unguarded.watched():
        plain = unguarded.runner.run_plain(forgery.code, limits=LIMITS)
    assert (plain.failure is None) == forgery.tries.startswith(OWN_NAMES), plain.failure
