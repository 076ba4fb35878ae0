# Ends as if somebody had pressed Ctrl-C.
# page: witness-runs
# alone: exception
assert 1 < 2, "first: it holds"
raise KeyboardInterrupt
