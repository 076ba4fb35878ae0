# Calls itself as deep as Python lets it, about.
def depth(n):
    return 0 if n == 0 else 1 + depth(n - 1)


print(depth(900))
try:
    depth(10**5)
except RecursionError:
    print("too deep")
assert depth(900) == 900, "holds: it comes back"
