# Calls itself without end.
# page: witness-runs
# alone: exception
assert 1 < 2, "first: it holds"


def deeper(n):
    return deeper(n + 1)


deeper(0)
