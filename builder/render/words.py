"""Words for the values of records: people, dates, numbers, source labels, reading times."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from builder.records.literal import Literal, Settings
from builder.records.source import Person, Source
from builder.records.text import ContentOutline

WORDS_PER_MINUTE = 200  # an assumption for prose with formulas, not a measurement


def count(number: int, word: str) -> str:
    """Return the number with the word, in the plural if needed: `1 claim`, `3 claims`."""
    return f"{number} {word}{'' if number == 1 else 's'}"


def list_words(words: Sequence[str]) -> str:
    """Join words as in a sentence: `a`, `a and b`, `a, b and c`."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def name_people(people: Sequence[Person]) -> str:
    """Join the full names of people."""
    return list_words([str(person) for person in people])


def label_sources(sources: Iterable[Source]) -> dict[str, str]:
    """Return each source's author and year by its key, `Belkin et al. 2019`.

    Equal labels get letters in the order of their keys.
    """
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
    if not names:
        author = source.title
    elif len(names) > 2:
        author = f"{names[0]} et al."
    else:
        author = list_words(names)
    return f"{author} {source.year}".strip()


def format_date(day: date) -> str:
    """Return the date as in the records, `2026-11-23`."""
    return day.isoformat()


def format_literal(value: Literal) -> str:
    """Return a parameter's value as written in Python."""
    return repr(value)


def format_settings(settings: Settings) -> str:
    """Return settings as assignments: `ridge = 100.0, tail = 'cauchy'`."""
    return ", ".join(f"{name} = {format_literal(value)}" for name, value in settings)


def format_number(value: float | None) -> str:
    """Return the value with four significant digits, empty if there is no value."""
    return "" if value is None else f"{value:.4g}"


def reading_time(content: ContentOutline) -> int:
    """Return the reading time of the page's prose in minutes, without its code; at least 1."""
    return max(1, round(content.words / WORDS_PER_MINUTE))
