"""libyaml's complaints in the words of this project: one table from what it says to what the author should type."""

import re
from dataclasses import dataclass

import yaml

from builder.records.place import Place
from builder.records.problem import Problem

QUOTE_IT = "put the whole value in single quotes (inside, '' is one quote)"


@dataclass(frozen=True, slots=True)
class _Complaint:
    """Where `problem` stands in libyaml's message and `context` in what it was doing, and the character there begins `sign`."""

    problem: str
    message: str
    hint: str
    context: str = ""
    signs: str = ""  # the offending character is one of these; any where empty
    at_context: bool = False  # the fault is where the construct begins, not where it was noticed
    code: str = "yaml-readable"


_ESCAPE = "use single quotes, in which a backslash is a backslash (and '' is one quote)"

_COMPLAINTS = (
    _Complaint(
        "cannot start any token",
        "a tab stands where spaces are wanted",
        "indent with spaces",
        signs="\t",
    ),
    _Complaint("tab character", "a tab stands where spaces are wanted", "indent with spaces"),
    _Complaint("cannot start any token", "a value cannot begin with '{sign}'", QUOTE_IT),
    _Complaint(
        "mapping values are not allowed",
        "a colon stands where no key can be",
        f"if it belongs to the text, {QUOTE_IT}",
    ),
    _Complaint(
        "block sequence entries are not allowed",
        "a list cannot begin on the line of its key",
        "begin the item on the next line",
    ),
    _Complaint("mapping keys are not allowed", "a value cannot begin with '?'", QUOTE_IT),
    _Complaint(
        "could not find expected ':'",
        "this line is no 'key: value' and no list item",
        "write ': ' after the key",
        at_context=True,
    ),
    _Complaint(
        "expected ',' or ']'",
        "the list that opens here is never closed",
        "close it with ]",
        signs="\0",
    ),
    _Complaint(
        "expected ',' or '}'",
        "the mapping that opens here is never closed",
        "close it with }",
        signs="\0",
    ),
    _Complaint(
        "expected ',' or ']'",
        "a comma or ']' is missing before '{sign}'",
        "separate items by commas and close the list with ]",
    ),
    _Complaint(
        "expected ',' or '}'",
        "a comma or '}' is missing before '{sign}'",
        f"a value with a comma or a colon in it: {QUOTE_IT}",
    ),
    _Complaint(
        "unexpected end of stream",
        "the quote that opens here is never closed",
        "close it with the same quote",
        at_context=True,
    ),
    _Complaint(
        "unexpected document indicator",
        "the quote that opens here is never closed",
        "close it",
        at_context=True,
    ),
    _Complaint(
        "unknown escape",
        "'\\{next}' in double quotes is an escape to YAML",
        _ESCAPE,
        code="yaml-unescaped",
    ),
    _Complaint(
        "hexdecimal number",
        "a backslash in double quotes is an escape to YAML",
        _ESCAPE,
        code="yaml-unescaped",
    ),
    _Complaint(
        "Unicode character escape",
        "a backslash in double quotes is an escape to YAML",
        _ESCAPE,
        code="yaml-unescaped",
    ),
    _Complaint(
        "did not find expected",
        "a value cannot begin with '*'",
        QUOTE_IT,
        context="alias",
        at_context=True,
        code="yaml-plain",
    ),
    _Complaint(
        "did not find expected",
        "a value cannot begin with '&'",
        QUOTE_IT,
        context="anchor",
        at_context=True,
        code="yaml-plain",
    ),
    _Complaint(
        "",
        "a value cannot begin with '!': it asks for a type",
        QUOTE_IT,
        context="tag",
        at_context=True,
        code="yaml-plain",
    ),
    _Complaint(
        "undefined tag handle",
        "a value cannot begin with '!': it asks for a type",
        QUOTE_IT,
        code="yaml-plain",
    ),
    _Complaint(
        "",
        "the line is a directive",
        "remove the line",
        context="directive",
        at_context=True,
        code="yaml-plain",
    ),
    _Complaint(
        "incompatible YAML document",
        "the line is a directive",
        "remove the line",
        code="yaml-plain",
    ),
    _Complaint("duplicate", "the line repeats a directive", "remove the line", code="yaml-plain"),
    _Complaint(
        "expected <document start>",
        "the file goes on after its end",
        "remove '...' and what follows",
        code="yaml-plain",
    ),
    _Complaint(
        "node content",
        "the file ends where a value is wanted",
        "write the value, and close what is open",
        signs="\0",
    ),
    _Complaint(
        "node content", "'{sign}' closes nothing, or stands where a value is wanted", QUOTE_IT
    ),
    _Complaint(
        "",
        "text cannot follow '|' or '>' on its line",
        "begin the text on the next line",
        context="block scalar",
    ),
    _Complaint(
        "expected '-' indicator",
        "this line is indented like nothing above it",
        "indent it exactly like the keys beside it, or begin it with '- '",
    ),
)
_LINE_START = _Complaint(
    "", "this line is indented like nothing above it", "indent it exactly like the keys beside it"
)
_LONE_KEY = re.compile(
    r"\s+(?:- +)?[A-Za-z_][\w-]*"
)  # what stands before the colon of a key that is indented too far
_CUT_WORD = re.compile(
    r"(\w+)'$"
)  # what stands before an apostrophe that ends a value in single quotes
_WORD = re.compile(r"\w+")
_AFTER_VALUE = _Complaint(
    "", "'{sign}' follows the end of the value", f"if it belongs to the text, {QUOTE_IT}"
)
_NOT_CLOSED = {
    complaint.problem: complaint
    for complaint in _COMPLAINTS
    if complaint.signs == "\0" and complaint.problem.startswith("expected ','")
}


