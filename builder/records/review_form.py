"""Review records and snapshots as the YAML that stands in their files.

Reading it gives the record back.
"""

import re
import textwrap
from collections.abc import Iterator, Mapping

from builder.records.review import Review, Snapshot

HEAD = "# Append-only. Each record names the digest of the record before it (none for the first).\n"
SNAPSHOT_HEAD = (
    "# Append-only, written by `plumbline review record`: what reviews read, by digest: "
    "so the words that moved can be shown.\n"
)

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[ ,;/()+-]+[A-Za-z0-9()]+)*")
_NO_TEXTS = frozenset({"true", "false", "yes", "no", "on", "off", "null", "none", "y", "n"})


def write_review(review: Review) -> str:
    """Return the record as an item of `reviews.yaml`."""
    keys = [
        ("id", review.id),
        ("before", quote_digest(review.before)),
        ("claim", review.claim.id),
        ("reviewer", f"{{{', '.join(_write_reviewer(review))}}}"),
        ("date", review.date.isoformat()),
        ("read", review.read),
        ("criterion", quote_words(review.criterion)),
        ("verdict", review.verdict),
        ("excludes", quote_words(review.excludes) if review.excludes else ""),
        ("summary", quote_words(review.summary) if review.summary else ""),
    ]
    item = _write_item(
        [(key, text) for key, text in keys if text],
        {name: str(digest) for name, digest in review.digests},
    )
    also = (
        _write_item([("claim", one.claim.id)], {name: str(text) for name, text in one.digests})
        for one in review.also
    )
    further = textwrap.indent("".join(also), "    ")
    return f"{item}  also:\n{further}" if further else item


def write_blank(claim: str, before: str, digests: Mapping[str, str]) -> str:
    """Return a record of the claim with everything in it but what its reviewer has to say."""
    said = ("reviewer", "date", "read", "criterion", "verdict", "summary")
    known = {"reviewer": "{name: , kind: person}"}
    blanks = [(key, known.get(key, "")) for key in said]
    return _write_item(
        [("id", ""), ("before", quote_digest(before)), ("claim", claim), *blanks], digests
    )


def write_snapshot(snapshot: Snapshot) -> str:
    """Return the snapshot as an item of `snapshots.yaml`: its text in a block, as it is."""
    lines = "\n".join(f"    {line}" if line else "" for line in snapshot.text.split("\n"))
    digest = quote_digest(snapshot.digest)
    return f"- digest: {digest}\n  component: {snapshot.component}\n  text: |2-\n{lines}\n"


def quote_digest(digest: str) -> str:
    """Return a digest in quotes, since some look like numbers; `none` as it is."""
    return f'"{digest}"' if digest[:1].isdigit() or re.fullmatch(r"[0-9a-f]+", digest) else digest


def quote_words(words: str) -> str:
    """Return the words on one line, in single quotes where YAML would read something else."""
    line = " ".join(words.split())
    is_plain = _PLAIN.fullmatch(line) is not None and line.lower() not in _NO_TEXTS
    return line if is_plain else "'" + line.replace("'", "''") + "'"


def _write_reviewer(review: Review) -> Iterator[str]:
    yield f"name: {quote_words(review.reviewer.name)}"
    yield f"kind: {review.reviewer.kind}"
    if review.reviewer.author_of_page:
        yield "author_of_page: true"


def _write_item(keys: list[tuple[str, str]], digests: Mapping[str, str]) -> str:
    lines = [f"{key}: {text}".rstrip() for key, text in keys]
    lines += [
        "digests:",
        *(f"  {name}: {quote_digest(digest)}" for name, digest in digests.items()),
    ]
    return "".join(f"{'- ' if number == 0 else '  '}{line}\n" for number, line in enumerate(lines))
