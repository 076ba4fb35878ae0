"""The entry types and fields of BibTeX, BibLaTeX and the usual exports of library catalogues.

A name that is close to one of them is most likely a misspelling.
"""

import difflib
import re
from functools import lru_cache

# Sources: btxdoc, section 3; the manual of biblatex, sections 2.1 and 2.2, with aliases and types
# that have no support.
_TYPE_NAMES = """
    article artwork audio bibnote book bookinbook booklet collection commentary conference customa
    customb customc customd custome customf data dataset electronic image inbook incollection
    inproceedings inreference jurisdiction legal legislation letter manual mastersthesis misc movie
    music mvbook mvcollection mvproceedings mvreference online patent performance periodical
    phdthesis proceedings reference report review set software standard suppbook suppcollection
    suppperiodical techreport thesis unpublished video www xdata
"""
_FIELD_NAMES = """
    abstract acmid acknowledgement address addendum adsnote adsurl afterword annotation annotator
    annote archive archivelocation archiveprefix articleno arxivid assignee author authortype
    bibsource biburl bookauthor bookpagination booksubtitle booktitle booktitleaddon category
    chapter citeseerx coden collaboration comment commentator contents copyright crossref date day
    doi edition editor editora editoratype editorb editorbtype editorc editorctype editortype eid
    eissn entryset entrysubtype eprint eprintclass eprinttype eventdate eventtitle eventtitleaddon
    execute file foreword gender groups hal_id hal_version holder howpublished hyphenation ids
    indexsorttitle indextitle institution introduction isan isbn ismn isrn issn issue issuesubtitle
    issuetitle issuetitleaddon iswc issue_date journal journalabbr journalsubtitle journaltitle
    journaltitleaddon key keyword keywords label langid langidopts language lccn library location
    mainsubtitle maintitle maintitleaddon month mrclass mrnumber mrreviewer nameaddon note number
    numpages openalex options organization origdate origlanguage origlocation origpublisher
    origtitle owner pages pagetotal pagination part pdf pmcid pmid presort price primaryclass
    pubstate publisher related relatedoptions relatedstring relatedtype reprinttitle review school
    series shortauthor shorteditor shorthand shorthandintro shortjournal shortseries shorttitle size
    slaccitation sortkey sortname sortshorthand sorttitle sortyear subject subtitle timestamp title
    titleaddon translator type url urldate urlyear urn usera userb userc userd usere userf venue
    verba verbb verbc version video volume volumes website xdata xref year zbl zblnumber
"""
TYPES = frozenset(_TYPE_NAMES.split())
FIELDS = frozenset(_FIELD_NAMES.split())
_CLOSE = 0.8  # ratio of difflib
# A variant of a field: Emacs's prefixes of fields not yet filled in, numbered fields, and the
# annotations of BibLaTeX.
_VARIANT = re.compile(r"(?:opt|alt)?(?P<name>.+?)(?:[-_]?\d+)?(?:\+an(?::\w+)?)?")


@lru_cache(maxsize=1024)
def find_type_fault(name: str) -> tuple[str, str] | None:
    """Return message and hint for an unknown entry type, given in lower case."""
    if name in TYPES:
        return None
    close = difflib.get_close_matches(name[:60], sorted(TYPES), n=1)
    hint = "write @misc, or the type that BibTeX has for it"
    if close:
        hint = f"did you mean @{close[0]}?"
    return f"'@{name[:60]}' is a type of neither BibTeX nor BibLaTeX", hint


@lru_cache(maxsize=1024)
def find_field_fault(name: str) -> tuple[str, str] | None:
    """Return message and hint for an unknown field that is close to a known field.

    The name is in lower case.
    """
    variant = _VARIANT.fullmatch(name)
    if name in FIELDS or len(name) > 30 or (variant and variant.group("name") in FIELDS):
        return None
    letters = sorted(name)
    anagrams = [known for known in sorted(FIELDS) if sorted(known) == letters]
    close = anagrams or difflib.get_close_matches(name, sorted(FIELDS), n=1, cutoff=_CLOSE)
    return (f"no field is called '{name}'", f"did you mean '{close[0]}'?") if close else None
