"""The problems of BibTeX that bibtexparser cannot read, or takes for text between entries."""

import re

from builder.load.bibliography import BibEntry, Bibliography, RawValue
from builder.load.kinds import shorten

_OPENING = re.compile(r"@\s*(?P<type>\w+)")
_SUSPECT = re.compile(
    r"""^[ \t]*(?P<line> @[ \t]*\w
      | (?P<lost>
          (?:article|book|incollection|inproceedings|misc|online|phdthesis|techreport|string)
          [ \t]*[{(]
        )
      | [},)]
      | [A-Za-z-]+[ \t]*=[ \t]*[{"\d] ).*$""",
    re.VERBOSE | re.MULTILINE | re.IGNORECASE,
)
_HEAD = re.compile(r"@(?P<type>\w+)\s*[{(]\s*(?P<key>[^\s,{}()=\"]*)")
_MARK = re.compile(r"(?<!\\)[{}]|^[ \t]*[A-Za-z-]+[ \t]*=[ \t]*[{\"\d]", re.MULTILINE)
_CLOSED_QUOTE = re.compile(r"[^\"]*\"\s*(?:[,#})]|$)")


def add_broken(bibliography: Bibliography, raw: str, offset: int, reason: str) -> None:
    """Report where a block is broken, and add an entry with its key but without fields.

    So the pages that cite the entry have no problem of their own.
    """
    head = _HEAD.match(raw)
    key = head.group("key") if head else ""
    if "block start" in reason or "end of file" in reason or "found `@" in reason:
        _report_unclosed(bibliography, raw, offset, key)
    elif "comma after entry key" not in reason:
        _report_misplaced(bibliography, raw, offset, reason)
    elif head and not raw[head.end() :].lstrip(" \t").startswith("="):
        place = bibliography.place(offset + head.start("key"), len(key))
        message = f"a comma is missing after the key '{shorten(key)}'"
        bibliography.report("bibtex-readable", message, place, f"write {shorten(key)},")
    else:
        place = bibliography.place(offset, _first_width(raw))
        hint = f"write {raw.partition('{')[0]}{{key, before its first field"
        bibliography.report("source-keyed", "the entry begins without a key", place, hint)
        key = ""
    if head and key and head.group("type").lower() not in ("string", "comment", "preamble"):
        written = RawValue(key, offset + head.start("key"))
        bibliography.entries.append(BibEntry(head.group("type").lower(), written, None, raw))


def check_between(bibliography: Bibliography, raw: str, offset: int) -> None:
    """Report text between entries that was most likely meant as more than a comment."""
    for match in _SUSPECT.finditer(raw):
        line = match.group().strip()
        place = bibliography.place(offset + match.start("line"), len(line))
        opening = _OPENING.match(line)
        if opening and opening.group("type").lower() == "comment":
            continue
        if opening:
            message = f"'{shorten(line)}' opens no entry"
            hint = f"write @{opening.group('type')}{{key, title = {{…}}, … }}"
        elif match.group("lost"):
            message = f"'{shorten(line)}' is read as a comment"
            hint = f"write @{line.partition('{')[0]}{{"
        else:
            message = f"'{shorten(line)}' stands outside of any entry"
            hint = "the entry above has one closing brace too many, or this one lacks its @"
        bibliography.report("bibtex-readable", message, place, hint)
        if not opening:  # the lines below belong to the same entry
            return


def _report_unclosed(bibliography: Bibliography, raw: str, offset: int, key: str) -> None:
    brace = _find_open_brace(raw)
    quote = _find_open_quote(raw) if brace < 0 else -1
    if brace >= 0:
        unclosed, hint = "the brace that opens here", "close it with }"
        place = bibliography.place(offset + brace)
    elif quote >= 0:
        unclosed, hint = "the quote that opens here", 'close it with "'
        place = bibliography.place(offset + quote)
    else:
        unclosed = f"the entry '{shorten(key)}'" if key else "what opens here"
        place = bibliography.place(offset, _first_width(raw))
        hint = "close it with } on a line of its own"
    bibliography.report("bibtex-readable", f"{unclosed} is never closed", place, hint)


def _find_open_brace(raw: str) -> int:
    """Return the offset of the brace inside an entry that is most likely not closed, or -1.

    It is the first brace that is open at a line like `name = {`, or else at the end.
    """
    opened: list[int] = []
    for match in _MARK.finditer(raw):
        sign = match.group()
        if sign == "{":
            opened.append(match.start())
        elif sign == "}":
            del opened[-1:]
        elif len(opened) > 1:
            return opened[1]
        elif sign.endswith("{"):
            opened.append(match.end() - 1)
    return opened[1] if len(opened) > 1 else -1


def _find_open_quote(raw: str) -> int:
    """Return the offset of the first quoted value without an end, or -1.

    A value ends at a quote before a comma, `#` or a closing delimiter.
    """
    for match in re.finditer(r"=\s*(\")", raw):
        if not _CLOSED_QUOTE.match(raw, match.end()):
            return match.start(1)
    return -1


def _report_misplaced(bibliography: Bibliography, raw: str, offset: int, reason: str) -> None:
    """Report a name without `=`: the block ends at the sign that stands in its place."""
    end = len(raw.rstrip())
    sign = end if "after entry key, but" in reason else end - 1
    place = bibliography.place(offset + max(sign, 0))
    name = re.search(r"([A-Za-z][\w:.+-]*)[\s}),]*$", raw)
    after = f" after '{name.group(1)}'" if name else ""
    hint = "write name = {value}, and a comma after it"
    if "equals" in reason:
        hint = "write @string{name = {text}}"
    bibliography.report("bibtex-readable", f"'=' is missing{after}", place, hint)


def _first_width(raw: str) -> int:
    return len(raw.split("\n")[0].rstrip())
