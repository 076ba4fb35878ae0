"""The error messages of libyaml as problems: one table from its message to ours and a hint."""

import re
from dataclasses import dataclass

import yaml

from builder.records.place import Place
from builder.records.problem import Problem

QUOTE_IT = "put the whole value in single quotes (inside, '' is one quote)"


@dataclass(frozen=True, slots=True)
class _Complaint:
    """A row of the table, which applies if libyaml's message and context contain its texts.

    The character at the error must also be one of `signs`.
    """

    problem: str
    message: str
    hint: str
    context: str = ""
    signs: str = ""  # empty for any character, "\0" for the end of the file
    at_context: bool = False  # the place is where the construct begins, not where the error is
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
# The text before the colon of a key that is indented too far.
_LONE_KEY = re.compile(r"\s+(?:- +)?[A-Za-z_][\w-]*")
# The text before an apostrophe that ends a value in single quotes.
_CUT_WORD = re.compile(r"(\w+)'$")
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
    """Return the problem for an error of libyaml, with its place and a hint."""
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        return Problem("yaml-readable", "this is no YAML", Place(path), "write 'key: value' lines")
    line, column = error.problem_mark.line, error.problem_mark.column
    written = lines[line] if line < len(lines) else ""
    before, rest = written[:column], written[column:]
    complaint = _choose_complaint(error, lines, before, rest[:1])
    if complaint is _LINE_START and _is_lone_key(error, before):
        column = len(before) - len(before.lstrip())
    if (complaint.at_context or complaint.signs == "\0") and error.context_mark is not None:
        line, column = error.context_mark.line, error.context_mark.column
    if not any(later.strip() for later in lines[line:]):
        line, column = _find_last_character(lines, line)
    message = complaint.message.replace("{sign}", rest[:1]).replace("{next}", rest[1:2])
    hint = complaint.hint
    word, ending = _CUT_WORD.search(before[-60:]), _WORD.match(rest)
    if word and ending and not complaint.at_context:
        after = ending.group()[:60]
        message = f"the apostrophe before '{after}' ends the value"
        hint = f"inside single quotes an apostrophe is doubled: write {word.group(1)}''{after}"
    width = 2 if complaint.code == "yaml-unescaped" else 1
    return Problem(complaint.code, message, Place(path, line + 1, column + 1, width), hint)


def _choose_complaint(
    error: yaml.MarkedYAMLError, lines: list[str], before: str, sign: str
) -> _Complaint:
    """Return the row for an error before the character `sign`; `before` is the rest of the line."""
    assert error.problem_mark is not None
    problem, line = error.problem or "", error.problem_mark.line
    is_ended = any(above.startswith("...") for above in lines[:line])
    if "<document start>" in problem and lines[0][:1] == " " and not is_ended:
        return _LINE_START
    unclosed = next((row for text, row in _NOT_CLOSED.items() if text in problem), None)
    if unclosed and error.context_mark is not None:
        closing = "]" if "]" in problem else "}"
        if _is_left_open(lines, error.context_mark.line, line, closing):
            return unclosed
    if _is_lone_key(error, before):
        return _LINE_START
    found = _find_complaint(problem, error.context or "", sign)
    return found or (_AFTER_VALUE if before.strip() else _LINE_START)


def _is_lone_key(error: yaml.MarkedYAMLError, before: str) -> bool:
    is_mapping = "mapping values" in (error.problem or "")
    return is_mapping and _LONE_KEY.fullmatch(before) is not None


def _find_last_character(lines: list[str], line: int) -> tuple[int, int]:
    """Return the 0-based line and column of the last character before a line."""
    above = range(min(line, len(lines)) - 1, -1, -1)
    last = next((number for number in above if lines[number].strip()), 0)
    return last, max(len(lines[last].rstrip()) - 1, 0)


def _is_left_open(lines: list[str], opened: int, noticed: int, closing: str) -> bool:
    """Return true if a line inside the bracket is indented no further than the opening line."""
    depth = _measure_indent(lines[opened]) if opened < len(lines) else 0
    return any(
        _measure_indent(line) <= depth
        for line in lines[opened + 1 : noticed + 1]
        if line.strip() and line.lstrip()[0] not in ("#", closing)
    )


def _measure_indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _find_complaint(problem: str, context: str, sign: str) -> _Complaint | None:
    for row in _COMPLAINTS:
        is_sign = not row.signs or (sign in row.signs if sign else row.signs == "\0")
        if row.problem in problem and row.context in context and is_sign:
            return row
    return None
