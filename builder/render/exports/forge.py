"""Addresses in the repository: the source of a page, and a new report that carries an object's key."""

from dataclasses import dataclass
from urllib.parse import quote, urlsplit


@dataclass(frozen=True, slots=True)
class _Forge:
    """What a kind of forge puts behind the repository's own address."""

    source: str
    report: str


_COMMON = _Forge("/blob/HEAD/", "/issues/new?title=")
_FORGES = {
    "gitlab": _Forge("/-/blob/HEAD/", "/-/issues/new?issue[title]=")
}  # a label of the host's name -> its addresses


def source_address(repository: str, path: str) -> str:
    """Where a file of the atlas is read in the repository; nothing where no repository is configured."""
    return (
        f"{_strip(repository)}{_find_forge(repository).source}{quote(path)}" if repository else ""
    )


def report_address(repository: str, key: str) -> str:
    """A new report whose title begins with the object's key; nothing where no repository is configured."""
    return (
        f"{_strip(repository)}{_find_forge(repository).report}{quote(f'{key}: ', safe='')}"
        if repository
        else ""
    )


def _find_forge(repository: str) -> _Forge:
    labels = (urlsplit(repository).hostname or "").split(".")
    return next((forge for name, forge in _FORGES.items() if name in labels), _COMMON)


def _strip(repository: str) -> str:
    return repository.rstrip("/").removesuffix(".git").rstrip("/")
