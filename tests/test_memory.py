"""What a build remembers of the one before: the same arguments give the same object, and nothing is worked out twice."""

from dataclasses import dataclass
from functools import partial

from builder.records.codec import Codec
from builder.records.memory import Memory


@dataclass(frozen=True)
class Record:
    text: str


def read(record: Record) -> str:
    return record.text


class Worker:
    """A function of records that counts how often it is asked."""

    def __init__(self) -> None:
        self.calls = 0

    def __call__(self, record: Record, number: int) -> Record:
        self.calls += 1
        return Record(record.text * number)


def test_the_same_record_is_worked_on_once_in_two_builds() -> None:
    memory, worker, record = Memory(), Worker(), Record("a")
    found = []
    for _ in range(3):
        memory.begin()
        found.append(memory.recall("twice", (record, 2), lambda: worker(record, 2)))
    assert worker.calls == 1
    assert found[0] is found[1] is found[2]


def test_an_equal_record_is_another_one_and_so_is_another_number_or_name() -> None:
    memory, worker, record = Memory(), Worker(), Record("a")
    for known_by in ((record, 2), (Record("a"), 2), (record, 3), (record, "2")):
        memory.recall("work", known_by, lambda: worker(record, 2))
    memory.recall("other work", (record, 2), lambda: worker(record, 2))
    assert worker.calls == 5


def test_texts_and_bytes_are_known_by_what_they_say() -> None:
    memory, worker = Memory(), Worker()
    for text in ("ab", "".join(["a", "b"])):
        memory.recall("work", (text, text.encode()), partial(worker, Record(text), 1))
    assert worker.calls == 1


def test_what_a_build_did_not_ask_for_is_forgotten_by_the_next_but_one() -> None:
    memory, worker, record = Memory(), Worker(), Record("a")
    memory.recall("work", (record,), lambda: worker(record, 1))
    memory.begin()
    memory.begin()
    memory.recall("work", (record,), lambda: worker(record, 1))
    assert worker.calls == 2


def test_a_record_whose_like_has_gone_is_not_taken_for_it() -> None:
    """What is remembered holds its arguments: no later record can have the number of one that is gone."""
    memory = Memory()
    found = [
        memory.recall("text", (record,), partial(read, record))
        for record in map(Record, map(str, range(1000)))
    ]
    assert found == [str(number) for number in range(1000)]


def test_nothing_is_remembered_of_nothing() -> None:
    memory, answers = Memory(), iter((None, "found"))
    assert memory.recall("work", ("key",), lambda: next(answers)) is None
    assert memory.recall("work", ("key",), lambda: next(answers)) == "found"


def test_an_equal_value_settles_to_the_one_before() -> None:
    memory, first = Memory(), Record("a")
    assert memory.settle("record", first) is first
    assert memory.settle("record", Record("a")) is first
    other = Record("b")
    assert memory.settle("record", other) is other


class Kept:
    """A store in memory."""

    def __init__(self) -> None:
        self.entries: dict[str, bytes] = {}

    def recall(self, key: str) -> bytes | None:
        return self.entries.get(key)

    def keep(self, key: str, body: bytes) -> bool:
        self.entries[key] = body
        return True


def test_what_python_has_but_once_was_made_by_nobody() -> None:
    """`()` is one object, wherever it comes from: it may be part of what was made, and of what that was made of."""
    codec = Codec[tuple[str, tuple[str, ...]]](tuple[str, tuple[str, ...]])
    store, memory, records = Kept(), Memory(), [Record("a"), Record("b")]
    for _ in range(2):
        memory.begin(store)
        found = [
            memory.recall("pair", (record, ()), partial(pair, record), codec) for record in records
        ]
        assert found == [("a", ()), ("b", ())]
    assert len(store.entries) == 2


def pair(record: Record) -> tuple[str, tuple[str, ...]]:
    return record.text, ()


def test_what_gives_back_what_it_was_given_has_not_made_it() -> None:
    codec = Codec[str](str)
    memory, record = Memory(), Record("a")
    memory.begin(Kept())
    assert memory.of(same, record) is record
    assert memory.recall("text", (record,), partial(read, record), codec) == "a"


def same(record: Record) -> Record:
    return record


def test_what_is_made_in_passing_is_forgotten_and_what_was_there_is_not() -> None:
    memory, worker, record = Memory(), Worker(), Record("a")
    kept = memory.recall("kept", (record,), lambda: worker(record, 1))
    with memory.passing():
        made = memory.recall("made", (record,), lambda: worker(record, 2))
        memory.recall("of it", (made,), lambda: worker(made, 2))
        assert memory.recall("kept", (record,), lambda: worker(record, 1)) is kept
    assert worker.calls == 3
    assert memory.find("made", (record,)) is None
    assert memory.find("kept", (record,)) is kept
