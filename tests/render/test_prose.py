"""Roles, citations, values, footnotes, notes and pictures as HTML."""

from dataclasses import replace
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.load.content import parse_content
from builder.load.markdown import parse_text
from builder.records.place import Place
from builder.records.problem import Problems
from builder.records.run import Answer
from builder.render.prose.markdown import Block, plain_text, render_blocks, render_text
from builder.render.prose.text_context import ClaimMark, Link, TextContext

CONTEXT = TextContext(
    claims={"rate": ClaimMark(2, "backed")},
    concepts={"scaling/ntk": Link("../../scaling/ntk/", "The kernel & its <limit>")},
    equations={"rmse": 1},
    figures={"curve": Link("#figure-curve", "Figure 1")},
    checks={"slope": Link("#check-slope", "slope")},
    sources={"owen2013": Link("../../sources/owen2013/", "Owen 2013")},
    answers={
        "slope": Answer("value:slope", "-0.5142", "-0.5142"),
        "name": Answer("value:name", "'<b>'", '"<b>"'),
        "sizes": Answer("value:sizes", "(1, 2)", "[1, 2]"),
        "count": Answer("value:count", "12345", "12345"),
        "broken": Answer("value:broken", "NameError: no", "null", failed=True),
    },
    assets={"curve.png": "curve.png"},
    pictures={"curve": '<figure id="figure-curve">drawn</figure>\n'},
)


def render(source: str, context: TextContext = CONTEXT) -> tuple[str, Problems]:
    text, _ = parse_text(source, Place("concept.yaml", 3, 9))
    return render_text(text, context)


def render_section(source: str, context: TextContext = CONTEXT) -> tuple[Block, ...]:
    content, problems = parse_content("## Math\n\n" + source, "content.md")
    assert problems == ()
    blocks, problems = render_blocks(content, content.sections[0], context)
    assert problems == ()
    return blocks


@pytest.mark.parametrize(
    ("source", "html"),
    [
        (
            "{claim}`it *falls* <rate>`",
            '<a class="claim" data-level="backed" data-note="note-claim-rate" href="#claim-rate">it <em>falls</em><sup>2</sup></a>',
        ),
        ("{claim}`it falls <other>`", "it falls"),
        (
            "{concept}`the kernel <scaling/ntk>`",
            '<a class="concept" href="../../scaling/ntk/">the kernel</a>',
        ),
        (
            "{concept}`scaling/ntk`",
            '<a class="concept" href="../../scaling/ntk/">The kernel &amp; its &lt;limit&gt;</a>',
        ),
        ("{concept}`words <scaling/none>`", "words"),
        ("{eq}`rmse`", '<a class="reference" href="#equation-rmse">(1)</a>'),
        ("{eq}`none`", "none"),
        ("{fig}`curve`", '<a class="reference" href="#figure-curve">Figure 1</a>'),
        ("{check}`slope`", '<a class="check" href="#check-slope">slope</a>'),
        (
            "[@owen2013, §2.1]",
            '(<a class="citation" data-note="note-cite-owen2013-_a72_2e1" href="../../sources/owen2013/">Owen 2013</a>, §2.1)',
        ),
        (
            "[see @owen2013; @none]",
            '(see <a class="citation" data-note="note-cite-owen2013" href="../../sources/owen2013/">Owen 2013</a>; none)',
        ),
        ("{value}`slope:.2f`", '<span class="value">\u22120.51</span>'),
        ("{value}`slope`", '<span class="value">\u22120.5142</span>'),
        ("{value}`name`", '<span class="value">&lt;b&gt;</span>'),
        ("{value}`sizes`", '<span class="value">(1, 2)</span>'),
        ("{value}`count:,d`", '<span class="value">12,345</span>'),
        ("{value}`other:.2f`", '<span class="value" data-missing="true">no value</span>'),
        ("{value}`broken`", '<span class="value" data-missing="true">no value</span>'),
        ("![a *curve*](curve.png)", '<img src="curve.png" alt="a curve" />'),
        ("![a curve](other.png)", "a curve"),
        ("[a](javascript:alert(1))", "<span>a</span>"),
        ("[a](/b/)", "<span>a</span>"),
        ("![a curve](../curve.png)", "a curve"),
        ('[a](https://b.org "t")', '<a href="https://b.org" title="t">a</a>'),
        ("{odd}`words`", "words"),
        ("\\{claim}`words`", "{claim}<code>words</code>"),
    ],
)
def test_inline_prose_becomes_html(source: str, html: str) -> None:
    assert render(source) == (html, ())


def test_links_never_stand_in_links() -> None:
    html, _ = render("{claim}``see {eq}`rmse`, [@owen2013] and [b](https://b.org) <rate>``")
    assert html.count("<a ") == 1
    html, _ = render("[see {eq}`rmse` and {claim}`it <rate>`](https://b.org)")
    assert html == '<a href="https://b.org">see (1) and it</a>'


