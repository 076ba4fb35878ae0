"""Templates of witnesses: numerical mathematics of a few milliseconds, with open constants."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Choices = Mapping[str, Sequence[int]]  # name in the template -> its possible values


@dataclass(frozen=True, slots=True)
class Shape:
    """A template of witnesses. `choices` fill in the `$names` of `code`.

    `$seed` differs in all witnesses. The claim of the page names the first of `checks`; the code
    sets a number called `measured`.
    """

    slug: str
    title: str
    invariant: str
    equation: str  # TeX
    checks: tuple[str, str, str]
    choices: Choices
    code: str


LEAST_SQUARES = Shape(
    slug="least-squares",
    title="Least squares",
    invariant="The residual of the best fit is orthogonal to everything that the fit can use.",
    equation=r"A^\top (b - A w) = 0",
    checks=("orthogonal", "normal", "smallest"),
    choices={"samples": range(500, 900, 20), "features": range(50, 80, 2)},
    code="""\
import numpy as np

seed = $seed
samples = $samples
features = $features
rng = np.random.default_rng(seed)
A = rng.standard_normal((samples, features))
b = rng.standard_normal(samples)
w = np.linalg.lstsq(A, b, rcond=None)[0]
by_normal = np.linalg.solve(A.T @ A, A.T @ b)
measured = float(np.linalg.norm(b - A @ w))
others = [np.linalg.norm(b - A @ (w + 0.01 * rng.standard_normal(features))) for _ in range(20)]

assert np.max(np.abs(A.T @ (b - A @ w))) < 1e-8, \
"orthogonal: the residual is orthogonal to every column"
assert np.allclose(w, by_normal, rtol=0, atol=1e-8), \
"normal: the normal equations have the same solution"
assert measured < min(others), "smallest: every other solution that was tried leaves more"
""",
)

EIGENVALUES = Shape(
    slug="eigenvalues",
    title="Eigenvalues",
    invariant="A symmetric matrix is its eigenvalues, seen from another side.",
    equation=r"\operatorname{tr} S = \sum_i \lambda_i",
    checks=("trace", "squares", "pairs"),
    choices={"size": range(110, 150, 2)},
    code="""\
import numpy as np

seed = $seed
size = $size
rng = np.random.default_rng(seed)
M = rng.standard_normal((size, size))
S = (M + M.T) / 2
values, vectors = np.linalg.eigh(S)
measured = float(np.max(np.abs(S @ vectors - vectors * values)))

assert abs(np.trace(S) - values.sum()) < 1e-8, "trace: the eigenvalues add up to the trace"
assert abs((S**2).sum() - (values**2).sum()) < 1e-7, \
"squares: their squares add up to those of the entries"
assert measured < 1e-9, "pairs: every eigenpair satisfies its equation"
""",
)

FOURIER = Shape(
    slug="fourier",
    title="The discrete Fourier transform",
    invariant="The transform turns the signal and keeps its length.",
    equation=r"\frac{1}{n} \sum_k |F_k|^2 = \sum_j f_j^2",
    checks=("energy", "product", "inverse"),
    choices={"length": (256, 384, 512, 640, 768, 1024), "signals": range(120, 200, 4)},
    code="""\
import numpy as np

seed = $seed
length = $length
signals = $signals
rng = np.random.default_rng(seed)
f = rng.standard_normal((signals, length))
g = rng.standard_normal(length)
F = np.fft.fft(f)
G = np.fft.fft(g)
measured = float(np.max(np.abs((np.abs(F) ** 2).sum(axis=1) / length - (f**2).sum(axis=1))))
products = np.fft.ifft(F * G).real
reversed_g = np.roll(g[::-1], 1)

assert measured < 1e-8, "energy: the transform keeps the energy of every signal"
assert np.max(np.abs(products[:, 0] - f @ reversed_g)) < 1e-8, \
"product: circular convolution becomes a product"
assert np.max(np.abs(np.fft.ifft(F).real - f)) < 1e-10, \
"inverse: the inverse transform gives the signals back"
""",
)

RANDOM_WALKS = Shape(
    slug="random-walks",
    title="Random walks",
    invariant="The square of the distance grows with the number of steps, and not the distance.",
    equation=r"\mathbb{E}\, X_n^2 = n",
    checks=("square", "parity", "reach"),
    choices={"walkers": range(1000, 1600, 100), "steps": range(150, 260, 10)},
    code="""\
import numpy as np

seed = $seed
walkers = $walkers
steps = $steps
rng = np.random.default_rng(seed)
moves = 2 * rng.integers(0, 2, size=(walkers, steps)) - 1
paths = moves.cumsum(axis=1)
ends = paths[:, -1]
measured = float(np.mean(ends**2) / steps)
deviation = (2 / walkers) ** 0.5

assert abs(measured - 1) < 8 * deviation, \
"square: the mean square of the end is the number of steps"
assert np.all((ends - steps) % 2 == 0), "parity: the end is even or odd as the number of steps is"
assert np.abs(paths).max() <= steps, "reach: no walker is further away than it has gone"
""",
)

POWER_ITERATION = Shape(
    slug="power-iteration",
    title="Power iteration",
    invariant="What is multiplied again and again turns towards the largest eigenvalue.",
    equation=r"\frac{v_k^\top S v_k}{v_k^\top v_k} \to \lambda_{\max}",
    checks=("limit", "grows", "below"),
    choices={"size": range(60, 100, 4), "rounds": range(300, 500, 20)},
    code="""\
