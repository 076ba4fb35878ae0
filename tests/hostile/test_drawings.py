"""Drawings and pictures that do more than be seen: none is published, none becomes part of a page, and none takes for ever."""

import struct
import zlib
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from builder.cli import main
from builder.records.place import Place
from builder.render.exports.card import draw_card
from builder.render.figures.figure_views import FigureSource, render_figure
from builder.render.figures.published import check_picture
from builder.render.figures.read_svg import SvgError
from tests.hostile.atlas import write_files
from tests.hostile.bounded import run_bounded
from tests.hostile.payloads import ELSEWHERE, LIVE

XHTML = 'xmlns:h="http://www.w3.org/1999/xhtml"'
PLACE = Place("concepts/a/b/concept.yaml", 9, 5, 5)


def made(body: str, *, names: str = "", before: str = "", box: str = 'viewBox="0 0 9 9"') -> str:
    return f'{before}<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" {names} {box}>{body}</svg>'


def embed(text: str) -> str:
    return made(f'<image href="{text}"/>')


HOSTILE = {
    "a script": made(f"<script>{LIVE}</script>"),
    "a script in CDATA": made(f"<script><![CDATA[{LIVE}]]></script>"),
    "a script of another namespace": made(f"<h:script>{LIVE}</h:script>", names=XHTML),
    "a script in a description": made(f"<desc><h:script>{LIVE}</h:script></desc>", names=XHTML),
    "a script in the metadata": made(
        f'<metadata><script xmlns="http://www.w3.org/1999/xhtml">{LIVE}</script></metadata>'
    ),
    "a picture of HTML": made(f'<h:img src="x" onerror="{LIVE}"/>', names=XHTML),
    "a frame": made(f'<h:iframe src="javascript:{LIVE}"/>', names=XHTML),
    "a formula that links": made(
        f'<m:math href="javascript:{LIVE}"/>', names='xmlns:m="http://www.w3.org/1998/Math/MathML"'
    ),
    "foreign content": made(
        f'<foreignObject><h:body onload="{LIVE}"/></foreignObject>', names=XHTML
    ),
    "a handler": made(f'<path d="M0 0" onclick="{LIVE}"/>'),
    "a handler on the root": f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" onload="{LIVE}"/>',
    "a handler in capitals": made(f'<path d="M0 0" OnLoad="{LIVE}"/>'),
    "a link": made(f'<a href="javascript:{LIVE}"><path d="M0 0"/></a>'),
    "a link by xlink": made(f'<a xlink:href="java&#10;script:{LIVE}"><path d="M0 0"/></a>'),
    "an animated address": made(
        f'<a><animate attributeName="href" values="javascript:{LIVE}"/></a>'
    ),
    "a set handler": made(f'<path d="M0 0"><set attributeName="onclick" to="{LIVE}"/></path>'),
    "a listener": made('<handler type="text/ecmascript"/>'),
    "what removes elements": made('<discard href="#a"/>'),
    "a use from elsewhere": made(f'<use href="//{ELSEWHERE}/a.svg#b"/>'),
    "a use of data": made('<use href="data:image/svg+xml,x#b"/>'),
    "a picture from elsewhere": embed(f"https://{ELSEWHERE}/a.png"),
    "a drawing in a drawing": embed("data:image/svg+xml;base64,PHN2Zy8+"),
    "a page as a picture": embed("data:text/html,x"),
    "an effect from elsewhere": made(f'<filter><feImage href="//{ELSEWHERE}/a.png"/></filter>'),
    "text along a path elsewhere": made(
        f'<text><textPath href="//{ELSEWHERE}/a#b">x</textPath></text>'
    ),
    "a font from elsewhere": made(f'<font-face-uri href="//{ELSEWHERE}/a"/>'),
    "a style sheet": made(f"<style>@import '//{ELSEWHERE}/a.css';</style>"),
    "a style sheet beside it": made("", before=f'<?xml-stylesheet href="//{ELSEWHERE}/a.css"?>'),
    "a transformation": made(
        "", before='<?xml version="1.0"?><?xml-stylesheet type="text/xsl" href="data:,x"?>'
    ),
    "a paint from elsewhere": made(f'<path d="M0 0" fill="url(//{ELSEWHERE}/a#b)"/>'),
    "a paint behind another": made(f'<path d="M0 0" fill="url(#a) url(//{ELSEWHERE}/a)"/>'),
    "a style from elsewhere": made(f'<path d="M0 0" style="fill:URL( //{ELSEWHERE}/a )"/>'),
    "an escaped function": made(f'<path d="M0 0" style="fill:u\\72l(//{ELSEWHERE}/a)"/>'),
    "another function that loads": made(
        f"<path d='M0 0' style='mask:image-set(\"//{ELSEWHERE}/a\" 1x)'/>"
    ),
    "a cursor from elsewhere": made(f'<path d="M0 0" cursor="url(//{ELSEWHERE}/a)"/>'),
    "entities": '<!DOCTYPE svg [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]>' + made("<text>&b;</text>"),
    "an entity from a file": '<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    + made("<text>&a;</text>"),
    "a document type with a bracket": '<!DOCTYPE svg SYSTEM "a>b" [<!ENTITY a "b">]>' + made(""),
    "an entity of parameters": '<!DOCTYPE svg [<!ENTITY % a SYSTEM "http://x/"> %a;]>' + made(""),
    "UTF-7": made("", before='<?xml version="1.0" encoding="utf-7"?>'),
    "an encoding that is none": made("", before='<?xml version="1.0" encoding="nope"?>'),
    "an encoding of many bytes": made("", before='<?xml version="1.0" encoding="gbk"?>'),
    "text that is turned": made("<text>&#x202e;abc</text>"),
    "a reference to itself": made('<g id="a"><use href="#a"/></g>'),
    "references without end": made(
        "".join(
            f'<g id="a{n}"><use href="#a{n + 1}"/><use href="#a{n + 1}"/></g>' for n in range(40)
        )
    ),
    "patterns without end": made(
        "".join(
            f'<pattern id="a{n}"><path d="M0 0" fill="url(#a{n + 1})"/></pattern>'
            for n in range(40)
        )
    ),
    "uses of uses": made(
        "".join(
            f'<g id="a{n}">{f"<use href=%s#a{n + 1}%s/>" % (chr(34), chr(34)) * 20}</g>'
            for n in reversed(range(8))
        )
        + '<path id="a8" d="M0 0"/>'
    ),
    "a box that is none": made("", box='viewBox="- - - e"'),
    "a box without end": made("", box='viewBox="0 0 1e99 1"'),
    "60,000 levels": made("<g>" * 60_000 + "</g>" * 60_000),
    "90,000 elements": made("<g/>" * 90_000),
}

