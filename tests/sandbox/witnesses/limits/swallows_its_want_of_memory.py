# Hogs memory and takes no for an answer, for ever.
# page: witness-within-limits
# alone: time
assert 1 < 2, "first: it holds"
kept = []
while True:
    try:
        kept.append(bytes(2**20))
    except MemoryError:
        kept = kept[:1]
