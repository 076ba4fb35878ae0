# Keeps all cores busy, with its alarm turned off.
# page: refused
# alone: time
import signal
import threading

import numpy as np


def burn():
    while True:
        np.sort(np.zeros(100_000))


signal.setitimer(signal.ITIMER_REAL, 0)
for _ in range(3):
    threading.Thread(target=burn).start()
burn()
