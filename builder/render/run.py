"""What the code of a page was run with, told once: below the last listing of its Code section."""

from builder.records.evidence import Evidence
from builder.records.text import Content
from builder.render.code import is_listed
from builder.render.known import View

KEY_SHOWN = 12  # characters of a run key; evidence.json holds all of it


def view_made(fence: int, content: Content, evidence: Evidence) -> View | None:
    """The versions of the packages and the run key, for the one fence that they stand below."""
    if not evidence.is_checked or fence != find_last_listing(content):
        return None
    return {
        "packages": tuple(f"{name} {version}" for name, version in evidence.packages),
        "key": evidence.run_key[:KEY_SHOWN],
    }


def find_last_listing(content: Content) -> int:
    """The index of the last fence of the Code section that is shown, of the page where that section shows none; -1 where no fence is.

    Fences inside of other blocks, such as notes, do not count.
    """
    last = -1
    for section in content.sections:
        tokens = content.text.tokens[section.start : section.stop]
        fences = [
            token.meta["fence"]
            for token in tokens
            if token.type == "fence" and token.level == 0 and "fence" in token.meta
        ]
        listed = [index for index in fences if is_listed(content.fences[index])]
        if listed:
            last = listed[-1]
        if listed and section.id == "code":
            break
    return last
