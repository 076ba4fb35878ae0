"""Addresses that a page may link to: http and https, whole, and nothing that runs."""

import re

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_WEB = re.compile(
    r"https?://(?:[A-Za-z0-9-]+\.)*[A-Za-z0-9-]+(?::[0-9]{1,5})?(?:[/?#][^\s<>\"'`{}\\^|]*)?",
    re.IGNORECASE,
)
_BARE = re.compile(r"(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}(?:[/?#:].*)?")
MOST = 2_000  # characters


def find_url_fault(text: str) -> tuple[str, str] | None:
    """What keeps an address from being linked to, with a hint; `None` for an http or https address.

    >>> find_url_fault("javascript:alert(1)")[0]
    "has the scheme 'javascript', which is never linked to"
    """
    if len(text) > MOST:
        return f"has {len(text):,} characters", f"shorten it to {MOST:,}"
    if _WEB.fullmatch(text):
        return None
    scheme = _SCHEME.match(text)
    if _BARE.fullmatch(text):
        return "names no scheme", f"write https://{text}"
    if scheme and scheme.group(1).lower() not in ("http", "https"):
        return (
            f"has the scheme '{scheme.group(1).lower()}', which is never linked to",
            "write an address that begins with https://",
        )
    sign = re.search(r"[\s<>\"'`{}\\^|]", text)
    if scheme and sign:
        written = f"%{ord(sign.group()):02X}"
        return (
            f"holds '{sign.group()}', which stands in no address",
            f"write {written} in its place",
        )
    return "is no address on the web", "write the whole address, https:// first"
