"""The shapes of the JSON files of a site, as docs/exports.md tells them, and what of a value does not fit its shape.

A dict is an object with exactly these members, a list holds any number of its one item, a tuple lists what may stand in its place.
"""

Shape = object


def find_misfits(value: object, shape: Shape, path: str = "") -> list[str]:
    """Where the value differs from its shape."""
    if isinstance(shape, tuple):
        return (
            []
            if any(not find_misfits(value, part, path) for part in shape)
            else [f"{path} is {value!r:.60}"]
        )
    if isinstance(shape, dict) and isinstance(value, dict):
        wrong = [f"{path}.{key} is missing or new" for key in sorted(shape.keys() ^ value.keys())]
        return wrong + [
            fault
            for key in shape.keys() & value.keys()
            for fault in find_misfits(value[key], shape[key], f"{path}.{key}")
        ]
    if isinstance(shape, list) and isinstance(value, list):
        return [
            fault
            for index, part in enumerate(value)
            for fault in find_misfits(part, shape[0], f"{path}[{index}]")
        ]
    if shape is None:
        fits = value is None
    else:
        fits = (
            isinstance(shape, type)
            and isinstance(value, shape)
            and (shape is not int or not isinstance(value, bool))
        )
    return [] if fits else [f"{path} is {value!r:.60}"]


def texts(*names: str) -> dict[str, Shape]:
    return dict.fromkeys(names, str)


def optional(shape: Shape, *names: str) -> dict[str, Shape]:
    return dict.fromkeys(names, (shape, None))


TEXT = texts("source", "plain")
NEIGHBOUR = {
    **texts("concept", "status"),
    **optional(str, "page"),
    **optional(TEXT, "why"),
    "title": TEXT,
}
LEVELS = dict.fromkeys(("unbacked", "illustrated", "backed", "reviewed"), int)
WEAKEST = texts("concept", "level")
CITED = {
    **texts("claim", "relation"),
    **optional(str, "locator", "quote"),
    **optional(TEXT, "support"),
}
NUMBER = (float, int, None)

RECORD = {
    **texts("schema", "plumbline", "key", "id", "page", "evidence", "site", "language", "status"),
    **optional(str, "license"),
    **optional(TEXT, "invariant"),
    **optional(WEAKEST, "weakest_link"),
    "title": TEXT,
    "summary": TEXT,
    "domain": {**texts("id"), **optional(TEXT, "title")},
    "reading_minutes": int,
    "levels": LEVELS,
    "prerequisites": [NEIGHBOUR],
    "next": [NEIGHBOUR],
    "claims": [
        {
            **texts("key", "anchor", "kind", "level"),
            **optional(TEXT, "caveat"),
            "number": int,
            "text": TEXT,
            "contested": bool,
            "qualified": bool,
        }
    ],
    "symbols": [
        {
            **texts("key", "anchor", "tex"),
            **optional(str, "code", "role"),
            **optional(dict, "observed"),
            **optional(list, "shape"),
        }
        | {"meaning": TEXT}
    ],
    "sources": [
        {
            **texts("key", "anchor", "citation_key", "type", "title", "label", "page"),
            **optional(str, "year", "venue", "doi", "arxiv", "url"),
            **optional(TEXT, "grounds"),
            "authors": [str],
            "claims": [CITED],
            "cited_at": [str],
        }
    ],
    "objects": [texts("key", "kind", "anchor")],
    "record": dict,
}

TALLY = {"passed": int, "total": int, "smallest_margin": NUMBER, "interval": [NUMBER]}
EVIDENCE = {
    **texts("schema", "plumbline", "concept", "record"),
    **optional({"key": str, "packages": dict}, "run"),
    **optional(WEAKEST, "weakest_link"),
    "digits": int,
    "checked": bool,
    "inputs": dict,
    "checks": [
        {
            **texts("key", "anchor", "id", "sentence", "code", "measured"),
            **optional(TALLY, "seeds", "held"),
            "held_seeds": int,
            "fence": int,
            "line": int,
            "passed": bool,
            "operands": [texts("source", "value")],
            "margin": NUMBER,
            "hits": int,
            "holds_at_least": float,
            "counterconditions": [
                {
                    **texts("set", "measured"),
                    **optional(str, "because"),
                    "must_fail": bool,
                    "failed": bool,
                }
            ],
            "rivals": [
                {
                    **texts("id", "replace", "with", "measured"),
                    **optional(str, "because"),
                    "refused": bool,
                    "margin": NUMBER,
                }
            ],
        }
    ],
    "claims": [
        {
            **texts("key", "kind", "level"),
            "reasons": [str],
            "contested": bool,
            "qualified": bool,
            "stale": bool,
            "components": [{**texts("name", "digest", "state"), **optional(str, "review")}],
            "checks": [str],
            "equations": [str],
            "sources": [str],
        }
    ],
    "reviews": [dict],
    "last_review": str,
    "outputs": [{"fence": int, "text": str}],
    "answers": [{**texts("kind", "asked", "text"), "value": object}],
}

LINK = texts("anchor", "text")
ROOM = {
    **texts("schema", "plumbline", "concept", "page"),
    "objects": [
        {
            **texts("key", "kind", "name", "anchor", "prompt"),
            "questions": [{**texts("question"), "evidence": [LINK], "resolves": [str]}],
            "evidence": [LINK],
            "referrers": [LINK],
            "controls": [{**texts("name", "default"), "values": [str]}],
        }
    ],
}

SITE = {
    **texts("schema", "plumbline", "title", "language", "manifest"),
    **optional(str, "license", "url", "repository"),
    "levels": LEVELS,
    "domains": [{**texts("id", "page"), "title": TEXT, "summary": TEXT, "concepts": [str]}],
    "concepts": [
        {
            **texts("key", "id", "domain", "status"),
            **optional(str, "page", "index", "evidence"),
            **optional(LEVELS, "levels"),
            **optional(WEAKEST, "weakest_link"),
            "title": TEXT,
            "summary": TEXT,
            "prerequisites": [str],
        }
    ],
    "sources": [texts("citation_key", "title", "page")],
}


def list_members(shape: Shape) -> set[str]:
    """Return the names of all members, however deep."""
    if isinstance(shape, dict):
        return set(shape) | {name for part in shape.values() for name in list_members(part)}
    return (
        {name for part in shape for name in list_members(part)}
        if isinstance(shape, list | tuple)
        else set()
    )


LEDGER: dict[str, object] = {
    "schema": str,
    "claims": [
        {
            **texts("concept", "claim", "kind", "level", "last_reviewed", "text"),
            "contested": bool,
            "qualified": bool,
            "stale": [str],
            "reviews": int,
            "reasons": [str],
        }
    ],
    "queue": [{**texts("concept", "claim", "level"), "why": [str], "pages_resting": int}],
}
