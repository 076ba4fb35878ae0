"""A made-up atlas of sixty concepts in six domains, written to disk: as wide a map as an atlas is likely to have."""

import random
import re
from pathlib import Path

DOMAINS = {
    "linear-algebra": (
        "Linear algebra",
        "Singular values|Projection|Eigenvalues|Least squares|Minimum norm|Condition number|Random matrices|"
        "Low-rank approximation|Positive definite matrices|Matrix calculus",
    ),
    "probability": (
        "Probability",
        "Expectation|Variance|Concentration inequalities|Law of large numbers|Central limit theorem|Markov chains|Martingales|"
        "Gaussian processes|Entropy and divergence|Importance sampling",
    ),
    "optimization": (
        "Optimization",
        "Gradient descent|Momentum|Convexity|Stochastic gradients|Loss landscapes|Saddle points|Newton's method|"
        "Implicit regularisation|Learning-rate schedules|Mirror descent",
    ),
    "statistics": (
        "Statistics",
        "Maximum likelihood|Bias and variance|Confidence intervals|Bootstrap|Cross-validation|Hypothesis tests|Bayesian inference|"
        "Shrinkage and the James–Stein estimator|Multiple comparisons|Causal graphs",
    ),
    "learning": (
        "Learning",
        "Perceptron|Kernel methods|Support vectors|Backpropagation|Attention|Convolution|Batch normalisation|Dropout|"
        "Residual connections|Representation learning",
    ),
    "scaling": (
        "Scaling",
        "Double descent|Neural tangent kernel|Scaling laws|Grokking|Lottery tickets|Emergence and the choice of metric|"
        "Mean-field limits|Feature learning|Data pruning|Compute-optimal training",
    ),
}

OWED = (
    "invariant-present",
    "hero-present",
    "countercondition-present",
    "demo-present",
    "symbols-present",
    "practice-present",
    "claim-backed",
)

CONTENT = "## Intuition\n\n{claim}`A page of a made-up atlas <said>`.\n\n## Math\n\nNone.\n\n## Code\n\nNone.\n\n## Interactive Demo\n\nNone.\n"


def write_field(root: Path, seed: int = 3) -> dict[str, list[str]]:
    """Write the atlas below `root` and gives the prerequisites of every concept."""
    edges = draw_edges(seed)
    rules = "".join(
        f'{code} = {{severity = "off", reason = "the pages are made up"}}\n' for code in OWED
    )
    _write(
        root / "pyproject.toml",
        f'[tool.builder]\ntitle = "A field"\n\n[tool.builder.rules]\n{rules}',
    )
    for order, (domain, (title, _)) in enumerate(DOMAINS.items(), start=1):
        record = f"title: {title}\nsummary: Made up to be drawn.\norder: {order}\ncolour: {order}\n"
        _write(root / "concepts" / domain / "domain.yaml", record)
    needed = {other for prerequisites in edges.values() for other in prerequisites}
    for number, (id, prerequisites) in enumerate(edges.items()):
        status = (
            "planned"
            if id not in needed and number % 3
            else "review"
            if number % 4 == 1
            else "published"
        )
        folder = root / "concepts" / id
        _write(folder / "concept.yaml", _write_record(number, id, prerequisites, status))
        if status != "planned":
            _write(folder / "content.md", CONTENT)
    return edges


def draw_edges(seed: int) -> dict[str, list[str]]:
    """Prerequisites: most from the same domain, some from one before it."""
    generator = random.Random(seed)
    edges: dict[str, list[str]] = {}
    for level, domain in enumerate(DOMAINS):
        for id in list_ids(domain):
            own = [other for other in edges if other.startswith(domain)]
            before = [
                other
                for other in edges
                if other.partition("/")[0] in list(DOMAINS)[max(0, level - 2) : level]
            ]
            drawn = []
            if own and generator.random() < 0.85:
                drawn.append(_pick(own[-4:], generator))
            if own and generator.random() < 0.3:
                drawn.append(_pick(own, generator))
            if before and generator.random() < 0.45:
                drawn.append(_pick(before, generator))
            edges[id] = sorted(set(drawn))
    return edges


def list_ids(domain: str) -> list[str]:
    return [f"{domain}/{slug(title)}" for title in DOMAINS[domain][1].split("|")]


def slug(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")


def _pick(choices: list[str], generator: random.Random) -> str:
    return choices[
        int(generator.random() * len(choices))
    ]  # `choice` may draw otherwise in another Python


def _write_record(number: int, id: str, prerequisites: list[str], status: str) -> str:
    domain, _, name = id.partition("/")
    title = next(title for title in DOMAINS[domain][1].split("|") if slug(title) == name)
    lines = [f'title: "{title}"', "summary: Made up to be drawn.", f"status: {status}"]
    if prerequisites:
        lines += [
            "prerequisites:",
            *(f"  - {{concept: {other}, why: it is used}}" for other in prerequisites),
        ]
    if status != "planned":
        lines += [
            "claims:",
            "  - id: said",
            "    text: It is made up.",
            "    kind: definition",
            "    caveat: It is.",
        ]
        lines += [f"    stipulated: {'false' if number % 5 == 2 else 'true'}"]
    return "\n".join(lines) + "\n"


def _write(path: Path, content: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, "utf-8")
