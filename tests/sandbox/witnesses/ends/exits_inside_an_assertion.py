# Ends with success where an assertion would fail.
# page: witness-completes
# alone: exit
def end():
    raise SystemExit(0)


assert 1 < 2, "first: it holds"
assert end(), "second: it does not hold"
