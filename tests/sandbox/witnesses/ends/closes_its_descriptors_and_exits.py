# Closes the pipe of its record and ends with success.
# page: refused
# alone: exit
import os

os.closerange(0, 4096)
os._exit(0)
