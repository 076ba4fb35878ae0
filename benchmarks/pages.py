"""A large atlas of generated pages: about 900 words, 25 inline and 6 display formulas, a witness, 3 claims, 3 sources each; no figures."""

import random
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.atlas import CONFIG
from benchmarks.witnesses import SEED, Witness, make_witnesses

DOMAINS = 10
SOURCES = 60
WORDS = 900
INLINE = 25

_NOUNS = (
    "matrix vector basis kernel gradient spectrum residual sample bound estimate norm rank projection subspace limit "
    "average variance direction weight feature rate error curve threshold constant step symmetry surface interval "
    "series"
)
_VERBS = "bounds moves fixes shows splits measures turns keeps halves shifts follows covers leaves reaches joins crosses"
_SMALL = "the a every no each this its one"
_LINKS = "while because until where unless although once whenever"
_MANNERS = "slowly exactly never always twice again alone together"
_INLINE = (
    r"n^{-1/2}", r"x_{i}", r"\lambda_{\max}", r"\mathbb{E}[X_{k}]", r"\lVert w \rVert_2", r"\sigma^2/n", r"A^\top A", r"f(x) = 0",
    r"\frac{a}{b}", r"p \ge n", r"\hat\beta", r"\sum_k c_k",
)  # fmt: skip
_DISPLAY = (
    r"\lVert y - X w \rVert^2 = \sum_{{i=1}}^{{n}} (y_i - x_i^\top w)^2 + {k}",
    r"\mathrm{{Var}}\left(\frac{{1}}{{n}} \sum_{{i=1}}^{{n}} X_i\right) = \frac{{\sigma^2}}{{n}} + {k}",
    r"\int_0^1 f(t)\, dt = \lim_{{n \to \infty}} \frac{{1}}{{n}} \sum_{{k=1}}^{{n}} f\left(\frac{{k}}{{n}}\right) - {k}",
    r"\begin{{pmatrix}} a & b \\ c & d \end{{pmatrix}} \begin{{pmatrix}} x \\ y \end{{pmatrix}} = {k} z",
    r"\sqrt{{\lambda_1 \lambda_2}} \le \frac{{\lambda_1 + \lambda_2}}{{2}} \le {k}",
)


def write_pages(root: Path, count: int, seed: int = SEED) -> None:
    """Writes an atlas of so many concepts into the folder `root`; equal arguments give equal files."""
    witnesses = make_witnesses(count, seed)
    ids = [f"domain-{number % DOMAINS}/{witness.slug}" for number, witness in enumerate(witnesses)]
    files = {
        "pyproject.toml": CONFIG,
        "sources/all.bib": "\n".join(_write_source(number) for number in range(SOURCES)),
    }
    for number in range(DOMAINS):
        files[f"concepts/domain-{number}/domain.yaml"] = (
            f"title: Domain {number}\nsummary: Generated pages.\norder: {number}\ncolour: 1\n"
        )
    for number, witness in enumerate(witnesses):
        chance = random.Random(f"{seed} {number}")
        files[f"concepts/{ids[number]}/concept.yaml"] = _write_record(witness, ids[:number], chance)
        files[f"concepts/{ids[number]}/content.md"] = _write_content(witness, chance)
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8", newline="\n")


def _write_source(number: int) -> str:
    year = 1960 + number % 60
    return (
        f"@article{{made{number},\n  author = {{Maker, M. and Tester, T.}},\n  title = {{Generated record {number}}},\n"
        f"  journal = {{Records of a generator}},\n  year = {{{year}}},\n}}\n"
    )


def _write_record(witness: Witness, before: Sequence[str], chance: random.Random) -> str:
    """The record: its prerequisites among the forty concepts before it, since an atlas is read a neighbourhood at a time."""
    keys = sorted(chance.sample(range(SOURCES), 3))
    near = list(before[-40:])
    named = chance.sample(near, min(len(near), chance.randint(1, 4)))
    lines = [
        f"title: {witness.title}",
        f"summary: {_make_sentence(chance)}",
        f"invariant: {witness.shape.invariant}",
        "status: review\nimportance: supporting\ndifficulty: 2\nmath_level: undergraduate",
        "authors:\n  - {name: The atlas maintainers}",
        *(["prerequisites:"] if named else []),
        *(f"  - concept: {id}\n    why: {_make_sentence(chance)}" for id in named),
        "sources:",
        *(f"  - key: made{key}\n    grounds: {_make_sentence(chance)}" for key in keys),
        "claims:",
    ]
    for number, (check, key) in enumerate(zip(witness.shape.checks, keys, strict=True)):
        lines.append(
            f"  - id: claim-{number}\n    text: {_make_sentence(chance)}\n    kind: derivation\n    caveat: {_make_sentence(chance)}\n"
            f"    checks: [{check}]\n    equations: [eq-{number}]\n"
            f'    sources:\n      - {{key: made{key}, locator: "§{number + 1}", relation: supports, support: "{_make_sentence(chance)}"}}'
        )
    return "\n".join(lines) + "\n"


def _write_content(witness: Witness, chance: random.Random) -> str:
    """Four sections; claims, checks, equations and sources are referred to in the prose."""
    intuition, mathematics, demo = (
        list(_make_paragraphs(chance, WORDS // 3, INLINE // 3)) for _ in range(3)
    )
    for number in range(3):
        intuition.insert(
            2 * number,
            f"{_make_sentence(chance)[:-1]}: {{claim}}`{_make_sentence(chance)[:-1]} <claim-{number}>`.",
        )
    for number in range(6):
        formula = _DISPLAY[number % len(_DISPLAY)].format(k=chance.randint(2, 99))
        mathematics.insert(2 * number, f"$$\n{formula}\n$$ (eq-{number})")
    mathematics.append(
        f"By {{eq}}`eq-0` and {{check}}`{witness.shape.checks[0]}`, {_make_sentence(chance).lower()}"
    )
    code = [f"```python\n{witness.code}```", "The run gives {value}`measured:.3e`."]
    parts = [
        "## Intuition",
        *intuition,
        "## Math",
        *mathematics,
        "## Code",
        *code,
        "## Interactive Demo",
        *demo,
    ]
    return "\n\n".join(parts) + "\n"


def _make_paragraphs(chance: random.Random, words: int, formulas: int) -> Iterator[str]:
    """Paragraphs of about four sentences, so many words and inline formulas in all."""
    written, sentences = 0, [""]
    every = max(1, words // (12 * formulas))
    while written < words:
        sentence = _make_sentence(chance)
        if len(sentences) % every == 0:
            sentence = f"{sentence[:-1]} with ${chance.choice(_INLINE)}$."
        sentences.append(sentence)
        written += len(sentence.split())
    for start in range(1, len(sentences), 4):
        yield " ".join(sentences[start : start + 4])


def _make_sentence(chance: random.Random) -> str:
    order = (
        _SMALL,
        _NOUNS,
        _MANNERS,
        _VERBS,
        _SMALL,
        _NOUNS,
        _LINKS,
        _SMALL,
        _NOUNS,
        _VERBS,
        _SMALL,
        _NOUNS,
    )
    return f"{' '.join(chance.choice(words.split()) for words in order)}.".capitalize()
