"""What is put into every text field: each would do something somewhere if it were not shown as text or refused."""

from dataclasses import dataclass

LIVE = "top.__pwned=1"  # what every payload that runs would set
CANARY = "9801547"  # what a template engine makes of 1337*7331
ELSEWHERE = "evil.example"

_FRAME = f"&lt;script&gt;{LIVE}&lt;/script&gt;"


@dataclass(frozen=True, slots=True)
class Payload:
    """A text of one line; `refused` where prose that holds it is a located problem."""

    family: str
    text: str
    refused: bool = False


def _make(family: str, *texts: str, refused: bool = False) -> tuple[Payload, ...]:
    return tuple(Payload(family, text, refused) for text in texts)


PAYLOADS = (
    *_make(
        "elements",
        f"<script>{LIVE}</script>",
        f"<img src=x onerror={LIVE}>",
        f"<svg onload={LIVE}>",
        f"<svg><script>{LIVE}</script></svg>",
        f'<iframe srcdoc="{_FRAME}">',
        f'<math><mi href="javascript:{LIVE}">x</mi></math>',
        f"<base href=//{ELSEWHERE}/>",
        f"<meta http-equiv=refresh content=0;url=//{ELSEWHERE}/>",
        f"<link rel=stylesheet href=//{ELSEWHERE}/>",
        f"<form action=javascript:{LIVE}><button>x",
        f"<a href=javascript:{LIVE}>x</a>",
        f"<object data=javascript:{LIVE}>",
        f"<details open ontoggle={LIVE}>",
        f"</title><script>{LIVE}</script>",
        f"</style><script>{LIVE}</script>",
        f"</script><script>{LIVE}</script>",
        f"--><script>{LIVE}</script>",
        f"]]><script>{LIVE}</script>",
        f'"><script>{LIVE}</script>',
        f"<style>@import'//{ELSEWHERE}'</style>",
        refused=True,
    ),
    *_make(
        "attributes",
        f'" onmouseover="{LIVE}" x="',
        f"' autofocus onfocus='{LIVE}' x='",
        f'" style="background:url(//{ELSEWHERE})',
        f"<?xml-stylesheet href='//{ELSEWHERE}'?>",
        "<![CDATA[ x",
    ),
    *_make("open ends", "<!-- x", "$$ x", refused=True),
    *_make(
        "templates",
        "{{1337*7331}}",
        "{% raw %}",
        "${1337*7331}",
        "#{1337*7331}",
        "<%= 1337*7331 %>",
        "{{''.__class__}}",
        "{# x",
    ),
    *_make(
        "escapes",
        _FRAME,
        f"&#60;script&#62;{LIVE}&#60;/script&#62;",
        "&amp;lt;b&amp;gt;",
        "&#0;",
        "&nosuch; &amp",
        "\\u003cb\\u003e %3Cb%3E",
    ),
    *_make("references", "a&#x202E;b", "a&#8294;b", refused=True),
    *_make("invisible", "a\u200bb\u200d\u00adc", "\u05d0\u200f(\u05d1"),
    *_make("overrides", "a\u202eb", "a\u2066b\u2069", "a\u0085\u2028b", "a\x1b[31mb", refused=True),
    *_make(
        "addresses",
        f"[x](javascript:{LIVE})",
        f"[x](JaVaScRiPt:{LIVE})",
        f"[x](&#x6a;avascript:{LIVE})",
        f"[x](javascript&colon;{LIVE})",
        f"[x](<vbscript:{LIVE}>)",
        f"[x](data:text/html,<script>{LIVE}</script>)",
        "[x](file:///etc/passwd)",
        f"[x](//{ELSEWHERE}/)",
        f"<javascript:{LIVE}>",
        f"![x](javascript:{LIVE})",
        f"![x](https://{ELSEWHERE}/x.png)",
        "![x](data:image/svg+xml,<svg/>)",
        "![x](../../../pyproject.toml)",
        refused=True,
    ),
    *_make(
        "addresses that lead",
        f'[x](https://{ELSEWHERE}/"onclick={LIVE})',
        f'[x](mailto:a@b "\\" onmouseover={LIVE}")',
    ),
    *_make(
        "formulas",
        rf"$\href{{javascript:{LIVE}}}{{x}}$",
        r"$\html{x}$",
        r"$\def\a{\a\a}\a$",
        rf"$\color{{url(//{ELSEWHERE})}}x$",
        r"$\kern 99999em x$",
        r"$\require{html}x$",
        refused=True,
    ),
    *_make(
        "formulas that are set", rf"$\text{{<img src=x onerror={LIVE}>}}$", r"$\operatorname{<b>}$"
    ),
    *_make(
        "roles",
        "{nosuch}`<b>`",
        "{claim}`x <nosuch>`",
        "{value}`__import__('os')`",
        "[@nosuch<b>]",
        refused=True,
    ),
)

TYPED = tuple(
    payload for payload in PAYLOADS if payload.family != "overrides"
)  # what can stand in a file that is read


def escape_markdown(text: str) -> str:
    """Return the text in markdown, every sign as itself."""
    return "".join(
        f"\\{sign}" if sign.isascii() and not sign.isalnum() and not sign.isspace() else sign
        for sign in text
    )
