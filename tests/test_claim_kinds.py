"""The table of claim kinds: a kind that is added has its level, its words and its place in the schema."""

import json
import shutil
from pathlib import Path

import pytest

from builder.cli import main
from builder.load import schemas
from builder.records.claim_kinds import CLAIM_KINDS, ClaimKind

SMALL = Path(__file__).parent / "sites/small/in"
RECORD = "concepts/numbers/halves/concept.yaml"
CONJECTURE = ClaimKind(
    is_backed=lambda backing: bool(backing.located),
    needs="cite a source that states the conjecture",
    backed_by="A source that states it.",
    limits="It does not mean that anybody has proved it.",
    wants_full_text=True,
)


@pytest.fixture
def atlas(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an atlas with a claim of a kind that was added to the table."""
    monkeypatch.setitem(CLAIM_KINDS, "conjecture", CONJECTURE)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))  # its rows know this kind
    shutil.copytree(SMALL, tmp_path / "atlas")
    record = tmp_path / "atlas" / RECORD
    text = record.read_text()
    assert "kind: derivation" in text
    record.write_text(text.replace("kind: derivation", "kind: conjecture"))
    return tmp_path / "atlas"


def test_a_kind_is_one_row_of_the_table(atlas: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--root", str(atlas), "build", "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    method = (atlas / "site/method/index.html").read_text()
    assert "illustrated" in {claim["level"] for claim in found["claims"]}
    assert '<article class="mark" id="conjecture">' in method
    assert CONJECTURE.limits in method
    hints = [one["hint"] for one in found["problems"] if one["code"] == "claim-backed"]
    assert hints == [CONJECTURE.needs]
    assert "conjecture" in json.dumps(schemas()["concept.yaml"])


def test_without_its_row_a_kind_is_unknown(
    atlas: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delitem(CLAIM_KINDS, "conjecture")
    main(["--root", str(atlas), "check"])
    assert "conjecture" in capsys.readouterr().out
    assert "conjecture" not in json.dumps(schemas()["concept.yaml"])


def test_every_kind_says_what_backs_it_and_what_it_does_not_mean() -> None:
    for kind in CLAIM_KINDS.values():
        assert kind.needs
        assert kind.backed_by.endswith(".")
        assert kind.limits.startswith("It does not mean")
