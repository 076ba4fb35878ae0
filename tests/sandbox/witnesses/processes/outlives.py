# Leaves threads and doors behind that would go on when the run has ended.
# page: refused
# alone: complete
# prints: left
import atexit
import os
import signal
import threading
import time

canary = ""


def go_on():
    while True:
        try:
            time.sleep(0.01)
            open(canary + "/made", "w")
        except OSError:
            pass


signal.signal(signal.SIGTERM, signal.SIG_IGN)
signal.signal(signal.SIGHUP, signal.SIG_IGN)
threading.Thread(target=go_on).start()
threading.Thread(target=go_on, daemon=True).start()
atexit.register(lambda: time.sleep(60))
os.register_at_fork(before=lambda: time.sleep(60))
print("left")
