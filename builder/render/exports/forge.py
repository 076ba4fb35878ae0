"""Write addresses in the repository: of a source file, and of a new issue about an object."""

from dataclasses import dataclass
from urllib.parse import quote, urlsplit


@dataclass(frozen=True, slots=True)
class _Forge:
    """The paths of a kind of forge, behind the repository's own address."""

    source: str
    report: str


_COMMON = _Forge("/blob/HEAD/", "/issues/new?title=")
# A label of the host's name -> the paths of its forge.
_FORGES = {"gitlab": _Forge("/-/blob/HEAD/", "/-/issues/new?issue[title]=")}


def source_address(repository: str, path: str) -> str:
    """Return the address of a file of the atlas, or "" if no repository is configured."""
    if not repository:
        return ""
    return f"{_strip(repository)}{_find_forge(repository).source}{quote(path)}"


def report_address(repository: str, key: str) -> str:
    """Return the address of a new issue whose title begins with the object's key.

    Without a configured repository the address is "".
    """
    if not repository:
        return ""
    title = quote(f"{key}: ", safe="")
    return f"{_strip(repository)}{_find_forge(repository).report}{title}"


def _find_forge(repository: str) -> _Forge:
    labels = (urlsplit(repository).hostname or "").split(".")
    return next((forge for name, forge in _FORGES.items() if name in labels), _COMMON)


def _strip(repository: str) -> str:
    return repository.rstrip("/").removesuffix(".git").rstrip("/")
