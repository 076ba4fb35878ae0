"""The walk through the review queue: which claim is shown, which are marked, what a key does.

Nothing here reads a key or writes a file, so that each step can be tested by itself.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from builder.records.review import QueuedClaim
from builder.records.verdict import VERDICTS

# key -> (name of the action, words beside the key)
VERDICT_KEYS = dict(zip("ycnx", VERDICTS, strict=True))
_SHORT = {VERDICTS[1]: "with caveat"}  # so that the verdicts fit on a line of 80 columns
ACTION_KEYS = {
    "m": ("mark", "mark"),
    "s": ("skip", "skip"),
    "p": ("skip page", "skip page"),
    "u": ("undo", "undo"),
    "q": ("quit", "quit"),
    " ": ("more", "more"),
    "b": ("back", "back"),
}
_OTHER_KEYS = {
    "pagedown": "more",
    "pageup": "back",
    "down": "line down",
    "up": "line up",
    "end of input": "quit",
}
_KEY_NAMES = {" ": "space"}


@dataclass(frozen=True, slots=True)
class Walk:
    """The claims of the queue, page by page, and what has become of them in this run.

    `closed` are the claims that were reviewed or skipped; `marked` are those of the present page
    that the next verdict counts for too; `last` are those of the record that can be taken back.
    """

    queue: tuple[QueuedClaim, ...]
    closed: frozenset[str] = frozenset()
    marked: frozenset[str] = frozenset()
    last: tuple[str, ...] = ()
    records: int = 0
    reviewed: int = 0
    skipped: int = 0

    @property
    def current(self) -> QueuedClaim | None:
        """The claim to show; a marked one only if no other of its page is left."""
        left = self._list_open()
        if not left:
            return None
        page = [item for item in left if item.concept == self._find_page(left)]
        return next((item for item in page if item.key not in self.marked), page[0])

    @property
    def targets(self) -> tuple[QueuedClaim, ...]:
        """The claims that a verdict counts for: the one shown and those marked, in page order."""
        shown = self.current
        return tuple(
            item
            for item in self._list_open()
            if item.key in self.marked or (shown is not None and item.key == shown.key)
        )

    @property
    def number(self) -> int:
        """The place of the claim shown in the queue, from 1; 0 if there is none."""
        shown = self.current
        return 0 if shown is None else self.queue.index(shown) + 1

    def _list_open(self) -> list[QueuedClaim]:
        return [item for item in self.queue if item.key not in self.closed]

    def _find_page(self, left: list[QueuedClaim]) -> str:
        """Return the page of the marked claims, which is not left before their verdict."""
        return next((item.concept for item in left if item.key in self.marked), left[0].concept)


def begin_walk(queue: Iterable[QueuedClaim]) -> Walk:
    """Return the walk at its first claim; the pages stand in the order of their first claims."""
    pages: dict[str, list[QueuedClaim]] = {}
    for item in queue:
        pages.setdefault(item.concept, []).append(item)
    return Walk(tuple(item for page in pages.values() for item in page))


def find_action(key: str) -> str:
    """Return the name of the action of a key, `verdict` for a verdict; empty if it has none."""
    if key in VERDICT_KEYS:
        return "verdict"
    return ACTION_KEYS[key][0] if key in ACTION_KEYS else _OTHER_KEYS.get(key, "")


def list_keys() -> tuple[str, str]:
    """Return the two lines that name the keys: those of verdicts, and all others."""
    verdicts = (f"[{key}] {_SHORT.get(verdict, verdict)}" for key, verdict in VERDICT_KEYS.items())
    others = (f"[{_KEY_NAMES.get(key, key)}] {words}" for key, (_, words) in ACTION_KEYS.items())
    return "  ".join(verdicts), "  ".join(others)


def explain_key(key: str) -> str:
    """Return which keys there are, for one that does nothing."""
    named = {key: words for key, (_, words) in ACTION_KEYS.items()}
    keys = ", ".join(
        f"{_KEY_NAMES.get(key, key)} {words}" for key, words in {**VERDICT_KEYS, **named}.items()
    )
    return f"the key {key!r} does nothing here; the keys are: {keys}"


def mark_claim(walk: Walk) -> Walk:
    """Return the walk with the claim shown marked, or no longer marked if it was."""
    shown = walk.current
    return walk if shown is None else replace(walk, marked=walk.marked ^ {shown.key})


def skip_claim(walk: Walk) -> Walk:
    """Return the walk without the claim shown, which is not shown again in this run."""
    shown = walk.current
    return walk if shown is None else _skip(walk, {shown.key})


def skip_page(walk: Walk) -> Walk:
    """Return the walk without the claims of the present page."""
    shown = walk.current
    if shown is None:
        return walk
    return _skip(walk, {item.key for item in walk.queue if item.concept == shown.concept})


def close_reviewed(walk: Walk, keys: tuple[str, ...]) -> Walk:
    """Return the walk after a record of these claims was written."""
    return replace(
        walk,
        closed=walk.closed | set(keys),
        marked=walk.marked - set(keys),
        last=keys,
        records=walk.records + 1,
        reviewed=walk.reviewed + len(keys),
    )


def reopen_last(walk: Walk) -> Walk:
    """Return the walk after its last record was taken back: its claims are open again.

    Those of a record of several claims are marked again, in place of any others.
    """
    return replace(
        walk,
        closed=walk.closed - set(walk.last),
        marked=frozenset(walk.last[1:] and walk.last),
        last=(),
        records=walk.records - 1,
        reviewed=walk.reviewed - len(walk.last),
    )


def _skip(walk: Walk, keys: set[str]) -> Walk:
    fresh = keys - walk.closed
    return replace(
        walk,
        closed=walk.closed | fresh,
        marked=walk.marked - fresh,
        skipped=walk.skipped + len(fresh),
    )
