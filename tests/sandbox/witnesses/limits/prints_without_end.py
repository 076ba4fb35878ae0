# Prints without end.
# page: witness-within-limits
# alone: output
assert 1 < 2, "first: it holds"
while True:
    print("x" * 1000)
