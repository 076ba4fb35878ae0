# Writes a file that is larger than all its files may be.
# page: witness-runs
# alone: exception
import numpy as np

assert 1 < 2, "first: it holds"
np.zeros(2**20).tofile("huge")
