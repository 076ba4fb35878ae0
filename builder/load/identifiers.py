"""The identifiers of a work: DOI, arXiv number, year and citation key, each in one form."""

import re
import unicodedata

from builder.load.latex import strip_latex

Fault = tuple[str, str]  # message, hint

_DOI = re.compile(r"10\.[0-9]{4,9}(?:\.[0-9]+)*/[^\s\"{}]{1,200}")
_DOI_HEAD = re.compile(r"(?:https?://(?:dx\.|www\.)?doi\.org/|doi:\s*|doi\s+)", re.IGNORECASE)
# Source: arXiv, "Understanding the arXiv identifier": YYMM.number since 2007, archive/YYMMnumber
# before.
_ARXIV = re.compile(
    r"(?:[0-9]{2}(?:0[1-9]|1[0-2])\.[0-9]{4,5}"
    r"|[a-z-]+(?:\.[A-Z]{2})?/[0-9]{2}(?:0[1-9]|1[0-2])[0-9]{3})"
    r"(?:v[0-9]{1,2})?"
)
_ARXIV_HEAD = re.compile(
    r"(?:https?://(?:www\.|export\.)?arxiv\.org/(?:abs|pdf)/|arxiv:\s*)", re.IGNORECASE
)
_ARXIV_URL = re.compile(
    r"https?://(?:www\.|export\.)?arxiv\.org/(?:abs|pdf)/"
    r"(?P<number>[^\s?#]+?)(?:\.pdf)?/?(?:[?#].*)?",
    re.IGNORECASE,
)
_ARXIV_NOTE = re.compile(
    r"\barxiv:\s*(?P<number>[0-9]{4}\.[0-9]{4,5}(?:v[0-9]+)?|[a-z-]+(?:\.[A-Z]{2})?/[0-9]{7})",
    re.IGNORECASE,
)
_KEY = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_]|[.+-](?=[A-Za-z0-9_])){0,99}")
FIRST_YEAR, LAST_YEAR = 1000, 2100


def read_doi(text: str) -> tuple[str, Fault | None]:
    """Return the DOI without address or prefix."""
    doi = _DOI_HEAD.sub("", strip_latex(text), count=1)
    if not doi or _DOI.fullmatch(doi):
        return doi, None
    prefixed = f"10.{doi}"
    hint = "write the number that begins with 10., such as 10.1073/pnas.1903070116"
    if _DOI.fullmatch(prefixed):
        hint = f"did you mean '{prefixed}'?"
    return "", (f"'{doi[:60]}' is not a DOI", hint)


def read_arxiv(text: str) -> tuple[str, Fault | None]:
    """Return the arXiv number without address or prefix."""
    number = _ARXIV_HEAD.sub("", strip_latex(text), count=1).removesuffix(".pdf")
    if _ARXIV.fullmatch(number):
        return number, None
    dotted = f"{number[:4]}.{number[4:]}"
    hint = "write it as 1812.11118, or as math/0309136 for one before 2007"
    if _ARXIV.fullmatch(dotted):
        hint = f"did you mean '{dotted}'?"
    return "", (f"'{number[:60]}' is not an arXiv number", hint)


def find_arxiv(url: str, texts: tuple[str, ...]) -> str:
    """Return the arXiv number in an address or in a text, or an empty text.

    An example of a text is the journal `arXiv preprint arXiv:1812.11118`.
    """
    matches = (_ARXIV_URL.fullmatch(url), *(_ARXIV_NOTE.search(text) for text in texts))
    numbers = (match["number"] for match in matches if match)
    return next((number for number in numbers if _ARXIV.fullmatch(number)), "")


def read_year(text: str) -> tuple[str, Fault | None]:
    """Return the year of a `year` or `date` field, four digits."""
    match = re.fullmatch(r"([0-9]{4})(?:-[0-9]{2}(?:-[0-9]{2})?)?", text)
    if match and FIRST_YEAR <= int(match[1]) <= LAST_YEAR:
        return match[1], None
    if re.fullmatch(r"[0-9]{1,9}", text):
        message = f"the year '{text}' lies outside of {FIRST_YEAR} to {LAST_YEAR}"
        return "", (message, "write the year of publication in four digits")
    hint = "write four digits; put words such as 'in press' into 'note'"
    return "", (f"'{text[:60]}' is not a year", hint)


def find_key_fault(key: str) -> Fault | None:
    """Return the reason why a citation key cannot be an address or be cited in prose.

    A key has letters, digits and `_`, and single signs `-`, `+` and `.` between them. BibTeX also
    allows `:` and `/`. A `:` makes a relative address a scheme, and some systems refuse it in the
    name of a file. A `/` makes a folder.
    """
    if _KEY.fullmatch(key):
        return None
    plain = unicodedata.normalize("NFKD", key).encode("ascii", "ignore").decode()
    joined = re.sub(r"[^A-Za-z0-9_]*[^A-Za-z0-9_.+-][^A-Za-z0-9_]*|[.+-]{2,}", "-", plain)
    suggested = joined.strip(".-+_")[:100]
    hint = "write author, year and a word, such as owen2013monte"
    if suggested:
        hint = f"write {suggested}, here and where it is cited"
    return f"the key '{key[:60]}' cannot stand in an address", hint
