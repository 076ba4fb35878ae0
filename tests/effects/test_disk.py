"""What is read of a disk, and what is left alone."""

import os
from pathlib import Path

import pytest

from builder.effects.files.disk import read_tree


def test_what_the_system_refuses_is_named_and_nothing_in_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in (
        "concepts/a/one/concept.yaml",
        "concepts/a/one/content.md",
        "concepts/a/two/concept.yaml",
        "sources/all.bib",
    ):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).touch()
    refused = {tmp_path / "concepts/a/one/content.md", tmp_path / "concepts/a/two"}
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path) not in refused)
    tree = read_tree(tmp_path)
    assert tree.paths == ("concepts/a/one/concept.yaml", "sources/all.bib")
    assert tree.refused == ("concepts/a/one/content.md", "concepts/a/two")
