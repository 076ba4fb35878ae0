"""What stays closed to a witness: the names by which Python and its packages reach past what the page shows.

Each is here for one of three reasons: it makes code that is not on the page, it changes what a name means to a reader, or it reaches
into the memory and the system in which the record is kept. Imports nothing of ours, since the running process uses it too.
"""

import builtins
import sys
from collections.abc import Mapping

FORBIDDEN_NAMES = frozenset(
    {"eval", "exec", "compile", "globals", "locals", "vars", "breakpoint", "setattr", "delattr"}
)
HIDDEN_MODULES = frozenset(
    {
        "builtins",
        "ctypes",
        "ctypeslib",
        "gc",
        "importlib",
        "inspect",
        "marshal",
        "multiprocessing",
        "os",
        "pickle",
        "shutil",
    }
    | {"socket", "subprocess", "sys", "threading"}
)
# Modules whose functions and classes make code, reach the system or read the clock, by the names that these carry.
CODE_MODULES = HIDDEN_MODULES - {"builtins"} | frozenset(
    {
        "_ctypes",
        "_frozen_importlib",
        "_frozen_importlib_external",
        "_imp",
        "_io",
        "_pickle",
        "_posixsubprocess",
        "_signal",
        "_socket",
    }
    | {
        "_thread",
        "ast",
        "asyncio",
        "atexit",
        "bdb",
        "builder",
        "code",
        "codeop",
        "concurrent",
        "copyreg",
        "dis",
        "faulthandler",
        "fcntl",
    }
    | {
        "glob",
        "http",
        "io",
        "linecache",
        "logging",
        "mmap",
        "pathlib",
        "pdb",
        "pkgutil",
        "platform",
        "posix",
        "posixpath",
        "pwd",
    }
    | {
        "pydoc",
        "resource",
        "runpy",
        "select",
        "selectors",
        "signal",
        "site",
        "sqlite3",
        "ssl",
        "string",
        "symtable",
        "sysconfig",
    }
    | {
        "tempfile",
        "time",
        "timeit",
        "traceback",
        "tracemalloc",
        "types",
        "urllib",
        "uuid",
        "webbrowser",
        "zipimport",
    }
)
CLOCKS = frozenset({"now", "today", "utcnow"})
MAKES_DATES = frozenset(
    {
        "arange",
        "array",
        "asanyarray",
        "asarray",
        "astype",
        "busday_count",
        "busday_offset",
        "datetime64",
        "full",
        "full_like",
    }
    | {"fromiter", "is_busday", "linspace"}
)
FRAME_ATTRIBUTES = frozenset(
    {
        "ag_code",
        "ag_frame",
        "co_code",
        "co_consts",
        "cr_code",
        "cr_frame",
        "f_back",
        "f_builtins",
        "f_code",
        "f_globals",
        "f_locals",
    }
    | {"gi_code", "gi_frame", "tb_frame", "tb_next"}
)

# What a class may define of Python's protocols: arithmetic, comparison, containers. Not: how attributes are looked up, what a class
# is, where an array's memory lies, and what is true, by which an object would pass for another.
_OPERATIONS = (
    "add",
    "sub",
    "mul",
    "matmul",
    "truediv",
    "floordiv",
    "mod",
    "divmod",
    "pow",
    "and",
    "or",
    "xor",
    "lshift",
    "rshift",
)
METHODS = frozenset(
    {f"__{side}{name}__" for name in _OPERATIONS for side in ("", "r", "i")}
    | {
        "__neg__",
        "__pos__",
        "__abs__",
        "__invert__",
        "__round__",
        "__floor__",
        "__ceil__",
        "__trunc__",
    }
    | {
        "__int__",
        "__float__",
        "__complex__",
        "__index__",
        "__eq__",
        "__ne__",
        "__lt__",
        "__le__",
        "__gt__",
        "__ge__",
        "__hash__",
    }
    | {
        "__len__",
        "__contains__",
        "__iter__",
        "__next__",
        "__reversed__",
        "__getitem__",
        "__setitem__",
        "__delitem__",
        "__missing__",
    }
    | {"__init__", "__post_init__", "__call__", "__enter__", "__exit__", "__repr__", "__str__"}
)
PLAIN_DUNDERS = frozenset({"__debug__", "__doc__", "__init__", "__name__", "__post_init__"})

# Python's own names that a reader relies on in a condition: all but those that authors often take for a name of their own.
DECIDING = frozenset(
    name for name in dir(builtins) if callable(getattr(builtins, name)) and not name.startswith("_")
) - {
    *("bin", "copyright", "credits", "exit", "help", "hex", "id", "input", "license", "oct", "quit")
}
# What readers take these names for.
USUAL_NAMES = {
    "np": "numpy",
    "numpy": "numpy",
    "matplotlib": "matplotlib",
    "plt": "matplotlib.pyplot",
    "mpl": "matplotlib",
}

# Functions that reach an attribute by its name: position of that name among the arguments.
BY_NAME = {"getattr": 1, "hasattr": 1, "attrgetter": 0, "methodcaller": 0}
ONLY_DECORATE = frozenset(
    {"dataclass", "total_ordering", "wraps"}
)  # they change what they are given, so it stands below them

_BY_MACHINE = "show nothing that differs from machine to machine"
LIBRARIES = frozenset({"matplotlib", "numpy", "scipy"}) | sys.stdlib_module_names
CLOSED: Mapping[
    str, str
] = {  # what a library offers and a witness does without -> what to do instead
    **dict.fromkeys(
        ("animation", "backend_bases", "backend_managers", "backend_tools", "backends"),
        "a figure is drawn once, and still",
    ),
    **dict.fromkeys(
        ("cbook", "dviread", "pylab", "sphinxext", "texmanager"), "use matplotlib.pyplot"
    ),
    **dict.fromkeys(
        ("core", "distutils", "f2py", "introspect", "lapack_lite"),
        "use what the package offers in public",
    ),
    **dict.fromkeys(
        ("test", "testing"), "assert the condition itself, for example with np.allclose"
    ),
    **dict.fromkeys(
        ("backend_registry", "getp", "load_backend_module", "switch_backend"),
        "use matplotlib.pyplot's own functions",
    ),
    **dict.fromkeys(("StrMethodFormatter", "datestr2num"), "write the text or the number itself"),
    **dict.fromkeys(("add_newdoc", "format", "npyio"), "use np.load and np.loadtxt"),
    **dict.fromkeys(("chararray", "rec", "recarray"), "use a dictionary of arrays"),
    "as_strided": "use np.lib.stride_tricks.sliding_window_view, which stays inside its array",
    **dict.fromkeys(("singledispatch", "singledispatchmethod"), "use isinstance or match"),
    **dict.fromkeys(("make_dataclass", "update_wrapper"), "write the class or function out"),
    **dict.fromkeys(
        (
            "show_config",
            "show_runtime",
            "get_include",
            "get_data_path",
            "get_cachedir",
            "get_configdir",
        ),
        _BY_MACHINE,
    ),
    **dict.fromkeys(
        ("matplotlib_fname", "findfont", "findSystemFonts", "get_font", "font_manager"), _BY_MACHINE
    ),
}
