"""Write `_headers`, the HTTP headers of every response, for Netlify and Cloudflare Pages."""

# `frame-ancestors` has no effect in a meta element. Source: CSP 3, 6.4.2
_HEADER_ONLY = "frame-ancestors 'none'"

# Features that no page uses are off, also for content that an attacker may inject.
_UNUSED = (
    "accelerometer",
    "camera",
    "geolocation",
    "gyroscope",
    "magnetometer",
    "microphone",
    "payment",
    "usb",
)


def write_headers(csp: str) -> bytes:
    """Return the content of `_headers`; `csp` is the policy in the pages' meta element."""
    headers = {
        "Content-Security-Policy": f"{csp}; {_HEADER_ONLY}",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": ", ".join(f"{feature}=()" for feature in _UNUSED),
    }
    return "".join(["/*\n", *(f"  {name}: {value}\n" for name, value in headers.items())]).encode()
