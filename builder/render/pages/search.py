"""The search.

Its page, which lists all that can be found, and the index that `theme/js/search-rank.js` reads.

A small atlas has one file, `index.json`: how many objects there are of each kind, the objects by
number as [title, page, address, text], the words in order, and for each word its postings. A larger
one has a head with the names of the other files: words by first letter (`a.json`, `u3b1.json` for a
letter that is none of a to z and 0 to 9) and objects in runs (`objects-0.json`).

Postings of a word are the numbers of its objects, ascending, each as its distance from the one
before times four, plus the weight less one.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from builder.render.pages.findable import KINDS, Findable
from builder.render.pages.fold import fold_words
from builder.render.pages.lists import LongList
from builder.render.prose.typeset import Typesetter
from builder.render.render_context import RenderContext, View, page_frame
from builder.render.words import count

FOLDER = "assets/search/"
MOST_BYTES = 100_000  # of an index in one file
RUN = 256  # objects in a file of their own

Postings = dict[str, list[int]]
MOST_FOUND = 500  # objects of a kind in the list below the search
KIND_TITLES = {
    "concept": "Concepts",
    "domain": "Domains",
    "section": "Sections",
    "claim": "Claims",
    "symbol": "Symbols",
    "source": "Sources",
}


def view_search(context: RenderContext, findables: Sequence[Findable]) -> View:
    """All objects by kind, as lists of links, of a long list the first.

    Sections stand in one line per page.
    """
    lists = list_found(findables)
    numbers = {kind: sum(found.kind == kind for found in findables) for kind in KINDS}
    summary = ", ".join(count(number, kind) for kind, number in numbers.items() if number) + "."
    return {
        **page_frame(context, "search/index.html", "Search", f"Search over {summary}"),
        "summary": summary,
        "groups": tuple(
            {
                "anchor": f"all-{kind}s",
                "title": f"{KIND_TITLES[kind]} ({numbers[kind]})",
                "objects": tuple(_view_object(found) for found in lists[kind].shorten())
                if kind != "section"
                else (),
                "pages": _view_sections(lists[kind].shorten()) if kind == "section" else (),
                "all": lists[kind].link_all("../"),
            }
            for kind in KINDS
            if numbers[kind]
        ),
    }


def list_found(findables: Sequence[Findable]) -> dict[str, LongList[Findable]]:
    """All objects by kind."""

    def view(found: Findable, root: str, _: Typesetter) -> View:
        return {"href": f"{root}{found.href}", "title": found.title, "note": found.page}

    back = ("search/", "Search")
    own = {kind: [found for found in findables if found.kind == kind] for kind in KINDS}
    return {
        kind: LongList(
            f"search/all-{kind}s", own[kind], KIND_TITLES[kind], kind, back, view, MOST_FOUND
        )
        for kind in KINDS
    }


def write_index(findables: Sequence[Findable], most_bytes: int = MOST_BYTES) -> dict[str, bytes]:
    """Return the files of the index by path.

    One where it has at most `most_bytes`, else one per letter and per run of objects.
    """
    kinds = [[kind, sum(found.kind == kind for found in findables)] for kind in KINDS]
    objects = [[found.title, found.page, found.href, found.text] for found in findables]
    postings = _post(findables)
    whole = _encode({"kinds": kinds, "objects": objects, **_list_words(postings.items())})
    if len(whole) <= most_bytes:
        return {f"{FOLDER}index.json": whole}
    letters = {
        letter: tuple(words)
        for letter, words in groupby(postings.items(), key=lambda posted: _name_letter(posted[0]))
    }
    runs = {
        f"objects-{start // RUN}": objects[start : start + RUN]
        for start in range(0, len(objects), RUN)
    }
    files: dict[str, object] = {"index": {"kinds": kinds, "run": RUN, "letters": list(letters)}}
    files |= {letter: _list_words(words) for letter, words in letters.items()}
    files |= runs
    return {f"{FOLDER}{name}.json": _encode(content) for name, content in files.items()}


def _post(findables: Sequence[Findable]) -> Postings:
    """Return the postings of every word, words in the order in which JavaScript compares them."""
    best: dict[str, dict[int, int]] = {}
    for number, found in enumerate(findables):
        for weight, text in found.fields:
            for word in fold_words(text):
                weights = best.setdefault(word, {})
                weights[number] = max(weights.get(number, 0), weight)
    return {
        word: _encode_postings(best[word])
        for word in sorted(best, key=lambda word: word.encode("utf-16-be"))
    }


def _encode_postings(weights: Mapping[int, int]) -> list[int]:
    """Return the numbers, which come in ascending order, with their weights."""
    encoded, before = [], 0
    for number, weight in weights.items():
        encoded.append((number - before) * 4 + weight - 1)
        before = number
    return encoded


def _list_words(posted: Iterable[tuple[str, list[int]]]) -> dict[str, object]:
    words = tuple(posted)
    return {"words": [word for word, _ in words], "postings": [postings for _, postings in words]}


def _name_letter(word: str) -> str:
    """Return the name of the file that holds the word, by its first letter."""
    letter = word[0]
    return letter if letter.isascii() else f"u{ord(letter):x}"


def _encode(content: object) -> bytes:
    return (json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def _view_object(found: Findable) -> View:
    return {
        "href": f"../{found.href}",
        "title": found.title,
        "page": found.page,
        "text": found.text,
    }


def _view_sections(sections: Sequence[Findable]) -> tuple[View, ...]:
    """Return the sections by the page that they stand on."""
    by_page = groupby(sections, key=lambda found: (found.href.partition("#")[0], found.page))
    return tuple(
        {
            "href": f"../{href}",
            "title": page,
            "sections": tuple(_view_object(found) for found in own),
        }
        for (href, page), own in by_page
    )