def test_a_value_that_does_not_take_its_format_is_a_problem_at_its_place() -> None:
    html, problems = render("so {value}`sizes:.2f`")
    assert html == 'so <span class="value" data-missing="true">no value</span>'
    assert [(problem.code, problem.place) for problem in problems] == [
        ("value-formats", Place("concept.yaml", 3, 20, 9))
    ]
    _, problems = render("so {value}`slope:d`")
    assert "does not take the format 'd'" in problems[0].message


def test_blocks_carry_their_kind_their_marks_and_their_fence() -> None:
    source = "a {claim}`b <rate>`\n\n$$ x $$ (rmse)\n\n```python\nx = 1\n```\n\n"
    source += ":::{figure} curve\n:::\n\n:::{note}\n[@owen2013]\n:::\n\n### Deep\n"
    blocks = render_section(source)
    assert [(block.kind, block.index, block.fence) for block in blocks] == [
        ("prose", 0, -1),
        ("equation", 1, -1),
        ("fence", 2, 0),
        ("figure", 3, -1),
        ("note", 4, -1),
        ("heading", 5, -1),
    ]
    assert [[mark.kind for mark in block.marks] for block in blocks] == [
        ["claim"],
        ["math"],
        [],
        ["fig"],
        ["cite"],
        [],
    ]
    assert blocks[3].html == CONTEXT.pictures["curve"]
    assert blocks[5].html == '<h3 id="math-deep">Deep</h3>\n'


def test_a_figure_stands_at_its_fence_unless_it_is_placed_elsewhere() -> None:
    fence = "```python\n#| figure: curve\n#| echo: false\nx\n```\n"
    (alone,) = render_section(fence)
    assert alone.html == CONTEXT.pictures["curve"]
    placed, code = render_section(":::{figure} curve\n:::\n\n" + fence)
    assert (placed.html, code.html) == (CONTEXT.pictures["curve"], "")


def test_footnotes_stand_at_the_end_of_the_section_that_first_refers_to_them() -> None:
    source = "## Intuition\n\na[^b] c[^b]\n\n## Math\n\nd[^b] e[^f]\n\n[^f]: last\n\n[^b]: note [@owen2013]\n"
    content, _ = parse_content(source, "content.md")
    first, second = (
        render_blocks(content, section, replace(CONTEXT, id_prefix="p-"))[0]
        for section in content.sections
    )
    assert [block.kind for block in first] == ["prose", "footnotes"]
    assert [mark.kind for mark in first[-1].marks] == ["cite"]
    assert '<li id="p-fn-1" value="1">' in first[-1].html
    assert first[-1].html.count('class="footnote-back"') == 3
    assert '<a href="#p-fn-1" id="p-fnref-1-3" aria-label="Footnote 1">1</a>' in second[0].html
    assert '<li id="p-fn-2" value="2">' in second[-1].html
    assert "last" in second[-1].html


def test_ids_of_footnotes_and_what_leads_to_them_agree() -> None:
    text, _ = parse_text(
        "a[^b] c[^d] e[^b]\n\n[^b]: f[^d]\n\n[^d]: g\n", Place("concept.yaml"), blocks=True
    )
    root = ElementTree.fromstring(f"<x>{render_text(text, CONTEXT)[0]}</x>")
    ids = [element.attrib["id"] for element in root.iter() if "id" in element.attrib]
    links = {element.attrib["href"][1:] for element in root.iter("a")}
    assert len(ids) == len(set(ids))
    assert links == set(ids)


def test_headings_move_down_and_stop_at_six() -> None:
    text, _ = parse_text("## a\n\n##### b\n", Place("concept.yaml"), blocks=True)
    assert render_text(text, TextContext(heading_shift=3))[0] == "<h5>a</h5>\n<h6>b</h6>\n"


def test_table_cells_are_aligned_by_class() -> None:
    text, _ = parse_text("| a | b |\n|:--|--:|\n| c | d |\n", Place("concept.yaml"), blocks=True)
    html, _ = render_text(text, CONTEXT)
    assert '<td class="align-left">c</td>' in html
    assert '<td class="align-right">d</td>' in html
    assert "style" not in html


def test_plain_text_keeps_words_and_formulas() -> None:
    text, _ = parse_text(
        "The *error* of $n^2$ {claim}`falls <rate>`, `x` \\& [a](b)\nnow[^1]", Place("concept.yaml")
    )
    assert plain_text(text) == "The error of n^2 falls, x & a now"


@settings(deadline=None)  # a busy machine is no fault
@given(st.text(st.sampled_from("<>&\"'`*_[](){}$@!|:#\\ \nabjscript^~=-"), max_size=200))
def test_any_prose_gives_well_formed_html_without_styles_scripts_or_handlers(source: str) -> None:
    text, _ = parse_text(source, Place("concept.yaml"), blocks=True)
    html, _ = render_text(text, CONTEXT)
    root = ElementTree.fromstring(f"<x>{html}</x>")
    for element in root.iter():
        assert element.tag not in ("script", "style", "iframe", "object")
        assert not [name for name in element.attrib if name.startswith("on") or name == "style"]
        assert (
            not element.attrib.get("href", "")
            .lower()
            .lstrip()
            .startswith(("javascript:", "data:", "vbscript:"))
        )
