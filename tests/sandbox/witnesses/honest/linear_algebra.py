# Large products, factorisations and solutions: all that the linear algebra does in threads and in blocks.
import numpy as np

A = np.ones((2000, 2000)) @ np.ones((2000, 2000))
M = np.random.default_rng(0).standard_normal((300, 300))
u, s, v = np.linalg.svd(M)
x = np.linalg.solve(M, np.ones(300))
values = np.linalg.eigvalsh(M + M.T)
print(A[0, 0], s.shape, round(float(np.abs(M @ x - 1).max()), 6), len(values))
assert np.allclose(u @ np.diag(s) @ v, M), "holds: the factors give the matrix"
