"""A record of several claims on the site and in what is exported."""

import json
import re
import shutil
from pathlib import Path

from builder.cli import main
from tests.test_review import CLAIM, PAGE, SAID, SITES


def test_a_record_of_two_claims_stands_at_both_with_unique_ids(tmp_path: Path) -> None:
    atlas = tmp_path / "atlas"
    shutil.copytree(SITES / "small" / "in", atlas)
    root = ["--root", str(atlas)]
    other = CLAIM.replace("below-one", "exact")
    assert main([*root, "review", "record", other, *SAID, "--yes"]) == 0
    path = atlas / PAGE / "reviews.yaml"
    digests = path.read_text().partition("  digests:\n")[2]
    also = "".join(f"    {line}\n" for line in ["  digests:", *digests.splitlines()])
    path.unlink()
    assert main([*root, "review", "record", CLAIM, *SAID, "--yes"]) == 0
    path.write_text(f"{path.read_text()}  also:\n    - claim: exact\n{also}")
    assert main([*root, "build"]) == 0
    html = (atlas / "site/numbers/halves/index.html").read_text()
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    anchors = [name for name in ids if name.startswith("review-")]
    assert len(anchors) == 2
    assert anchors[1] == f"{anchors[0]}-exact"
    assert "Reviewed: 2 of 2" in html
    found = json.loads((atlas / "site/numbers/halves/evidence.json").read_text())
    (review,) = found["reviews"]
    assert (review["claim"], review["also"][0]["claim"]) == tuple(
        f"claim:numbers/halves#{claim}" for claim in ("below-one", "exact")
    )
    assert [claim["level"] for claim in found["claims"]] == ["reviewed", "reviewed"]
    feed = (atlas / "site/feed.xml").read_text()
    assert feed.count("#review-") >= 1
