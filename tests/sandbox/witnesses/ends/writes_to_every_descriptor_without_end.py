# Floods whatever is open.
# page: refused
# alone: output
import os

for descriptor in range(3, 400):
    try:
        while True:
            os.write(descriptor, bytes(2**20))
    except OSError:
        pass
