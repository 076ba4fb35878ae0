"""Records in words: who, when, how many, how it was read."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from builder.records.literal import Literal, Settings
from builder.records.source import Person, Source
from builder.records.text import Content

WORDS_PER_MINUTE = (
    200  # our choice, for prose with formulas; the page calls it a reading time, not a measurement
)


def count(number: int, word: str) -> str:
    """`1 claim`, `3 claims`."""
    return f"{number} {word}{'' if number == 1 else 's'}"


def list_words(words: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def name_people(people: Sequence[Person]) -> str:
    """All names in full, as on a page of their own."""
    return list_words([str(person) for person in people])


def label_sources(sources: Iterable[Source]) -> dict[str, str]:
    """Author and year of every source by its key, `Belkin et al. 2019`; those that would look alike get letters, by key."""
    plain = {source.key: _label(source) for source in sources}
    many = {label for label, number in Counter(plain.values()).items() if number > 1}
    used: Counter[str] = Counter()
    labels = {}
    for key, label in sorted(plain.items()):
        labels[key] = label + (chr(ord("a") + used[label] % 26) if label in many else "")
        used[label] += 1
    return labels


def _label(source: Source) -> str:
    people = source.authors or source.editors
    names = [person.family for person in people]
    who = (
        names[0]
        if len(names) == 1
        else f"{names[0]} and {names[1]}"
        if len(names) == 2
        else f"{names[0]} et al."
        if names
        else source.title
    )
    return f"{who} {source.year}".strip()


def format_date(day: date) -> str:
    """The date as people wrote it, `2026-11-23`."""
    return day.isoformat()


def format_literal(value: Literal) -> str:
    """A parameter's value as written in Python."""
    return repr(value)


def format_settings(settings: Settings) -> str:
    """`ridge = 100.0, tail = 'cauchy'`."""
    return ", ".join(f"{name} = {format_literal(value)}" for name, value in settings)


def format_number(value: float | None) -> str:
    """Four significant digits; nothing where nothing was measured."""
    return "" if value is None else f"{value:.4g}"


def reading_time(content: Content) -> int:
    """The whole minutes that the page's prose takes, its code left out; at least one."""
    return max(1, round(content.words / WORDS_PER_MINUTE))
