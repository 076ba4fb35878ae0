# Prints much, but less than it may, in all its letters.
for number in range(1000):
    print(number, "é ü ∑ 𝔸", "x" * 20)
assert number == 999, "holds: all are printed"
