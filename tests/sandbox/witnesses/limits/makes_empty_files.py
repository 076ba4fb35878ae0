# Makes files with nothing in them, which take room all the same.
# page: refused
# alone: files
# time: 5
number = 0
while True:
    open(f"empty{number}", "w").close()
    number += 1
