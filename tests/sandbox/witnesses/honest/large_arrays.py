# Half a gigabyte, which is less than it may have.
import numpy as np

x = np.ones(2**26)
print(x.nbytes // 2**20, x.sum())
assert x.sum() == 2**26, "holds: all ones are counted"
