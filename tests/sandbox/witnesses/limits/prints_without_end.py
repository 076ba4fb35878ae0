# Prints without end.
# page: witness-within-limits
# alone: output
# time: 5
assert 1 < 2, "first: it holds"
while True:
    print("x" * 1000)
