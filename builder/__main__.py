"""`plumbline`, `python -m builder` and `python builder`.

No file of the working directory, which may be somebody else's atlas, hides a module of Python or of
a package. With `-m`, Python itself looks there for its own modules before this line runs.
With the path of this folder it does not.
"""

import os
import sys


def is_working_directory(folder: str) -> bool:
    """Return true if an entry of `sys.path` is the working directory, whatever its name."""
    try:
        return os.path.samefile(folder or os.curdir, os.curdir)
    except OSError:  # there is no such folder
        return False


if not (__package__ and sys.flags.safe_path):
    del sys.path[0]  # the folder of the program or the working directory, which Python puts first
if not __package__:  # run by its path
    # The folder around the package may be an atlas too: find nothing there but the package.
    sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    import builder as builder

    del sys.path[0]
sys.path.sort(key=is_working_directory)  # last, where PYTHONPATH names it: a package may be there

from builder.cli import leave  # noqa: E402 - now that the path is in order

if __name__ == "__main__":
    leave("python -m builder" if sys.argv[0].endswith("__main__.py") else f"python {sys.argv[0]}")
