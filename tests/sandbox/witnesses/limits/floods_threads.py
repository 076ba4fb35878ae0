# Starts more threads than it may.
# page: refused
# alone: threads
# time: 5
import threading
import time

while True:
    try:
        threading.Thread(target=time.sleep, args=(60,)).start()
    except RuntimeError:
        time.sleep(60)
