# Never comes back to the interpreter, so that no alarm is heard there.
# page: witness-within-limits
# alone: time
import itertools

assert 1 < 2, "first: it holds"
sum(itertools.repeat(1))
