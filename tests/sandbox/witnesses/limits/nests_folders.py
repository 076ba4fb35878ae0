# Makes folders in folders, deeper than a recursive removal reaches.
# page: refused
# alone: exception
import os

while True:
    os.mkdir("d")
    os.chdir("d")
