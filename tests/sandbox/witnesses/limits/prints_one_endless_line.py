# Prints more than there may be in one line.
# page: witness-within-limits
# alone: output
assert 1 < 2, "first: it holds"
print("x" * 10**7)
