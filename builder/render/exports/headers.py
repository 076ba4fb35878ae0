"""`_headers`, as Netlify and Cloudflare Pages read it: what a server adds to every answer, the policy of the meta element among it."""

# `frame-ancestors` counts in a header only. Source: CSP 3, 6.4.2
_HEADER_ONLY = "frame-ancestors 'none'"

# Features that no page uses, switched off also for whatever a page might be made to load.
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
    """The file; `csp` is the policy of the meta element."""
    headers = {
        "Content-Security-Policy": f"{csp}; {_HEADER_ONLY}",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": ", ".join(f"{feature}=()" for feature in _UNUSED),
    }
    return "".join(["/*\n", *(f"  {name}: {value}\n" for name, value in headers.items())]).encode()
