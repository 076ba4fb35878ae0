# Asks for memory without end.
# page: witness-within-limits
# alone: memory
# time: 5
assert 1 < 2, "first: it holds"
kept = []
while True:
    kept.append(bytes(2**20))
