"""All that the build knows when it renders, and the addresses of what it renders."""

from collections.abc import Mapping
from dataclasses import dataclass

from builder.records.atlas import Atlas
from builder.records.concept import ConceptRecord
from builder.records.evidence import Evidence
from builder.records.graph import Graph
from builder.records.layout import Maps
from builder.records.level import Level
from builder.records.outline import Outline
from builder.records.review import QueuedClaim
from builder.records.source import Audit
from builder.records.summary import ConceptSummary

View = Mapping[str, object]  # what a template is given; its names stand in theme/templates/


@dataclass(frozen=True, slots=True)
class RenderContext:
    """What a page may know.

    A concept's page has its own concept in full and the summaries of those that it refers to;
    a page of the whole atlas has every summary, and every concept without prose, code and drawings.
    """

    atlas: Atlas[ConceptRecord]
    summaries: Mapping[str, ConceptSummary]
    levels: Mapping[str, tuple[Level, ...]]  # of the claims of each concept that has a summary here
    graph: Graph
    outlines: Mapping[str, Outline]
    evidence: Mapping[str, Evidence]
    labels: Mapping[str, str]  # "belkin2019reconciling" -> "Belkin et al. 2019"
    maps: Maps
    queue: tuple[QueuedClaim, ...] = ()  # the most pressing first

    def audits_of(self, key: str) -> list[Audit]:
        """Return the audits of the source's record, in their order."""
        return [audit for audit in self.atlas.audits if audit.key.id == key]

    def is_shown(self, concept: ConceptRecord | ConceptSummary) -> bool:
        """Return true if the site has a page of the concept."""
        return self.summaries[concept.id].has_page


def root_of(path: str) -> str:
    """Return the way from a page to the site's root.

    `../../` for `scaling/ntk/index.html`, empty at the root.
    """
    return "../" * path.count("/")


def home_of(path: str) -> str:
    """Return the folder of the page that a file of the authors makes.

    `scaling/ntk/` for a file of that concept, `scaling/` for `domain.yaml`.
    """
    start, *folders = path.split("/")[:-1]
    return "".join(f"{folder}/" for folder in folders) if start == "concepts" else ""


def page_frame(context: RenderContext, path: str, title: str, description: str) -> View:
    """Return what `base.html` needs of every page; `path` is that of its file."""
    base = context.atlas.config.base_url.rstrip("/")
    canonical = f"{base}/{path.removesuffix('index.html')}" if base else ""
    return {
        "root": root_of(path),
        "canonical": canonical,
        "title": title,
        "description": description,
    }


def source_slug(key: str) -> str:
    """Return a citation key as a folder name.

    What is no letter, digit, `-`, `_`, `.` or `+` becomes `-`.
    """
    return "".join(sign if sign.isalnum() or sign in "-_.+" else "-" for sign in key)


def object_anchor(key: str) -> str:
    """Return the anchor of an object of the page by its key.

    `claim:rate` is at `claim-rate`, `section:math` at `math`.
    """
    kind, _, name = key.partition(":")
    if kind == "section":
        return name
    if kind == "source":
        return f"source-{source_slug(name)}"  # as sources.html names it
    return (
        f"{kind}-{slug(name)}" if name else {"concept": "main", "witness": "code"}.get(kind, kind)
    )


def link_object(key: str) -> View:
    """Return an object of the page that one is on, as a link to its anchor."""
    return {"anchor": object_anchor(key), "text": key.replace(":", " ")}


def note_anchor(kind: str, target: str, detail: str = "") -> str:
    """Return the anchor of a note: of a claim (`claim`, id) or citation (`cite`, key, locator)."""
    return "-".join(("note", kind, *(slug(part) for part in (target, detail) if part)))


def slug(text: str) -> str:
    """Return a text as part of an anchor.

    Letters, digits and hyphens stay, every other sign becomes its code point.

    Distinct texts have distinct slugs as long as none holds `_`, which introduces a code point.
    """
    return "".join(
        sign if sign.isascii() and (sign.isalnum() or sign == "-") else f"_{ord(sign):x}"
        for sign in text
    )
