"""The manifest of a site.

The digest of every file, of every concept's evidence by itself, and of the manifest's own content.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

SCHEMA = "plumbline-manifest/1"
MANIFEST = "manifest.json"
EVIDENCE = "evidence.json"
_DIGEST = re.compile(r"[0-9a-f]{64}")
_NOT_IN_A_PATH = re.compile("[\\\\\x00-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a site consists of.

    `files` holds the SHA-256 of every file but the manifest, hexadecimal, by path relative to the
    site's root.

    `evidence` is that of `evidence.json` by the id of its concept, so that the evidence of one
    concept can be compared by itself.
    """

    plumbline: str  # the version that made it
    files: Mapping[str, str] = field(repr=False)
    evidence: Mapping[str, str] = field(repr=False)

    @property
    def digest(self) -> str:
        """The digest of the site.

        SHA-256 of the manifest as it would be written without this member.
        """
        return hashlib.sha256(_write(self._members())).hexdigest()

    def write(self) -> bytes:
        """Return the file, the same bytes for the same site."""
        body = _write(self._members())
        digest = json.dumps(hashlib.sha256(body).hexdigest())
        return body.removesuffix(b"\n}\n") + f',\n"digest": {digest}\n}}\n'.encode()

    def _members(self) -> dict[str, object]:
        files, evidence = dict(sorted(self.files.items())), dict(sorted(self.evidence.items()))
        return {"schema": SCHEMA, "plumbline": self.plumbline, "files": files, "evidence": evidence}


def make_manifest(digests: Mapping[str, str], version: str) -> Manifest:
    """Return the manifest of a site whose files have these digests: path -> SHA-256."""
    return Manifest(version, digests, find_evidence(digests))


def find_evidence(digests: Mapping[str, str]) -> dict[str, str]:
    """Return the digests of the evidence among those of all files: id of a concept -> digest."""
    return {
        path.removesuffix(f"/{EVIDENCE}"): digest
        for path, digest in digests.items()
        if path.count("/") == 2 and path.endswith(f"/{EVIDENCE}") and not path.startswith("assets/")
    }


def read_manifest(raw: bytes) -> tuple[Manifest | None, tuple[str, ...]]:
    """Return the manifest in the bytes, or `None`, and its faults; never raises for its content.

    Only the very bytes that `Manifest.write` gives are without fault.
    """
    try:
        found = json.loads(raw.decode("utf-8"))
    except (ValueError, RecursionError):
        return None, ("is no JSON that could be read",)
    faults = tuple(_find_misfits(found))
    if faults:
        return None, faults
    manifest = Manifest(found["plumbline"], found["files"], found["evidence"])
    if found["digest"] != manifest.digest:
        return manifest, ("its content is not what its own digest says",)
    return manifest, () if manifest.write() == raw else ("is not written as the builder writes it",)


def compare_files(manifest: Manifest, found: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """(path, what is wrong with it) for every file that differs, is missing or is not of the site.

    `found` holds path -> SHA-256.
    """
    expected = manifest.files
    yield from (
        (path, "differs from what the manifest says")
        for path in expected
        if path in found and found[path] != expected[path]
    )
    yield from ((path, "is missing") for path in expected if path not in found)
    yield from ((path, "is not in the manifest") for path in found if path not in expected)


def compare_evidence(manifest: Manifest) -> Iterator[str]:
    """Yield what the section `evidence` says otherwise than `files`, concept by concept."""
    expected = find_evidence(manifest.files)
    for concept_id in sorted(expected.keys() | manifest.evidence.keys()):
        if expected.get(concept_id) != manifest.evidence.get(concept_id):
            yield f"'evidence' and 'files' do not say the same of the evidence of '{concept_id}'"


def is_digest(text: str) -> bool:
    """Whether the text is a SHA-256 as a manifest writes it."""
    return bool(_DIGEST.fullmatch(text))


def _find_misfits(found: object) -> Iterator[str]:
    """Where parsed JSON has not the shape of a manifest."""
    if not isinstance(found, dict):
        yield "holds no JSON object"
        return
    if found.get("schema") != SCHEMA:
        yield f"its schema is not '{SCHEMA}', the one that this builder reads"
        return
    if not isinstance(found.get("plumbline"), str):
        yield "'plumbline' is not the text of a version"
    if not isinstance(found.get("digest"), str):
        yield "'digest' is no text"
    for name in ("files", "evidence"):
        yield from _find_misfit_digests(found.get(name), name)


def _find_misfit_digests(found: object, name: str) -> Iterator[str]:
    if not isinstance(found, dict):
        yield f"'{name}' is no JSON object"
        return
    for path, digest in found.items():
        if not _is_plain_path(path):
            yield f"'{name}' names '{path:.200}', which is no path inside the site"
        elif not isinstance(digest, str) or not is_digest(digest):
            yield f"'{name}' holds no SHA-256 for '{path:.200}'"


def _is_plain_path(path: str) -> bool:
    return not _NOT_IN_A_PATH.search(path) and not any(
        part in ("", ".", "..") for part in path.split("/")
    )


def _write(members: Mapping[str, object]) -> bytes:
    """Write one entry a line, as `json.dumps(members, indent=0)` does.

    That is 40 ms of Python for 10,000 files, which `json` writes in C without `indent`.
    """
    lines = (f"{json.dumps(name)}: {_write_value(value)}" for name, value in members.items())
    return ("{\n" + ",\n".join(lines) + "\n}\n").encode()


def _write_value(value: object) -> str:
    if not isinstance(value, dict) or not value:
        return json.dumps(value)
    return "{\n" + json.dumps(value, separators=(",\n", ": "))[1:-1] + "\n}"
