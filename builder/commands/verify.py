"""`plumbline verify`: compare a built site with its manifest, without network and atlas."""

import json
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path

from builder.commands import UsageError, find_atlas
from builder.commands.program import show
from builder.commands.rerun import count_programs, rerun_site
from builder.effects.files.disk import read_tree
from builder.effects.publish.readback import (
    UnfitError,
    has_manifest,
    read_manifest_bytes,
    read_site,
)
from builder.load import read_reviews
from builder.records.hidden import make_visible
from builder.records.manifest import (
    EVIDENCE,
    MANIFEST,
    Manifest,
    compare_evidence,
    compare_files,
    is_digest,
    read_manifest,
)
from builder.records.review import NONE_BEFORE
from builder.review import digest_review


def verify(arguments: Namespace) -> int:
    """Print one line for each difference from the manifest, or the digest of the site."""
    folder = arguments.folder or find_atlas(arguments.root) / "site"
    expected = None if arguments.expect is None else arguments.expect.lower()
    if expected is not None and not is_digest(expected):
        raise UsageError(
            f"'{arguments.expect}' is no digest: 64 hexadecimal digits, "
            "as the last line of verify shows them"
        )
    if not folder.is_dir():
        raise UsageError(f"there is no folder '{folder}'")
    if not has_manifest(folder):
        raise UsageError(f"'{folder}' holds no {MANIFEST}; build a site with: plumbline build")
    manifest, faults = _read_manifest(folder)
    if manifest is not None:
        faults += _compare(manifest, folder, expected)
    if manifest is not None and not faults and arguments.folder is None:
        faults += _compare_records(find_atlas(arguments.root), folder, manifest)
    if arguments.rerun and manifest is not None and not faults:  # a changed program is not run
        trust_content = arguments.trust_content
        faults += rerun_site(folder, manifest, jobs=arguments.jobs, trust_content=trust_content)
    lines = (make_visible(f"{path}: {fault}").replace("\n", "\\n") for path, fault in faults)
    for line in sorted(lines):
        show(line)
    if manifest is None or faults:
        show(f"{len(faults)} fault{'' if len(faults) == 1 else 's'}")
        return 1
    concepts = len(manifest.evidence)
    plural = "" if concepts == 1 else "s"
    if arguments.rerun:
        number = count_programs(manifest)
        programs = f"{number:,} program{'' if number == 1 else 's'}"
        show(f"run again: {programs}, every assertion holds, the printed values are the same")
    show(
        f"verified: {len(manifest.files):,} files, "
        f"evidence of {concepts:,} concept{plural}, site digest {manifest.digest}"
    )
    return 0


def _compare_records(root: Path, folder: Path, manifest: Manifest) -> Iterator[tuple[str, str]]:
    """Yield the review records that the site of this atlas was built from and that are gone."""
    tree = read_tree(root)
    for concept in manifest.evidence:
        evidence = json.loads((folder / concept / EVIDENCE).read_bytes())
        path = f"concepts/{concept}/reviews.yaml"
        reviews = read_reviews(tree, path)[0] if path in tree.paths else ()
        last = evidence["last_review"]
        if last != NONE_BEFORE and last not in map(digest_review, reviews):
            fault = "the last record that the site was built from was edited or removed"
            yield path, f"{fault}; put it back, and add a record of its own for what is new"


Faults = list[tuple[str, str]]  # (path, fault)


def _read_manifest(folder: Path) -> tuple[Manifest | None, Faults]:
    try:
        manifest, faults = read_manifest(read_manifest_bytes(folder))
    except UnfitError as fault:
        return None, [(MANIFEST, str(fault))]
    return manifest, [(MANIFEST, fault) for fault in faults]


def _compare(manifest: Manifest, folder: Path, expected: str | None) -> Iterator[tuple[str, str]]:
    """Yield every difference between the manifest, the folder and the expected digest."""
    yield from ((MANIFEST, fault) for fault in compare_evidence(manifest))
    if expected is not None and expected != manifest.digest:
        yield MANIFEST, f"the digest of the site is {manifest.digest}, and {expected} was expected"
    found = read_site(folder, manifest.files)
    yield from found.faults.items()
    yield from (
        (path, fault)
        for path, fault in compare_files(manifest, found.digests)
        if path not in found.faults
    )
