# Defines classes with arithmetic, order and containers, dataclasses, decorators, generators and context managers.
import functools
from collections import Counter, namedtuple
from dataclasses import dataclass, field, replace
from fractions import Fraction


@dataclass(frozen=True, order=True)
class Dual:
    value: float
    slope: float = 0.0

    def __add__(self, other):
        return Dual(self.value + other.value, self.slope + other.slope)

    def __mul__(self, other):
        return Dual(self.value * other.value, self.value * other.slope + self.slope * other.value)


@functools.total_ordering
class Permutation:
    def __init__(self, *images):
        self._images = images
        self.calls = 0

    def __call__(self, x):
        self.calls += 1
        return self._images[x]

    def __matmul__(self, other):
        return Permutation(*(self(other(x)) for x in range(len(self._images))))

    def __eq__(self, other):
        return self._images == other._images

    def __lt__(self, other):
        return self._images < other._images

    def __hash__(self):
        return hash(self._images)

    def __len__(self):
        return len(self._images)

    def __iter__(self):
        yield from self._images


class Timer:
    log: list = []

    def __enter__(self):
        self.log.append("in")
        return self

    def __exit__(self, *error):
        self.log.append("out")


def traced(function):
    @functools.wraps(function)
    def inner(*arguments):
        inner.count += 1
        return function(*arguments)

    inner.count = 0
    return inner


@traced
@functools.lru_cache
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


@dataclass
class Bag:
    items: list = field(default_factory=list)
    min: float = 0.0


Point = namedtuple("Point", "x y")
p = Permutation(1, 2, 0)
with Timer() as timer:
    print(fib(30), fib.count, fib.__name__, timer.log)
print(Dual(2, 1) * Dual(3, 0) + Dual(1), replace(Bag(), items=[1]), Point(1, 2)._replace(x=3), Counter("abca").most_common(1))
print(sorted([Permutation(1, 0), Permutation(0, 1)])[0]._images, len(p), list(p), type(p).__name__, isinstance(p, (Permutation, int)))
print(getattr(p, "calls"), hasattr(p, "missing"), "{:>8.3f}|{x!r}".format(1.5, x=Fraction(1, 3)), f"{p.calls:03d}")
assert p @ p @ p == Permutation(0, 1, 2) and p > Permutation(0, 1, 2), "holds: a cycle of three"
