"""What hostile output becomes: text, in the page and on the terminal, and nothing that a browser or a terminal obeys."""

import re
import shutil
from pathlib import Path

import pytest

from builder.cli import main
from tests.sandbox.cases import judge_page
from tests.sandbox.yard import Yard

SMALL = Path(__file__).parents[1] / "sites/small/in"
PRINTS = r"""
print("\x1b[31mred\x1b[0m \x1b]0;title\x07 \x1b]8;;http://example.org\x1b\\link\x9b2J\r\x08\x00\x7f")
print("<script>alert(1)</script> &lt; </samp></pre><img src=x onerror=alert(1)> {{ output }}")
print("right \u202e to left \u2066 \ufeff \u2028", chr(0x10FFFF), "\t| tab")
"""
STEERS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff]")


@pytest.fixture
def atlas(tmp_path: Path) -> Path:
    """Return the small atlas; what its witness prints is hostile."""
    root = tmp_path / "atlas"
    shutil.copytree(SMALL, root)
    content = root / "concepts/numbers/halves/content.md"
    content.write_text(
        content.read_text("utf-8").replace('print("total", total)\n', PRINTS.lstrip()), "utf-8"
    )
    return root


def test_output_is_text_on_the_page(atlas: Path, tmp_path: Path) -> None:
    assert main(["--root", str(atlas), "build", "--output", str(tmp_path / "out")]) == 0
    page = (tmp_path / "out/numbers/halves/index.html").read_text("utf-8")
    output = page.partition("<samp>")[2].partition("</samp>")[0]
    assert "␛[31mred␛[0m ␛]0;title␇ ␛]8;;http://example.org␛\\link\ufffd2J␍␈␀␡" in output
    assert (
        "&lt;script&gt;alert(1)&lt;/script&gt; &amp;lt; &lt;/samp&gt;&lt;/pre&gt;&lt;img src=x onerror=alert(1)&gt; {{ output }}"
        in output
    )
    assert "right \ufffd to left \ufffd \ufffd \ufffd" in output
    for path in (tmp_path / "out").rglob("*.*"):
        if path.suffix in (".html", ".json", ".xml", ".txt", ".csv", ".bib"):
            assert not STEERS.search(path.read_text("utf-8")), path


@pytest.mark.parametrize("command", ["run", "check"])
def test_nothing_that_steers_reaches_the_terminal(
    atlas: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    content = atlas / "concepts/numbers/halves/content.md"
    raises = "raise ValueError('\\x1b[2J' + chr(0x9b) + chr(0xdc80) + chr(0x202e))\n```\n\n## Interactive"
    content.write_text(content.read_text("utf-8").replace("```\n\n## Interactive", raises), "utf-8")
    capsys.readouterr()
    assert main(["--root", str(atlas), command, "numbers/halves"]) == 1
    shown = capsys.readouterr()
    assert "ValueError: ␛[2J\ufffd?\ufffd" in shown.out
    assert not STEERS.search(shown.out + shown.err)


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("class A(Exception):\n    def __str__(self):\n        raise ValueError\nraise A\n", "A"),
        (
            "class A(Exception):\n    def __str__(self):\n        return 'x' * 10**6\nraise A\n",
            "A: " + "x" * 296 + "…",
        ),
        ("raise Exception('\\x1b[31m', chr(0xdc80))\n", "Exception: ('\\x1b[31m', '\\udc80')"),
        ("raise ValueError('two\\nlines')\n", "ValueError: two lines"),
    ],
)
def test_what_an_exception_says_is_one_bounded_line(yard: Yard, code: str, message: str) -> None:
    _, (problem,) = judge_page(yard, code)
    assert (problem.code, problem.message[: len(message)]) == ("witness-runs", message)


def test_bytes_that_are_no_text_are_seen_as_such(yard: Yard) -> None:
    code = "import sys\nsys.stdout.buffer.write(b'caf\\xe9 \\xff\\xfe \\x1b[31m\\xc3')\nsys.stdout.buffer.write(b'\\xa9\\n')\n"
    with yard.watched():
        assert yard.runner.run_plain(code).outputs == ((0, "caf\ufffd \ufffd\ufffd ␛[31mé\n"),)


def test_what_is_written_to_standard_error_is_not_shown(yard: Yard) -> None:
    code = "import sys, warnings\nwarnings.warn('a warning')\nprint('an error', file=sys.stderr)\nprint('out')\n"
    with yard.watched():
        assert yard.runner.run_plain(code).outputs == ((0, "out\n"),)
