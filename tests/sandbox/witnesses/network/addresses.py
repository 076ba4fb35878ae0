# Hands addresses to functions that read files, in the hope that they fetch.
# page: witness-runs
# alone: exception
# prints: loadtxt FileNotFoundError
# prints: genfromtxt FileNotFoundError
# prints: image ValueError
# prints: style OSError
import matplotlib.pyplot as plt
import numpy as np

tcp = 0
address = f"http://127.0.0.1:{tcp}/canary.csv"
attempt("loadtxt", lambda: np.loadtxt(address))
attempt("genfromtxt", lambda: np.genfromtxt(address))
attempt("image", lambda: plt.imread(address))
attempt("style", lambda: plt.style.use(address))
np.loadtxt(address)
