"""`plumbline new`: a scaffold for a domain, or for a concept that passes `check` as a draft."""

import os
import re
from argparse import Namespace
from pathlib import Path

from builder.commands import UsageError
from builder.commands.program import show
from builder.records.claim_kinds import CLAIM_KINDS

_ID = re.compile(r"[a-z][a-z0-9-]{0,63}")

DOMAIN = """\
title: {title}
summary: What the concepts of this domain share.
order: 1
colour: 1        # one of the theme's eight domain colours
"""

CONCEPT = """\
title: {title}
summary: One sentence that a newcomer understands.
invariant: One sentence that stays true in all four sections.
status: draft                          # planned | draft | review | published
importance: core                       # core | supporting | optional
difficulty: 2                          # 1 to 5
math_level: undergraduate              # school | undergraduate | graduate | research
claims:
  - id: first-claim
    text: What this page asserts, in one sentence.
    kind: synthetic                    # {kinds}
    caveat: What is not claimed.
    checks: [sum-is-half]
witness:
  counterconditions:
    - set: {{count: 3}}
      fails: [sum-is-half]
      because: three terms are not enough
"""

CONTENT = """\
## Intuition

What happens, in words. {{claim}}`The words that make the claim <first-claim>` are marked.

## Math

$$
\\sum_{{k=1}}^{{n}} 2^{{-k}} = 1 - 2^{{-n}}
$$ (partial-sum)

Refer to it as {{eq}}`partial-sum`.

## Code

```python
count = 20
total = sum(0.5**k for k in range(2, count + 2))

assert abs(total - 0.5) < 1e-5, "sum-is-half: the terms from one quarter on add up to one half"
```

The run gives {{value}}`total:.6f`.

## Interactive Demo

What the reader may change, and what to watch.
"""


def make_scaffold(arguments: Namespace) -> int:
    """Write the files of a new concept, and of a new domain; never overwrite a file."""
    domain, _, slug = (arguments.domain or arguments.id or "").partition("/")
    if bool(arguments.domain) == bool(arguments.id) or bool(slug) == bool(arguments.domain):
        raise UsageError("name a concept as DOMAIN/SLUG, or a domain with --domain NAME")
    for part in (domain, slug) if slug else (domain,):
        if not _ID.fullmatch(part):
            raise UsageError(
                f"'{part}': names are lower-case letters, digits and hyphens, "
                "and start with a letter"
            )
    folder = arguments.root / "concepts" / domain
    files = {}
    if not (folder / "domain.yaml").exists():
        files[folder / "domain.yaml"] = DOMAIN.format(title=_title(domain))
    if slug:
        files[folder / slug / "concept.yaml"] = CONCEPT.format(
            title=_title(slug), kinds=" | ".join(CLAIM_KINDS)
        )
        files[folder / slug / "content.md"] = CONTENT.format()
    write_new(arguments.root, files)
    return 0


def write_new(root: Path, files: dict[Path, str]) -> None:
    """Write new files below the root, behind no link. Raises: `UsageError` if one exists."""
    taken = [path for path in files if os.path.lexists(path)]
    if taken or not files:
        raise UsageError(f"'{taken[0]}' is there already" if taken else "it is there already")
    for path in files:
        if path.resolve() != root.resolve() / path.relative_to(root):
            raise UsageError(f"'{path.parent}' lies behind a link; put a folder in its place")
    for path, text in files.items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("x", encoding="utf-8", newline="\n") as file:
                file.write(text)
        except OSError as error:
            raise UsageError(f"'{path}' cannot be written: {error.strerror}") from None
        show(f"wrote {path}")


def _title(name: str) -> str:
    return name.replace("-", " ").capitalize()
