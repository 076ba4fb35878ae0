# Catches everything and goes on.
# page: witness-within-limits
# alone: time
assert 1 < 2, "first: it holds"
while True:
    try:
        while True:
            pass
    except BaseException:
        continue
    finally:
        continue
