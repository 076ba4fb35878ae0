"""A large atlas of generated pages without figures.

Each page has about 900 words, 25 inline and 6 display formulas, a witness, 3 claims, 3 sources.
"""

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
    "matrix vector basis kernel gradient spectrum residual sample bound estimate norm rank "
    "projection subspace limit average variance direction weight feature rate error curve "
    "threshold constant step symmetry surface interval series"
)
_VERBS = (
    "bounds moves fixes shows splits measures turns keeps halves shifts follows covers leaves "
    "reaches joins crosses"
)
_SMALL = "the a every no each this its one"
_LINKS = "while because until where unless although once whenever"
_MANNERS = "slowly exactly never always twice again alone together"
_INLINE = (
    r"n^{-1/2}", r"x_{i}", r"\lambda_{\max}", r"\mathbb{E}[X_{k}]", r"\lVert w \rVert_2",
    r"\sigma^2/n", r"A^\top A", r"f(x) = 0", r"\frac{a}{b}", r"p \ge n", r"\hat\beta",
    r"\sum_k c_k",
)  # fmt: skip
_DISPLAY = (
    r"\lVert y - X w \rVert^2 = \sum_{{i=1}}^{{n}} (y_i - x_i^\top w)^2 + {k}",
    r"\mathrm{{Var}}\left(\frac{{1}}{{n}} \sum_{{i=1}}^{{n}} X_i\right) = "
    r"\frac{{\sigma^2}}{{n}} + {k}",
    r"\int_0^1 f(t)\, dt = \lim_{{n \to \infty}} \frac{{1}}{{n}} "
    r"\sum_{{k=1}}^{{n}} f\left(\frac{{k}}{{n}}\right) - {k}",
    r"\begin{{pmatrix}} a & b \\ c & d \end{{pmatrix}} "
    r"\begin{{pmatrix}} x \\ y \end{{pmatrix}} = {k} z",
    r"\sqrt{{\lambda_1 \lambda_2}} \le \frac{{\lambda_1 + \lambda_2}}{{2}} \le {k}",
)


def write_pages(root: Path, count: int, seed: int = SEED) -> None:
    """Write an atlas of `count` concepts into a folder; equal arguments give equal files."""
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
        f"@article{{made{number},\n  author = {{Maker, M. and Tester, T.}},\n"
        f"  title = {{Generated record {number}}},\n"
        f"  journal = {{Records of a generator}},\n  year = {{{year}}},\n}}\n"
    )


def _write_record(witness: Witness, before: Sequence[str], chance: random.Random) -> str:
    """Return the record.

    Its prerequisites are among the forty concepts before it, since real ones are near each other.
    """
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
        *(f"  - concept: {near_id}\n    why: {_make_sentence(chance)}" for near_id in named),
        "sources:",
        *(f"  - key: made{key}\n    grounds: {_make_sentence(chance)}" for key in keys),
        "claims:",
    ]
    for number, (check, key) in enumerate(zip(witness.shape.checks, keys, strict=True)):
        text, caveat, support = (_make_sentence(chance) for _ in range(3))
        lines += (
            f"  - id: claim-{number}\n    text: {text}\n    kind: derivation\n    caveat: {caveat}",
            f"    checks: [{check}]\n    equations: [eq-{number}]\n    sources:",
            f'      - {{key: made{key}, locator: "§{number + 1}", relation: supports, '
            f'support: "{support}"}}',
        )
    return "\n".join(lines) + "\n"


def _write_content(witness: Witness, chance: random.Random) -> str:
    """Return the four sections, with references to claims, checks and equations in the prose."""
    intuition, mathematics, demo = (
        list(_make_paragraphs(chance, WORDS // 3, INLINE // 3)) for _ in range(3)
    )
    for number in range(3):
        before, words = (_make_sentence(chance)[:-1] for _ in range(2))
        intuition.insert(2 * number, f"{before}: {{claim}}`{words} <claim-{number}>`.")
    for number in range(6):
        formula = _DISPLAY[number % len(_DISPLAY)].format(k=chance.randint(2, 99))
        mathematics.insert(2 * number, f"$$\n{formula}\n$$ (eq-{number})")
    named = f"{{eq}}`eq-0` and {{check}}`{witness.shape.checks[0]}`"
    mathematics.append(f"By {named}, {_make_sentence(chance).lower()}")
    code = [f"```python\n{witness.code}```", "The run gives {value}`measured:.3e`."]
    parts = ["## Intuition", *intuition, "## Math", *mathematics]
    parts += ["## Code", *code, "## Interactive Demo", *demo]
    return "\n\n".join(parts) + "\n"


def _make_paragraphs(chance: random.Random, words: int, formulas: int) -> Iterator[str]:
    """Yield paragraphs of about four sentences, with these numbers of words and formulas in all."""
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
    subject = (_SMALL, _NOUNS)
    order = (*subject, _MANNERS, _VERBS, *subject, _LINKS, *subject, _VERBS, *subject)
    return f"{' '.join(chance.choice(words.split()) for words in order)}.".capitalize()