# Odd, and harmless: it is shown, and what of it could do something is left out.
ODD = {
    "attributes of other namespaces": made(
        '<path d="M0 0L9 9" z:onload="1" xml:base="//x/"/>', names='xmlns:z="urn:z"'
    ),
    "text that looks like a script": made(
        f"<text>&lt;script&gt;{LIVE}&lt;/script&gt;</text><title>&lt;/title&gt;&lt;b&gt;</title>"
    ),
    "text in CDATA": made(f"<text><![CDATA[<script>{LIVE}</script>]]></text>"),
    "a class and an id": made(
        '<path class="&quot;&gt;&lt;b&gt;" id="&quot;onload=1" d="M0 0L9 9"/>'
    ),
    "numbers without end": made(
        f'<path d="M1e9999 {"9" * 9_000}L1 1" transform="scale(1e999)" stroke-width="1e999" opacity="50%"/>'
    ),
    "a font of many sizes": made('<text style="font:1.1.1px x" font-size="1.1.1">x</text>'),
    "dashes that go back": made('<path d="M0 0L9 9" stroke="black" stroke-dasharray="5 -4"/>'),
    "dashes without end": made(
        '<path d="M0 0L9e9 9" stroke="black" stroke-dasharray="1e-300 1e-300"/>'
    ),
    "commas in the box": made("<text>x</text>", box='viewBox="0,0,9,9"'),
    "5,000 attributes": made(
        "<g " + " ".join(f'a{n}="1"' for n in range(5_000)) + '><path d="M0 0"/></g>'
    ),
}
PNG = b"\x89PNG\r\n\x1a\n" + b"".join(
    struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    for kind, data in (
        (b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(b"\0\0")),
        (b"IEND", b""),
    )
)


