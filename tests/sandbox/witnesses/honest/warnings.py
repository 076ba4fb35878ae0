# Has numpy warn, and meets numbers that are none.
import numpy as np

with np.errstate(divide="ignore"):
    infinite = np.float64(1) / 0
x = np.array([1.0, 0.0]) / np.array([0.0, 0.0])
nan = float("nan")
print(infinite, x, nan == nan, nan < 1, np.log(-np.ones(1)), np.nanmax([1.0, nan]))
assert not (nan > 1) and nan != nan and np.isnan(x[1]) and np.isinf(infinite), "holds: it knows them"
