# Never ends.
# page: witness-within-limits
# alone: time
assert 1 < 2, "first: it holds"
while True:
    pass
