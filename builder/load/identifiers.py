"""What names a work elsewhere: DOI, arXiv number, address, year, and its key here; each read to one form."""

import re
import unicodedata

from builder.load.latex import strip_latex

# (fault, hint): what keeps a text from being what it should be
Fault = tuple[str, str]

_DOI = re.compile(r"10\.[0-9]{4,9}(?:\.[0-9]+)*/[^\s\"{}]{1,200}")
_DOI_HEAD = re.compile(r"(?:https?://(?:dx\.|www\.)?doi\.org/|doi:\s*|doi\s+)", re.IGNORECASE)
# Source: arXiv, "Understanding the arXiv identifier": YYMM.number since 2007, archive/YYMMnumber before.
_ARXIV = re.compile(
    r"(?:[0-9]{2}(?:0[1-9]|1[0-2])\.[0-9]{4,5}|[a-z-]+(?:\.[A-Z]{2})?/[0-9]{2}(?:0[1-9]|1[0-2])[0-9]{3})(?:v[0-9]{1,2})?"
)
_ARXIV_HEAD = re.compile(
    r"(?:https?://(?:www\.|export\.)?arxiv\.org/(?:abs|pdf)/|arxiv:\s*)", re.IGNORECASE
)
_ARXIV_URL = re.compile(
    r"https?://(?:www\.|export\.)?arxiv\.org/(?:abs|pdf)/(?P<number>[^\s?#]+?)(?:\.pdf)?/?(?:[?#].*)?",
    re.IGNORECASE,
)
_ARXIV_NOTE = re.compile(
    r"\barxiv:\s*(?P<number>[0-9]{4}\.[0-9]{4,5}(?:v[0-9]+)?|[a-z-]+(?:\.[A-Z]{2})?/[0-9]{7})",
    re.IGNORECASE,
)
_KEY = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_]|[.+-](?=[A-Za-z0-9_])){0,99}")
FIRST_YEAR, LAST_YEAR = 1000, 2100


def read_doi(text: str) -> tuple[str, Fault | None]:
    """The DOI without address or prefix."""
    doi = _DOI_HEAD.sub("", strip_latex(text), count=1)
    if not doi or _DOI.fullmatch(doi):
        return doi, None
    begun = f"10.{doi}"
    hint = (
        f"did you mean '{begun}'?"
        if _DOI.fullmatch(begun)
        else "write the number that begins with 10., such as 10.1073/pnas.1903070116"
    )
    return "", (f"'{doi[:60]}' is not a DOI", hint)


def read_arxiv(text: str) -> tuple[str, Fault | None]:
    """The arXiv number without address or prefix."""
    number = _ARXIV_HEAD.sub("", strip_latex(text), count=1).removesuffix(".pdf")
    if _ARXIV.fullmatch(number):
        return number, None
    dotted = f"{number[:4]}.{number[4:]}"
    hint = (
        f"did you mean '{dotted}'?"
        if _ARXIV.fullmatch(dotted)
        else "write it as 1812.11118, or as math/0309136 for one before 2007"
    )
    return "", (f"'{number[:60]}' is not an arXiv number", hint)


def find_arxiv(url: str, texts: tuple[str, ...]) -> str:
    """The arXiv number that an address or a journal such as `arXiv preprint arXiv:1812.11118` gives, or an empty text."""
    match = _ARXIV_URL.fullmatch(url)
    if match and _ARXIV.fullmatch(match["number"]):
        return match["number"]
    found = (_ARXIV_NOTE.search(text) for text in texts)
    return next(
        (match["number"] for match in found if match and _ARXIV.fullmatch(match["number"])), ""
    )


def read_year(text: str) -> tuple[str, Fault | None]:
    """The year of a `year` or `date` field, four digits."""
    match = re.fullmatch(r"([0-9]{4})(?:-[0-9]{2}(?:-[0-9]{2})?)?", text)
    if match and FIRST_YEAR <= int(match[1]) <= LAST_YEAR:
        return match[1], None
    if re.fullmatch(r"[0-9]{1,9}", text):
        return "", (
            f"the year '{text}' lies outside of {FIRST_YEAR} to {LAST_YEAR}",
            "write the year of publication in four digits",
        )
    return "", (
        f"'{text[:60]}' is not a year",
        "write four digits; put words such as 'in press' into 'note'",
    )


def find_key_fault(key: str) -> Fault | None:
    """What keeps a citation key from being the address of its source's page, or from being cited in prose.

    Letters, digits and `_` are taken, and one of `- + .` between two of these. BibTeX also knows `:` and `/`: the one makes a relative
    address a scheme and is no file name on some systems, the other makes a folder.
    """
    if _KEY.fullmatch(key):
        return None
    plain = unicodedata.normalize("NFKD", key).encode("ascii", "ignore").decode()
    mended = re.sub(r"[^A-Za-z0-9_]*[^A-Za-z0-9_.+-][^A-Za-z0-9_]*|[.+-]{2,}", "-", plain).strip(
        ".-+_"
    )[:100]
    hint = (
        f"write {mended}, here and where it is cited"
        if mended
        else "write author, year and a word, such as owen2013monte"
    )
    return f"the key '{key[:60]}' cannot stand in an address", hint
