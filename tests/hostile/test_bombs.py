"""Texts that are made to take for ever: each is a page or a located problem within a bound of processor time."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from builder.load import load_atlas
from builder.load.content import parse_content
from builder.load.markdown import parse_text
from builder.records.place import Place
from builder.records.problem import Problems
from builder.render.prose.markdown import render_blocks, render_text
from builder.render.prose.maths import read_macros, typeset_tex
from builder.render.prose.plain_maths import write_formulas
from builder.render.prose.text_context import TextContext
from builder.witness import outline_witness
from tests.hostile.bounded import run_bounded
from tests.load.trees import CONCEPT, DOMAIN, make_tree

MACROS = read_macros((Path(__file__).parents[2] / "theme/macros.toml").read_bytes())
PAGE = "title: B\nsummary: s\nstatus: review\n"
N = 100_000


def rows(columns: int, count: int) -> str:
    return (
        "|".join("a" * columns)
        + "\n"
        + "|".join("-" * columns)
        + "\n"
        + ("|".join("b" * columns) + "\n") * count
    )


# Prose, and the code of the problem that refuses it; an empty one where it is read and shown.
PROSE: Mapping[str, tuple[str, str]] = {
    "100,000 brackets": ("[" * N, "prose-bounded"),
    "brackets in six paragraphs": (("[" * 1400 + "]\n\n") * 6, ""),
    "100,000 signs of a quote": (">" * N, "nesting-bounded"),
    "open emphasis": ("*a **b " * 4_000, ""),
    "emphasis in emphasis": ("*a " * 4_000 + "a* " * 4_000, ""),
    "stars and underscores": ("*_" * 8_000, ""),
    "nested lists": ("\n".join("  " * depth + "- a" for depth in range(300)), "nesting-bounded"),
    "open pictures": ("![" * 50_000, "prose-bounded"),
    "pictures in pictures": ("![a" * 20_000 + "](b)" * 20_000, "prose-bounded"),
    "links in links": ("[a" * 30_000 + "](b)" * 30_000, "prose-bounded"),
    "open addresses": ("[a](<b" * 30_000, "prose-bounded"),
    "open titles": ('[a](b "' * 25_000, "prose-bounded"),
    "100,000 backticks": ("`" * N, "fence-closed"),
    "backticks of every length": (" ".join("`" * length for length in range(1, 600)), ""),
    "50,000 columns": (rows(50_000, 1), "prose-bounded"),
    "4,000 columns": (rows(4_000, 1), ""),
    "a row of many columns over short ones": (
        "|".join("a" * 500) + "\n" + "|".join("-" * 500) + "\n" + "a\n" * 90,
        "",
    ),
    "100,000 footnotes": ("\n".join(f"[^{number}]: x" for number in range(N)), "prose-bounded"),
    "a footnote for each of 4,000": (
        "".join(f"[^{n}]" for n in range(200))
        + "\n\n"
        + "\n".join(f"[^{n}]: x\n" for n in range(4_000)),
        "footnote-used",
    ),
    "9,000 references": ("\n".join(f"[a{number}]: b" for number in range(9_000)) + "\n\n[a1]", ""),
    "entities": ("&amp;" * 12_000, ""),
    "open entities": ("&#x" * 20_000, ""),
    "numeric entities": ("&#8238;" * 9_000, "characters-visible"),
    "a line of 199,000 characters": ("a" * 199_000, ""),
    "a line of 300,000 characters": ("a" * 300_000, "prose-bounded"),
    "100,000 dollars": ("$" * N, "formula-closed"),
    "open formulas": ("$a " * 6_000, "formula-closed"),
    "open roles": ("{claim}`" * 9_000, "role-closed"),
    "open directives": (":::{note}\n" * 5_000, "directive-closed"),
    "open tags": ("<b " * 20_000, ""),
    "tags": ("<div>" * 6_000, "html-absent"),
    "open comments": ("<!--" * 3_000, "html-absent"),
    "open citations": ("[@a" * 60_000, "prose-bounded"),
    "headings": ("# a\n" * 3_000, "heading-level"),
    "marks upon marks": ("a" + "\u0301" * 190_000, ""),
}

TEX: Mapping[str, tuple[str, str]] = {
    "a macro that grows for ever": (r"\def\a{\a\a}\a", "has no place"),
    "a command that grows for ever": (r"\newcommand{\a}{\a\a}\a", "has no place"),
    "10,000 braces": ("{" * 10_000 + "}" * 10_000, "characters long"),
    "1,900 braces": ("{" * 1_900 + "}" * 1_900, "nested"),
    "10,000 fractions": (r"\frac" * 10_000, "characters long"),
    "fractions in fractions": (r"\frac{" * 600, "nested"),
    "fractions without braces": (r"\frac" * 790, "expected argument"),
    "10,000 brackets": (r"\left(" * 10_000, "characters long"),
    "600 brackets": (r"\left(" * 600, "nested"),
    "roots": (r"\sqrt" * 790, "expected argument"),
    "a matrix of 1,300 rows": (r"\begin{matrix}" + r"&\\" * 1_300 + r"\end{matrix}", ""),
    "a matrix of 3,900 columns": (r"\begin{matrix}" + "&" * 3_900 + r"\end{matrix}", ""),
    "matrices in matrices": (r"\begin{matrix}" * 100 + r"\end{matrix}" * 100, ""),
    "accents": ("x" + "'" * 3_900, ""),
    "a length without end": (r"\kern 99999999em x", "more than 10 em"),
    "a bar without end": (r"\genfrac(){9999em}{}{a}{b}", "more than 10 em"),
    "text that is raised out of sight": (r"\raisebox{-900em}{x}", "more than 10 em"),
    "macros of the theme": (r"\E" * 1_900, "too many expansions"),
}


def with_code(code: str) -> dict[str, str]:
    return {
        "concepts/a/b/concept.yaml": PAGE,
        "concepts/a/b/content.md": f"## Code\n\n```python\n{code}\n```\n",
    }


def with_record(record: str) -> dict[str, str]:
    return {"concepts/a/b/concept.yaml": record}


def with_sources(text: str) -> dict[str, str]:
    return {"sources/a.bib": text}


def with_settings(text: str) -> dict[str, str]:
    return {"pyproject.toml": text}


PROMPTS = "".join(
    f"  - {{id: a{n}, kind: recall, prompt: p, answer: '{'a' * 2_000}*'}}\n" for n in range(110)
)

FILES: Mapping[str, tuple[dict[str, str], str]] = {
    "code of brackets": (with_code("(" * N), "python-parses"),
    "code of signs": (with_code("x=" + "-" * 90_000 + "1"), "python-parses"),
    "code of sums": (with_code("x=" + "+".join(["1"] * 40_000)), "python-parses"),
    "code of attributes": (with_code("x=a" + ".a" * 40_000), "python-parses"),
    "code of a comparison": (with_code("assert " + "<".join(["1"] * 9_000) + ", 'a: b'"), ""),
    "code of a number": (with_code("x=" + "9" * 190_000), "python-parses"),
    "code of 3,000 checks": (
        with_code("\n".join(f"assert 1>0, 'a{n}: b'" for n in range(3_000))),
        "",
    ),
    "a record of lists": (with_record("title: " + "[" * N), "yaml-shallow"),
    "a record of mappings": (with_record("title: " + "{a: " * N), "yaml-shallow"),
    "a record of repeats": (
        with_record("a: &a [x,x]\n" + "".join(f"a{n}: &a{n} [*a,*a]\n" for n in range(9_000))),
        "yaml-plain",
    ),
    "a record of unknown keys": (
        with_record(PAGE + "\n".join(f"k{n}: 1" for n in range(9_000))),
        "key-known",
    ),
    "a record of digits": (with_record(PAGE + "difficulty: " + "9" * 40_000), "value-typed"),
    "a record of quotes": (with_record("title: '" + "''" * N), "yaml-readable"),
    "a record of many texts": (
        with_record(PAGE.replace("review", "planned") + "practice:\n" + PROMPTS),
        "prose-bounded",
    ),
    "sources of braces": (
        with_sources("@book{a, title={" + "{" * N + "}" * N + "}}"),
        "value-bounded",
    ),
    "sources that are not closed": (with_sources("@book{a, title={" + "{" * N), "bibtex-readable"),
    "sources of entries": (with_sources("@a{" * N), "file-bounded"),
    "sources of names": (
        with_sources("@book{a,title={x},author={" + " and ".join(["A, B"] * 1_500) + "}}"),
        "",
    ),
    "strings that grow": (
        with_sources(
            "".join(f"@string{{a{n + 1} = a{n} # a{n}}}\n" for n in range(60))
            + '@string{a0="x"}@book{a,title=a60}'
        ),
        "value-bounded",
    ),
    "a chain of cross-references": (
        with_sources(
            "".join(f"@book{{a{n},title={{x}},crossref={{a{n + 1}}}}}\n" for n in range(3_000))
        ),
        "crossref-resolves",
    ),
    "accents upon accents": (
        with_sources("@book{a,title={" + "{\\'{" * 3_000 + "e" + "}}" * 3_000 + "}}"),
        "latex-known",
    ),
    "settings of a long key": (with_settings(".".join(["a"] * 40_000) + "=1"), "toml-readable"),
    "settings of lists": (with_settings("a=" + "[" * N), "toml-readable"),
    "settings of white space": (with_settings("[" + " " * 190_000), "toml-readable"),
    "a setting behind white space": (
        with_settings("[tool.builder]\ntitle =" + " " * 190_000 + '["a"]'),
        "value-typed",
    ),
    "settings of digits": (
        with_settings("[tool.builder.limits]\ntime_s=" + "9" * 90_000),
        "toml-readable",
    ),
    "settings of rules": (
        with_settings(
            "[tool.builder.rules]\n" + "\n".join(f'a{n}={{severity="x"}}' for n in range(4_000))
        ),
        "problems-bounded",
    ),
}


@pytest.mark.parametrize("name", PROSE)
def test_prose_is_read_or_refused_within_its_bound(name: str) -> None:
    source, code = PROSE[name]

    def work() -> Problems:
        content, problems = parse_content(f"## Math\n\n{source}", "content.md")
        for section in content.sections:
            problems += render_blocks(content, section, TextContext())[1]
        text, found = parse_text(source, Place("concept.yaml"))
        return (*problems, *found, *render_text(text, TextContext())[1])[:1_000]

    problems = run_bounded(work)
    assert {problem.place.path for problem in problems} <= {"content.md", "concept.yaml"}
    assert all(min(problem.place.line, problem.place.column) >= 1 for problem in problems)
    assert code in {"", *(problem.code for problem in problems)}


@pytest.mark.parametrize("name", TEX)
def test_a_formula_is_set_or_refused_within_its_bound(name: str) -> None:
    tex, told = TEX[name]
    typeset = run_bounded(lambda: typeset_tex(tex, display=True, macros=MACROS))
    run_bounded(lambda: write_formulas(MACROS)(tex))
    assert told in (typeset.fault.message if typeset.fault else "")
    assert (typeset.fault is None) == (told == "")
    assert len(typeset.mathml) < 60 * len(tex) + 1_000


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_read_or_refused_within_its_bound(name: str) -> None:
    files, code = FILES[name]

    def work() -> Problems:
        atlas, problems = load_atlas(
            make_tree(
                {"concepts/a/domain.yaml": DOMAIN, "concepts/a/b/concept.yaml": CONCEPT, **files}
            )
        )
        outlines = [outline_witness(concept, atlas.config)[1] for concept in atlas.concepts]
        return (*problems, *(problem for found in outlines for problem in found))

    problems = run_bounded(work)
    assert len(problems) < 500
    assert code in {"", *(problem.code for problem in problems)}
    assert code or problems == ()


def test_the_bound_ends_what_does_not_end() -> None:
    def work() -> None:
        while True:
            pass

    with pytest.raises(AssertionError, match="ended with -"):
        run_bounded(work, most_s=1)