import numpy as np

seed = $seed
size = $size
rounds = $rounds
rng = np.random.default_rng(seed)
M = rng.standard_normal((size, size))
S = M @ M.T + size * np.outer(np.ones(size), np.ones(size))
v = rng.standard_normal(size)
quotients = []
for _ in range(rounds):
    v = S @ v
    v /= np.linalg.norm(v)
    quotients.append(float(v @ S @ v))
largest = float(np.linalg.eigvalsh(S)[-1])
measured = quotients[-1]

assert abs(measured / largest - 1) < 1e-9, "limit: the quotient comes to the largest eigenvalue"
assert quotients[-1] >= quotients[0] * (1 - 1e-12), "grows: the quotient does not fall"
assert max(quotients) <= largest * (1 + 1e-12), "below: no quotient is above the largest eigenvalue"
""",
)

MONTE_CARLO = Shape(
    slug="monte-carlo",
    title="Area by chance",
    invariant="The error shrinks with the root of the number of points.",
    equation=r"\frac{4}{n} \sum_{i=1}^{n} [x_i^2 + y_i^2 < 1] \to \pi",
    checks=("area", "halves", "spread"),
    choices={"points": range(100_000, 180_000, 10_000)},
    code="""\
import numpy as np

seed = $seed
points = $points
rng = np.random.default_rng(seed)
x, y = rng.random((2, points))
inside = x**2 + y**2 < 1
measured = float(4 * inside.mean())
first, second = inside.reshape(2, -1).mean(axis=1)
deviation = 4 * float(inside.std()) / points**0.5

assert abs(measured - np.pi) < 8 * deviation, \
"area: the share of the points gives the area of the disc"
assert abs(2 * (first + second) - measured) < 1e-9, \
"halves: the two halves of the sample average to the whole"
assert abs(inside.std() - (np.pi / 4 * (1 - np.pi / 4)) ** 0.5) < 0.05, \
"spread: one point deviates as a coin of that bias does"
""",
)

GRADIENT_DESCENT = Shape(
    slug="gradient-descent",
    title="Gradient descent",
    invariant="Each step takes away a share of what is left.",
    equation=r"w_{k+1} = w_k - \eta (H w_k - c)",
    checks=("arrives", "falls", "flat"),
    choices={"size": range(60, 100, 4), "rounds": range(400, 600, 25)},
    code="""\
import numpy as np

seed = $seed
size = $size
rounds = $rounds
rng = np.random.default_rng(seed)
M = rng.standard_normal((size, size)) / size**0.5
H = np.eye(size) + M @ M.T
c = rng.standard_normal(size)
step = 1 / np.linalg.eigvalsh(H)[-1]
w = np.zeros(size)
losses = []
for _ in range(rounds):
    losses.append(float(w @ H @ w / 2 - c @ w))
    w = w - step * (H @ w - c)
solution = np.linalg.solve(H, c)
measured = float(np.max(np.abs(w - solution)))

assert measured < 1e-8, "arrives: the iteration comes to the solution of the linear system"
assert np.all(np.diff(losses) <= 1e-12), "falls: no step raises the loss"
assert np.linalg.norm(H @ w - c) < 1e-8, "flat: the gradient vanishes where it stops"
""",
)

LOW_RANK = Shape(
    slug="low-rank",
    title="The best matrix of low rank",
    invariant="What a matrix of low rank must miss is what the small singular values hold.",
    equation=r"\min_{\operatorname{rank} B \le r} \lVert A - B \rVert_F^2"
    r" = \sum_{i > r} \sigma_i^2",
    checks=("missing", "better", "rank"),
    choices={"rows": range(130, 200, 5), "columns": range(80, 110, 5), "rank": range(5, 20)},
    code="""\
import numpy as np

seed = $seed
rows = $rows
columns = $columns
rank = $rank
rng = np.random.default_rng(seed)
A = rng.standard_normal((rows, columns))
U, sigma, V = np.linalg.svd(A, full_matrices=False)
best = (U[:, :rank] * sigma[:rank]) @ V[:rank]
measured = float(np.linalg.norm(A - best))
basis = np.linalg.qr(rng.standard_normal((rows, rank)))[0]
other = basis @ (basis.T @ A)

assert abs(measured**2 - (sigma[rank:] ** 2).sum()) < 1e-7, \
"missing: the error is what the dropped singular values hold"
assert measured < np.linalg.norm(A - other), "better: a projection on a random basis misses more"
assert np.linalg.matrix_rank(best) == rank, \
"rank: the approximation has the rank that was asked for"
""",
)

SHAPES = (
    LEAST_SQUARES,
    EIGENVALUES,
    FOURIER,
    RANDOM_WALKS,
    POWER_ITERATION,
    MONTE_CARLO,
    GRADIENT_DESCENT,
    LOW_RANK,
)
