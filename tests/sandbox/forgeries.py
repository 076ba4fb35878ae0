"""Programs that try to have a check counted that did not hold, several to a file.

A line `#: what it tries -> what its page gets` begins a program; `#: file name` begins a file beside its page.
"""

import re
from dataclasses import dataclass

from tests.sandbox.cases import WITNESSES

_HEAD = re.compile(r"^#: (.+)\n", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Forgery:
    """A program that deceives; `page` is what its page gets, `files` lie beside it."""

    tries: str
    page: str
    code: str
    files: tuple[tuple[str, str], ...] = ()


def read_forgeries(name: str) -> list[Forgery]:
    """Return the programs of one file."""
    parts = _HEAD.split((WITNESSES / "forgeries" / f"{name}.py").read_text("utf-8"))[1:]
    found: list[Forgery] = []
    for head, code in zip(parts[::2], parts[1::2], strict=True):
        tries, _, page = head.partition(" -> ")
        if page:
            found.append(Forgery(tries, page, code))
        else:
            last = found[-1]
            found[-1] = Forgery(
                last.tries, last.page, last.code, (*last.files, (tries.removeprefix("file "), code))
            )
    return found
