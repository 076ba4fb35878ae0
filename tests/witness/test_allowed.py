"""The allow-list: what may stand in a witness, and ways around it that are seen."""

import ast

import pytest

from builder.witness.allowed import find_forbidden
from builder.witness.trees import walk

ALLOWED = frozenset(
    {
        "numpy",
        "matplotlib",
        "collections",
        "dataclasses",
        "functools",
        "math",
        "scipy.stats",
        "shapes",
    }
)


def codes(source: str) -> list[str]:
    return [found.code for found in find_forbidden(walk(ast.parse(source)), ALLOWED)]


@pytest.mark.parametrize(
    "source",
    [
        "import numpy as np, matplotlib.pyplot as plt",
        "from numpy.linalg import norm as length",
        "import scipy.stats",
        "from scipy.stats import norm",
        "class Point:\n    def __init__(self, x):\n        super().__init__()\n"
        "        self.x = x\n    def __add__(self, other):\n        return self.x",
        "rows = open('draws.csv').read()",
        "with open('draws.csv', 'rb', buffering=0) as file: pass",
        "name = getattr(x, 'size')",
        "if __name__ == '__main__': pass",
        "def f():\n    'doc'\nprint(f.__doc__, f.__name__)",
        "input = 3; exit = 4; filter_ = input",
        "plt.rcParams['font.size'] = 9",
        "x._replace(a=1)",
        "import matplotlib\nmatplotlib.use('Agg')",
        "import collections.abc\nfrom numpy.typing import NDArray\nfrom numpy.lib.stride_tricks import sliding_window_view",
        "from math import sqrt\nfrom numpy import sqrt",
        "from numpy import abs, max, sum",
        "import numpy as np\nnp.load('a.npy', mmap_mode='r'), np.load('a.npy', allow_pickle=False), x.load(1, 2, 3), np.save('a', x)",
        "import numpy as np\nisinstance(x, np.ndarray | list), type(x).__name__, isinstance(x, type)",
        "import functools\n@functools.wraps(f)\ndef g(): pass",
        "from dataclasses import dataclass\n@dataclass(frozen=True)\nclass Range:\n    min: float = 0.0\n    max: float = 1.0\n"
        "    def sum(self):\n        return self.max",
        "import shapes as s\ns.test(), s.format",
        "class Perm:\n    def __eq__(self, other): return self.p == other.p\n    def __hash__(self): return 1\n"
        "    def __matmul__(self, other): return Perm()",
    ],
)
def test_honest_code_is_allowed(source: str) -> None:
    assert codes(source) == []


@pytest.mark.parametrize(
    "source",
    [
        "import os",
        "import os.path",
        "from os import path",
        "import numpyx",
        "import scipy",
        "from scipy import linalg",
        "from . import shapes",
        "from numpy import *",
        "import numpy, sys as numpy2",
    ],
)
def test_other_imports_are_not(source: str) -> None:
    assert codes(source) == ["import-allowed"]


@pytest.mark.parametrize(
    "source",
    [
        "eval('1')",
        "e = eval",
        "exec('1')",
        "compile('1', '', 'eval')",
        "globals()['x'] = 1",
        "locals()",
        "vars()",
        "breakpoint()",
        "__import__('os')",
        "__builtins__",
        "x = ().__class__",
        "f.__globals__",
        "f.__code__",
        "type(x).__mro__",
        "getattr(x, '__class__')",
        "getattr(x, name)",
        "getattr(x, *names)",
        "g = getattr",
        "setattr(x, 'os', 1)",
        "operator.attrgetter('a.__class__')",
        "operator.methodcaller(name)",
        "open('x', 'w')",
        "open('x', mode='a')",
        "open('x', 'r+')",
        "open('x', mode)",
        "open(*args)",
        "open('x', **named)",
        "open('x', opener=f)",
        "o = open",
        "import numpy as np\nnp.os",
        "import numpy as np\nnp.lib.sys.modules",
        "import collections\ncollections._sys",
        "from collections import _sys",
        "from numpy import ctypeslib",
        "import numpy.ctypeslib",
        "import numpy as np\nnp.mean = f",
        "import numpy as np\nnp.linalg.norm = f",
        "import numpy as np\ndel np.mean",
        "import numpy as np\nfor np.mean in [f]: pass",
        "import numpy as __builtins__",
        "def __build_class__(): pass",
        "def f(__builtins__): pass",
        "def f():\n    global __builtins__",
        "match x:\n    case object(__class__=c): pass",
        "match x:\n    case [*__builtins__]: pass",
        "match x:\n    case {**__builtins__}: pass",
        "try: pass\nexcept Exception as __builtins__: pass",
        "(i for i in x).gi_frame.f_back",
        "try: pass\nexcept Exception as e: e.__traceback__",
        "gc = x.gc",
        "delattr(x, 'a')",
        "open(3)",
        "open(file=3)",
        "t = type",
        "type('T', (float,), {})",
        "abs = f",
        "def sum(x): pass",
        "def f(len): pass",
        "lambda all: 1",
        "for any in x: pass",
        "(max := f)",
        "class bool: pass",
        "from math import isnan as abs",
        "import math as min",
        "class A:\n    x = 1\n    if x:\n        assert x",
        "import numpy as np\nnp = f",
        "import numpy as np\ndel np",
        "import numpy as np\nfor np in x: pass",
        "import numpy as np\ndef f(np): pass",
        "import numpy as np\nclass np: pass",
        "from math import sqrt\ndef sqrt(x): pass",
        "import numpy as np\nimport shapes as np",
        "from math import sqrt\nfrom shapes import sqrt",
        "class A:\n    def __getattr__(self, name): pass",
        "class A:\n    def __array_interface__(self): pass",
        "class A:\n    def __class__(self): pass",
        "class A:\n    def __bool__(self): pass",
        "from dataclasses import dataclass as d",
        "from dataclasses import dataclass\nd = dataclass",
        "import functools\nfunctools.wraps(f)(g)",
        "import functools\n@functools.wraps(f)\n@other\ndef g(): pass",
        "from functools import update_wrapper",
        "import dataclasses\ndataclasses.make_dataclass('A', [])",
        "import numpy as np\nnp.load('a', None, True)",
        "import numpy as np\nnp.load('a', **k)",
        "import numpy as np\nload = np.load",
        "f('a', allow_pickle=True)",
        "f(refcheck=False)",
        "import numpy as np\nnp.ndarray(3)",
        "import numpy as np\nnp.lib.stride_tricks.as_strided(x)",
        "import numpy as np\nnp.core.multiarray",
        "from numpy.f2py import compile as c",
        "import numpy.testing",
        "from matplotlib import animation",
        "hasattr(x, '_core')",
        "match x:\n    case object(_core=c): pass",
        "match x:\n    case y._core: pass",
        "[0 for x.a in y]",
    ],
)
def test_ways_around_are_seen(source: str) -> None:
    assert set(codes(source)) == {"name-allowed"} or codes(source) == ["import-allowed"]
    assert codes(source)


def test_every_finding_says_what_to_do() -> None:
    for source in (
        "import os",
        "eval('1')",
        "open('x', 'w')",
        "f.__code__",
        "import numpy as np\nnp.os",
        "getattr(x, n)",
    ):
        assert all(
            found.hint and found.message
            for found in find_forbidden(walk(ast.parse(source)), ALLOWED)
        )
