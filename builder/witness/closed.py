"""The denylist of names by which Python and its packages reach past what the page shows.

Each name is closed for one of three reasons. It makes code that is not on the page, it changes
what a name means to a reader, or it reaches the memory and the system in which the record is kept.
Imports nothing of the builder, since the process that runs witnesses uses this module too.
"""

import builtins
import sys
from collections.abc import Mapping


def name_set(names: str) -> frozenset[str]:
    """Return the names that a text lists, separated by white space."""
    return frozenset(names.split())


FORBIDDEN_NAMES = name_set("eval exec compile globals locals vars breakpoint setattr delattr")
HIDDEN_MODULES = name_set(
    "builtins ctypes ctypeslib gc importlib inspect marshal multiprocessing os pickle shutil socket"
    " subprocess sys threading",
)
# Modules whose functions and classes make code, reach the system or read the clock. The names are
# those that the functions and classes carry in `__module__`.
CODE_MODULES = (HIDDEN_MODULES - {"builtins"}) | name_set(
    "_ctypes _frozen_importlib _frozen_importlib_external _imp _io _pickle _posixsubprocess _signal"
    " _socket _thread ast asyncio atexit bdb builder code codeop concurrent copyreg dis"
    " faulthandler fcntl glob http io linecache logging mmap pathlib pdb pkgutil platform posix"
    " posixpath pwd pydoc resource runpy select selectors signal site sqlite3 ssl string symtable"
    " sysconfig tempfile time timeit traceback tracemalloc types urllib uuid webbrowser zipimport",
)
CLOCKS = name_set("now today utcnow")
MAKES_DATES = name_set(
    "arange array asanyarray asarray astype busday_count busday_offset datetime64 full full_like"
    " fromiter is_busday linspace",
)
FRAME_ATTRIBUTES = name_set(
    "ag_code ag_frame co_code co_consts cr_code cr_frame f_back f_builtins f_code f_globals"
    " f_locals gi_code gi_frame tb_frame tb_next",
)

# The special methods that a class may define: arithmetic, comparison and containers. By the others
# an object passes for another one: attribute lookup, the class of an object, the memory of an
# array, truth.
_OPERATIONS = name_set(
    "add sub mul matmul truediv floordiv mod divmod pow and or xor lshift rshift"
)
_OTHER_METHODS = name_set(
    "neg pos abs invert round floor ceil trunc int float complex index eq ne lt le gt ge hash"
    " len contains iter next reversed getitem setitem delitem missing"
    " init post_init call enter exit repr str",
)
METHODS = frozenset(
    {f"__{side}{name}__" for name in _OPERATIONS for side in ("", "r", "i")}
    | {f"__{name}__" for name in _OTHER_METHODS}
)
PLAIN_DUNDERS = name_set("__debug__ __doc__ __init__ __name__ __post_init__")

# Python's own callables that a reader relies on in a condition, without those that authors often
# use as names of their own.
_OFTEN_REBOUND = name_set("bin copyright credits exit help hex id input license oct quit")
DECIDING = frozenset(
    name for name in dir(builtins) if callable(getattr(builtins, name)) and not name.startswith("_")
).difference(_OFTEN_REBOUND)
# What readers take these names for.
USUAL_NAMES = {
    "np": "numpy",
    "numpy": "numpy",
    "matplotlib": "matplotlib",
    "plt": "matplotlib.pyplot",
    "mpl": "matplotlib",
}

# Functions that reach an attribute by its name -> position of that name among the arguments.
BY_NAME = {"getattr": 1, "hasattr": 1, "attrgetter": 0, "methodcaller": 0}
# Functions that change their argument: they may only decorate, so that the argument stands below.
ONLY_DECORATE = name_set("dataclass total_ordering wraps")

LIBRARIES = frozenset({"matplotlib", "numpy", "scipy"}) | sys.stdlib_module_names
_INSTEAD = {  # names that a library offers and a witness may not use -> what to do instead
    "animation backend_bases backend_managers backend_tools backends": (
        "a figure is drawn once, and still"
    ),
    "cbook dviread pylab sphinxext texmanager": "use matplotlib.pyplot",
    "core distutils f2py introspect lapack_lite": "use what the package offers in public",
    "test testing": "assert the condition itself, for example with np.allclose",
    "backend_registry getp load_backend_module switch_backend": (
        "use matplotlib.pyplot's own functions"
    ),
    "StrMethodFormatter datestr2num": "write the text or the number itself",
    "add_newdoc format npyio": "use np.load and np.loadtxt",
    "chararray rec recarray": "use a dictionary of arrays",
    "as_strided": "use np.lib.stride_tricks.sliding_window_view, which stays inside its array",
    "singledispatch singledispatchmethod": "use isinstance or match",
    "make_dataclass update_wrapper": "write the class or function out",
    "show_config show_runtime get_include get_data_path get_cachedir get_configdir"
    " matplotlib_fname findfont findSystemFonts get_font font_manager": (
        "show nothing that differs from machine to machine"
    ),
}
CLOSED: Mapping[str, str] = {
    name: instead for names, instead in _INSTEAD.items() for name in names.split()
}