def explain_syntax(error: yaml.YAMLError, lines: list[str], path: str) -> Problem:
    """What libyaml could not read, with its place and the next thing to type."""
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        return Problem("yaml-readable", "this is no YAML", Place(path), "write 'key: value' lines")
    problem, context = error.problem or "", error.context or ""
    line, column = error.problem_mark.line, error.problem_mark.column
    before, rest = (lines[line][:column], lines[line][column:]) if line < len(lines) else ("", "")
    sign, following = rest[:1], rest[1:2]
    complaint = _find_complaint(problem, context, sign) or (
        _AFTER_VALUE if before.strip() else _LINE_START
    )
    if "mapping values" in problem and _LONE_KEY.fullmatch(before):
        complaint, column = _LINE_START, len(before) - len(before.lstrip())
    unclosed = next((found for told, found in _NOT_CLOSED.items() if told in problem), None)
    if (
        unclosed
        and error.context_mark is not None
        and _is_left_open(lines, error.context_mark.line, line, "]" if "]" in problem else "}")
    ):
        complaint = unclosed
    if (
        "<document start>" in problem
        and lines[0][:1] == " "
        and not any(above.startswith("...") for above in lines[:line])
    ):
        complaint = _LINE_START
    if (complaint.at_context or complaint.signs == "\0") and error.context_mark is not None:
        line, column = error.context_mark.line, error.context_mark.column
    if not any(
        later.strip() for later in lines[line:]
    ):  # at the end of the file: its last character
        line = next(
            (
                number
                for number in range(min(line, len(lines)) - 1, -1, -1)
                if lines[number].strip()
            ),
            0,
        )
        column = max(len(lines[line].rstrip()) - 1, 0)
    message = complaint.message.replace("{sign}", sign).replace("{next}", following)
    hint = complaint.hint
    if (
        (word := _CUT_WORD.search(before[-60:]))
        and (ending := _WORD.match(rest))
        and not complaint.at_context
    ):
        message = f"the apostrophe before '{ending.group()[:60]}' ends the value"
        hint = f"inside single quotes an apostrophe is doubled: write {word.group(1)}''{ending.group()[:60]}"
    width = 2 if complaint.code == "yaml-unescaped" else 1
    return Problem(complaint.code, message, Place(path, line + 1, column + 1, width), hint)


def _is_left_open(lines: list[str], opened: int, noticed: int, closing: str) -> bool:
    """Whether a bracket's content runs into a line that is indented no further than the line on which it opens."""
    depth = _measure_indent(lines[opened]) if opened < len(lines) else 0
    return any(
        _measure_indent(line) <= depth
        for line in lines[opened + 1 : noticed + 1]
        if line.strip() and line.lstrip()[0] not in ("#", closing)
    )


def _measure_indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _find_complaint(problem: str, context: str, sign: str) -> _Complaint | None:
    for complaint in _COMPLAINTS:
        is_sign = (
            not complaint.signs
            or (complaint.signs == "\0" and not sign)
            or (sign and sign in complaint.signs)
        )
        if complaint.problem in problem and complaint.context in context and is_sign:
            return complaint
    return None
