"""`python -m builder`, and `python builder`: nothing is imported from the folder that one is in, which may be an atlas of somebody else.

With `-m` Python itself looks there for modules of its own, before this line. By the path of this folder it does not.
"""

import sys

if not (
    __package__ and sys.flags.safe_path
):  # what Python has put first: the folder that one is in, or this one
    del sys.path[0]
if not __package__:  # run by its path; the folder around the package may be an atlas too, so nothing but the package is found there
    import os

    sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    import builder as builder

    del sys.path[0]

from builder.cli import leave

if __name__ == "__main__":
    leave()
