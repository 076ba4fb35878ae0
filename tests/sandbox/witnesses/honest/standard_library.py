# Uses what the standard library has for mathematics.
import collections.abc
import functools
import itertools
import math
import statistics
from fractions import Fraction

print(math.comb(10, 3), math.isclose(0.1 + 0.2, 0.3), statistics.mean([1, 2, 4]), statistics.NormalDist().cdf(1.96))
print(functools.reduce(lambda a, b: a * b, range(1, 6)), list(itertools.pairwise("abc")), sum(Fraction(1, n) for n in range(1, 8)))
print(isinstance([], collections.abc.Sequence), max(map(abs, (-3, 2))), sorted({3, 1, 2}, key=lambda x: -x))
match {"kind": "circle", "radius": 2}:
    case {"kind": "circle", "radius": radius}:
        print(round(math.pi * radius**2, 3))
assert math.isclose(statistics.stdev([2, 4, 4, 4, 5, 5, 7, 9]), 2.138, abs_tol=1e-3), "holds: the spread"
