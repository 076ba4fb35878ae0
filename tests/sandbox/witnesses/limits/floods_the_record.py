# Fills the record by what it asserts, not by what it prints.
# page: check-holds
# alone: exception
# time: 5
for number in range(2000):
    assert "x" * 10**4 == "y", "wide: what is kept of an assertion is bounded"
