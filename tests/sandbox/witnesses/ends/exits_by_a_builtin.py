# Ends the interpreter without an import.
# page: witness-completes
# alone: exit
assert 1 < 2, "first: it holds"
raise SystemExit(0)
