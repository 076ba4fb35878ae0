# Lets compiled code run out of stack, without an import.
# page: witness-completes
# alone: killed
assert 1 < 2, "first: it holds"
nested = ()
for _ in range(200_000):
    nested = (nested,)
hash(nested)
