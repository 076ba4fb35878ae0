# Ends by a signal that it raises in itself.
# page: refused
# alone: killed
import os

os.abort()
