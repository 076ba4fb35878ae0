# Asks for all the memory at once.
# page: witness-within-limits
# alone: memory
import numpy as np

assert 1 < 2, "first: it holds"
np.ones(2**32)
