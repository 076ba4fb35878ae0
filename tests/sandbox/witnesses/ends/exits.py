# Ends the interpreter with success.
# page: refused
# alone: exit
import sys

assert 1 < 2, "first: it holds"
sys.exit(0)
assert 2 < 1, "second: it does not hold"
