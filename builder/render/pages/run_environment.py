"""The environment of a page's run, shown once: below the last listing of its Code section."""

from builder.records.evidence import Evidence
from builder.records.text import Content
from builder.render.prose.highlight import is_listed
from builder.render.render_context import View

KEY_SHOWN = 12  # characters of a run key; evidence.json has all of them


def view_environment(fence: int, content: Content, evidence: Evidence) -> View | None:
    """Return the package versions and the run key below the last listing, else nothing."""
    if not evidence.is_checked or fence != find_last_listing(content):
        return None
    return {
        "packages": tuple(f"{name} {version}" for name, version in evidence.packages),
        "key": evidence.run_key[:KEY_SHOWN],
    }


def find_last_listing(content: Content) -> int:
    """Return the index of the last listed fence of the Code section, or else of the page.

    Return -1 if no fence is listed. Fences inside other blocks, such as notes, do not count.
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
