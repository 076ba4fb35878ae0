# Reads whatever is open, in search of what it should not know.
# page: refused
# alone: complete
# prints: nothing
import os

found = []
for descriptor in range(400):
    try:
        os.set_blocking(descriptor, False)
        if os.read(descriptor, 1):
            found.append(descriptor)
    except OSError:
        pass
print(found or "nothing")
