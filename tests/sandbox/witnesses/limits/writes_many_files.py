# Writes no file that is too large, but many of them.
# page: witness-within-limits
# alone: files
# time: 5
import numpy as np

assert 1 < 2, "first: it holds"
number = 0
while True:
    np.zeros(2**16).tofile(f"part{number}")
    number += 1