@pytest.mark.parametrize("svg", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_drawing_that_does_more_than_be_seen_is_neither_published_nor_shown(svg: str) -> None:
    def work() -> tuple[str, list[tuple[str, Place]]]:
        with pytest.raises(SvgError):
            check_picture("a.svg", svg.encode())
        html, problems = render_figure(
            FigureSource("a", "t", "d", PLACE, file=svg.encode(), name="a.svg")
        )
        return html, [(problem.code, problem.place) for problem in problems]

    assert run_bounded(work) == ("", [("figure-safe", PLACE)])


@pytest.mark.parametrize(
    "box",
    [
        "",
        'width="9"',
        f'width="{"9" * 400}" height="1"',
        'width="." height="1"',
        'width="0" height="1"',
    ],
)
def test_a_drawing_without_a_size_is_not_shown(box: str) -> None:
    html, problems = render_figure(
        FigureSource(
            "a", "t", "d", PLACE, file=made("<text>x</text>", box=box).encode(), name="a.svg"
        )
    )
    assert (html, [problem.code for problem in problems]) == ("", ["figure-safe"])


@pytest.mark.parametrize("svg", ODD.values(), ids=ODD.keys())
def test_an_odd_drawing_is_shown_without_what_is_odd_and_makes_a_card_or_none(svg: str) -> None:
    def work() -> tuple[str, int, bytes]:
        check_picture("a.svg", svg.encode())
        html, problems = render_figure(
            FigureSource("a", "t", "d", PLACE, file=svg.encode(), name="a.svg")
        )
        return (
            html,
            len(problems),
            draw_card(html, (("ink", (0, 0, 0)), ("paper", (255, 255, 255)))),
        )

    html, count, _ = run_bounded(work)
    assert count == 0
    assert not any(sign in html for sign in ("<script", "onload", "base=", "<b>", "CDATA"))


@pytest.mark.parametrize(
    "name", ["a.html", "a.svgz", "a.xhtml", "a.js", "a", "a.png.html", "a.SVG.htm"]
)
def test_a_picture_whose_name_says_something_else_is_not_published(name: str) -> None:
    with pytest.raises(SvgError):
        check_picture(name, PNG + f"<script>{LIVE}</script>".encode())


@pytest.mark.parametrize(
    "content",
    [b"<html><script>1</script>", b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFFxxxxWEBP"],
)
def test_a_picture_that_is_none_is_not_published(content: bytes) -> None:
    for name in ("a.png", "a.jpg", "a.webp", "a.svg"):
        with pytest.raises(SvgError):
            check_picture(name, content)


def test_a_picture_of_the_prose_is_refused_at_its_place_like_one_of_a_figure(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_files(
        tmp_path,
        {
            "concepts/a/domain.yaml": "title: A\nsummary: s\n",
            "concepts/a/b/concept.yaml": "title: B\nsummary: s\nstatus: review\nfigures: [{id: f, alt: a, caption: c, file: f.svg}]\n",
            "concepts/a/b/content.md": "## Intuition\n\n![x](x.svg)\n\n![y](y.html)\n\n![z](z.png)\n\n:::{figure} f\n:::\n",
            "concepts/a/b/x.svg": HOSTILE["a script"],
            "concepts/a/b/y.html": f"<script>{LIVE}</script>",
            "concepts/a/b/z.png": PNG,
            "concepts/a/b/f.svg": HOSTILE["a style sheet beside it"],
        },
    )
    assert main(["--root", str(tmp_path), "check"]) == 1
    shown = capsys.readouterr().out
    places = [
        line.partition(": error[figure-safe]")[0]
        for line in shown.split("\n")
        if "[figure-safe]" in line
    ]
    assert places == [
        "concepts/a/b/concept.yaml:4:45",
        "concepts/a/b/content.md:3:6",
        "concepts/a/b/content.md:5:6",
    ]


@pytest.mark.browser
def test_an_odd_drawing_does_nothing_by_itself_nor_within_a_page(
    browser: Browser, tmp_path: Path
) -> None:
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    shown = []
    for number, svg in enumerate(ODD.values()):
        (tmp_path / f"{number}.svg").write_text(svg, "utf-8")
        shown.append(
            render_figure(
                FigureSource(f"a{number}", "t", "d", PLACE, file=svg.encode(), name="a.svg")
            )[0]
        )
    (tmp_path / "all.html").write_text(
        f"<!doctype html><meta charset=utf-8>{''.join(shown)}", "utf-8"
    )
    for path in sorted(tmp_path.iterdir()):
        page.goto(path.as_uri())
        assert page.evaluate("window.__pwned ?? null") is None
    assert [url for url in asked if not url.startswith(tmp_path.as_uri())] == []
    page.close()
