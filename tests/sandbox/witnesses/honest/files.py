# Writes, reads and maps files in its own folder, and reads the data of its page.
import numpy as np

x = np.arange(12.0).reshape(3, 4)
np.save("x.npy", x)
np.savetxt("x.csv", x)
np.savez_compressed("x.npz", x=x, y=2 * x)
x.tofile("x.bin")
mapped = np.memmap("mapped", dtype=np.float64, mode="w+", shape=(3, 4))
mapped[:] = x
mapped.flush()
again = np.load("x.npy", mmap_mode="r")
with np.load("x.npz") as both:
    print(sorted(both.files), float(both["y"].sum()))
with open("draws.csv") as file:
    print(file.read(), end="")
draws = np.loadtxt("draws.csv", delimiter=",")
print(draws.shape, float(np.genfromtxt("draws.csv", delimiter=",").sum()))
assert np.array_equal(again, x) and np.array_equal(mapped, x) and np.array_equal(np.loadtxt("x.csv"), x), "holds: it reads what it wrote"
