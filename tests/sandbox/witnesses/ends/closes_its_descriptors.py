# Closes the pipe of its record and lives on.
# page: refused
# alone: killed
import os
import time

os.closerange(0, 4096)
time.sleep(60)
