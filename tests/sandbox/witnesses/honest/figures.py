# Draws, sets what is drawn, and saves it in its own folder.
import matplotlib
import matplotlib.pyplot as plt
import numpy as np
from matplotlib import colors, ticker

matplotlib.use("Agg")
fig, axes = plt.subplots(1, 2, figsize=(6, 3))
axes[0].plot(np.linspace(0, 1, 50), np.linspace(0, 1, 50) ** 2, label="$x^2$")
axes[0].legend()
axes[0].yaxis.set_major_locator(ticker.MaxNLocator(4))
axes[1].imshow(np.eye(4), norm=colors.Normalize(0, 2), cmap=plt.cm.viridis)
plt.rcParams["font.size"] = 9
fig.savefig("figure.png")
fig.savefig("figure.svg")
plt.close(fig)
size = len(open("figure.png", "rb").read())
assert size > 1000, "holds: there is a picture"
