# Sleeps.
# page: refused
# alone: time
import time

time.sleep(60)
