"""The addresses that a page may link to: absolute http and https addresses."""

import re

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_WEB = re.compile(
    r"https?://(?:[A-Za-z0-9-]+\.)*[A-Za-z0-9-]+(?::[0-9]{1,5})?(?:[/?#][^\s<>\"'`{}\\^|]*)?",
    re.IGNORECASE,
)
_BARE = re.compile(r"(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}(?:[/?#:].*)?")
MOST = 2_000  # characters


def find_url_fault(text: str) -> tuple[str, str] | None:
    """Return the reason why an address is not linked to, and a hint, or `None` if it is.

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
    if scheme and (name := scheme.group(1).lower()) not in ("http", "https"):
        hint = "write an address that begins with https://"
        return f"has the scheme '{name}', which is never linked to", hint
    sign = re.search(r"[\s<>\"'`{}\\^|]", text)
    if scheme and sign:
        message = f"holds '{sign.group()}', which stands in no address"
        return message, f"write %{ord(sign.group()):02X} in its place"
    return "is no address on the web", "write the whole address, https:// first"
