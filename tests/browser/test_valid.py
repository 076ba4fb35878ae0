"""The HTML of every page of every site is valid."""

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.conftest import TESTS, need

VNU = TESTS / "node_modules/vnu-jar/build/dist/vnu.jar"
UNKNOWN_TO_IT = ".*Attribute “scriptlevel” not allowed on element “mtable”.*"  # MathML Core has it on every element


def test_the_html_is_valid(folders: Mapping[str, Path], built_sites: Path) -> None:
    if shutil.which("java") is None:
        pytest.skip("the validator needs java")
    need("vnu-jar", VNU.is_file())
    arguments = [
        "--skip-non-html",
        "--errors-only",
        "--filterpattern",
        UNKNOWN_TO_IT,
        *map(str, folders.values()),
        str(built_sites),
    ]
    done = subprocess.run(
        ["java", "-jar", VNU, *arguments], check=False, capture_output=True, text=True
    )
    assert done.stderr == ""
