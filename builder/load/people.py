"""The names of people in BibTeX: names are separated by `and`, and each has one of three forms.

Source: btxdoc, section 4; Tame the BeaST, section 11.
"""

import re
from collections.abc import Iterator

from builder.load.latex import decode_latex
from builder.records.source import Person

OTHERS = Person("et al.")
_TOKEN = re.compile(r"(?<!\\)[{}]|\s+|,")


def split_people(text: str) -> tuple[tuple[Person, ...], tuple[tuple[str, str], ...]]:
    """Return the people of an author or editor field, and its faults as (message, hint)."""
    people: list[Person] = []
    faults: list[tuple[str, str]] = []
    names = list(_split_names(text))
    for number, name in enumerate(names):
        written = ", ".join(" ".join(words) for words in name)[:60].strip(" ,")
        if not any(any(words) for words in name):
            hint = "write Family, Given, and one 'and' between two names"
            faults.append(("a name is empty", hint))
        elif name == [["others"]] and number == len(names) - 1:
            people.append(OTHERS)
        elif len(name) > 3:
            hint = "separate names by ' and ', not by commas"
            faults.append((f"'{written}' has more than two commas", hint))
        elif not any(name[0]):
            message = f"'{written}' has no family name before its comma"
            faults.append((message, "write Family, Given"))
        else:
            if any(";" in word for words in name for word in words):
                faults.append((f"'{written}' holds a semicolon", "separate names by ' and '"))
            people.append(_make_person(name))
    return tuple(people), tuple(faults)


def _split_names(text: str) -> Iterator[list[list[str]]]:
    """Yield each name as lists of words between commas; a text in braces is one word."""
    name: list[list[str]] = [[]]
    for word in _split_words(text.replace("~", " ")):
        if word.lower() == "and":
            yield name
            name = [[]]
        elif word == ",":
            name.append([])
        else:
            name[-1].append(word)
    yield name


def _split_words(text: str) -> Iterator[str]:
    if "{" not in text:
        yield from text.replace(",", " , ").split()
        return
    depth = start = 0
    for match in _TOKEN.finditer(text):
        sign = match.group()
        if sign == "{":
            depth += 1
        elif sign == "}":
            depth = max(depth - 1, 0)
        elif depth == 0:
            if start < match.start():
                yield text[start : match.start()]
            if sign == ",":
                yield ","
            start = match.end()
    if start < len(text):
        yield text[start:]


def _make_person(name: list[list[str]]) -> Person:
    """Return the person of `First von Last`, `von Last, First` or `von Last, Jr, First`.

    A corporate author in braces is one word, and so a family name.
    """
    if len(name) == 1:
        words = name[0]
        particles = (at for at, word in enumerate(words[:-1]) if word[0].islower())
        family = next(particles, len(words) - 1)
        return Person(_decode(words[family:]), _decode(words[:family]))
    if len(name) == 2:
        return Person(_decode(name[0]), _decode(name[1]))
    return Person(_decode([*name[0], *name[1]]), _decode(name[2]))


def _decode(words: list[str]) -> str:
    return decode_latex(" ".join(words))[0]
