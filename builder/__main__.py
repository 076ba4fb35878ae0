"""`python -m builder` and `python builder`.

Nothing is imported from the working directory, which may be somebody else's atlas.
With `-m`, Python itself looks there for its own modules before this line runs.
With the path of this folder it does not.
"""

import sys

if not (__package__ and sys.flags.safe_path):
    del sys.path[0]  # the working directory or this folder, which Python puts first
if not __package__:  # run by its path
    import os

    # The folder around the package may be an atlas too: find nothing there but the package.
    sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    import builder as builder

    del sys.path[0]

from builder.cli import leave

if __name__ == "__main__":
    leave("python -m builder" if sys.argv[0].endswith("__main__.py") else f"python {sys.argv[0]}")
