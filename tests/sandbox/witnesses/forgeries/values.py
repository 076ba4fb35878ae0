# Reaches past the page by values: what an exception, a call, a subscript, a pattern or a class gives, whatever it is called.

#: brings a library's globals in by a decorator -> refused
import functools
import matplotlib.pyplot as plt
@functools.wraps(plt.show, assigned=(), updated=("__globals__",))
def f():
    pass
value = 7.0
assert value < 1, "forged: the value is small"
#: brings globals in by a decorator of a function's own name -> refused
from functools import wraps
import numpy as np
@wraps(np.mean, updated=("__globals__",))
def f():
    pass
assert 7.0 < 1, "forged: the value is small"
#: copies globals as attributes -> refused
import functools
import matplotlib.pyplot as plt
@functools.wraps(plt.show, ("__globals__", "__code__"), ())
def f():
    pass
assert 7.0 < 1, "forged: the value is small"
#: spreads the arguments of a decorator -> refused
import functools
import matplotlib.pyplot as plt
more = {"updated": ("__globals__",)}
@functools.wraps(plt.show, **more)
def f():
    pass
assert 7.0 < 1, "forged: the value is small"
#: takes a module from an exception -> witness-runs
import matplotlib
try:
    matplotlib.nothing_there
except AttributeError as err:
    m = err.obj
value = 7.0
assert value < 1, "forged: the value is small"
#: takes a module from an exception by a pattern -> witness-runs
import numpy as np
try:
    np.nothing_there
except AttributeError as err:
    match err:
        case AttributeError(obj=m):
            m.linalg
assert 7.0 < 1, "forged: the value is small"
#: takes a module from an exception by getattr -> witness-runs
import numpy as np
try:
    np.linalg.nothing_there
except AttributeError as err:
    m = getattr(err, "obj")
assert 7.0 < 1, "forged: the value is small"
#: takes a module from an exception by a getter -> refused
import operator
import numpy as np
get = operator.attrgetter("obj")
#: takes a module from an exception in one expression -> witness-runs
import matplotlib
try:
    matplotlib.nothing_there
except AttributeError as err:
    err.obj.pyplot.rcdefaults()
assert 7.0 < 1, "forged: the value is small"
#: hands a module from an exception to a function -> witness-runs
import matplotlib
def use(module):
    module.rcdefaults()
try:
    matplotlib.nothing_there
except AttributeError as err:
    list(map(use, [err.obj]))
assert 7.0 < 1, "forged: the value is small"
#: swallows the refusal of a module -> witness-runs
import matplotlib
m = None
try:
    matplotlib.nothing_there
except AttributeError as err:
    try:
        m = err.obj
    except BaseException:
        pass
assert 7.0 < 1, "forged: the value is small"
#: takes an object with a module in it from an exception -> witness-runs
import numpy as np
try:
    np.random.default_rng(1).nothing_there
except AttributeError as err:
    err.obj.bit_generator.ctypes_
assert 7.0 < 1, "forged: the value is small"
#: makes a lying class of what a type is -> witness-runs
T = type(int)
C = T("C", (float,), {"__module__": "numpy", "__lt__": lambda self, other: True})
value = C(7.0)
assert value < 1, "forged: the value is small"
#: makes a class of the class of its own class -> witness-runs
class A:
    pass
C = type(A)("C", (float,), {"__module__": "numpy", "__lt__": lambda self, other: True})
assert C(7.0) < 1, "forged: the value is small"
#: makes a class of the class of a class of numpy -> witness-runs
import numpy as np
C = type(np.float64)("C", (np.float64,), {"__module__": "numpy", "__lt__": lambda self, other: True})
assert C(7.0) < 1, "forged: the value is small"
#: makes a class of the class of an exception -> witness-runs
T = [type(kind) for kind in (ValueError,)][0]
assert 7.0 < 1, "forged: the value is small"
#: makes a class of a class in a dictionary -> witness-runs
kinds = {type(one): one for one in (int,)}
for T in kinds:
    C = T("C", (float,), {})
assert 7.0 < 1, "forged: the value is small"
#: hands the class of classes on by a map -> refused
C = list(map(type, ["C"], [(float,)], [{}]))[0]
assert C(7.0) < 1, "forged: the value is small"
#: makes a class with a class of classes of its own -> refused
class Meta(type):
    pass
class C(float, metaclass=Meta):
    pass
#: makes a class with keywords that it does not show -> refused
words = {}
class C(float, **words):
    pass
#: gives a class a module of numpy's name -> refused
class C(float):
    __module__ = "numpy"
    def __lt__(self, other):
        return True
assert C(7.0) < 1, "forged: the value is small"
#: gives a class the slots of another -> refused
class C(float):
    __slots__ = ()
    __class__ = float
assert C(7.0) < 1, "forged: the value is small"
#: makes a named tuple of numpy's module -> check-holds
import collections
C = collections.namedtuple("float64", "value", module="numpy")
assert C(7.0) < C(1), "forged: the value is small"
#: takes the class of functions -> witness-runs
F = type(lambda: 0)
assert 7.0 < 1, "forged: the value is small"
#: takes the class of modules -> witness-runs
import matplotlib
try:
    matplotlib.nothing_there
except AttributeError as err:
    M = type(err.obj)
assert 7.0 < 1, "forged: the value is small"
#: takes the class of methods -> witness-runs
class A:
    def f(self):
        pass
M = type(A().f)
assert 7.0 < 1, "forged: the value is small"
#: derives a lying class from one that derives from a number -> witness-runs
class A(float):
    pass
class C(A):
    def __lt__(self, other):
        return True
assert C(7.0) < 1, "forged: the value is small"
#: lends a lying comparison by a class beside the number -> witness-runs
class Lies:
    def __lt__(self, other):
        return True
class C(Lies, float):
    pass
assert C(7.0) < 1, "forged: the value is small"
#: has a decorator write the lying comparisons -> witness-runs
import functools
@functools.total_ordering
class C(float):
    def __gt__(self, other):
        return False
assert C(7.0) <= 1, "forged: the value is small"
#: gives the class its comparison afterwards -> refused
class C(float):
    pass
C.__lt__ = lambda self, other: True
assert C(7.0) < 1, "forged: the value is small"
#: compares a text that lies -> witness-runs
class C(str):
    def __eq__(self, other):
        return True
    def __hash__(self):
        return 1
assert C("seven") == "one", "forged: the word is right"
#: compares an array that lies -> witness-runs
import numpy as np
class C(np.ndarray):
    def __lt__(self, other):
        return True
assert np.array([7.0]).view(C) < 1, "forged: the value is small"
#: takes a function of the system from a library -> refused
import matplotlib.pyplot as plt
s = plt.sys
assert 7.0 < 1, "forged: the value is small"
#: takes the importer from a library -> refused
import matplotlib.pyplot as plt
i = plt.importlib
assert 7.0 < 1, "forged: the value is small"
#: takes a function of inspect by its own name -> refused
from matplotlib.pyplot import inspect
assert 7.0 < 1, "forged: the value is small"
#: takes exec under another name of a library -> witness-runs
from matplotlib.widgets import enum
e = enum.bltns.exec
e("import sys")
assert 7.0 < 1, "forged: the value is small"
#: takes a function that threads from a library -> refused
import matplotlib.pyplot as plt
plt.threading.Thread(target=print).start()
assert 7.0 < 1, "forged: the value is small"
#: finds a function that reads code in functools -> witness-runs
import functools
functools.recursive_repr
functools.GenericAlias
functools.get_cache_token
functools.RLock
assert 7.0 < 1, "forged: the value is small"
#: takes the names of a module from a function -> refused
def f():
    pass
f.__globals__["assert"] = 1
assert 7.0 < 1, "forged: the value is small"
#: takes the frame of a generator by a pattern -> refused
def g():
    yield 1
match g():
    case object(gi_frame=frame):
        pass
assert 7.0 < 1, "forged: the value is small"
#: takes the frame of a generator by getattr -> refused
def g():
    yield 1
frame = getattr(g(), "gi_frame")
assert 7.0 < 1, "forged: the value is small"
#: takes the traceback of an exception -> refused
try:
    1 / 0
except ZeroDivisionError as err:
    trace = err.__traceback__
assert 7.0 < 1, "forged: the value is small"
#: gives an exception another traceback -> check-holds
try:
    1 / 0
except ZeroDivisionError as err:
    other = err.with_traceback(None)
assert 7.0 < 1, "forged: the value is small"
#: looks up by a format in a variable -> witness-runs
template = "{0." + "__class__" + "}"
text = template.format(7.0)
assert 7.0 < 1, "forged: the value is small"
#: looks up by a format of a map -> witness-runs
text = list(map(str.format, ["{0.real}"], [7.0]))
assert 7.0 < 1, "forged: the value is small"
#: looks up by a format map -> witness-runs
text = "{a.real}".format_map({"a": 7.0})
assert 7.0 < 1, "forged: the value is small"
#: calls eval by a partial function -> refused
import functools
f = functools.partial(eval, "1")
assert 7.0 < 1, "forged: the value is small"
#: compares a class that derives from a number and lies -> witness-runs
class C(float):
    def __lt__(self, other):
        return True
    def __float__(self):
        return 0.25
value = C(7.0)
assert value < 1, "forged: the value is small"
#: compares a list that lies about what is in it -> witness-runs
class L(list):
    def __iter__(self):
        return iter([0.25])
    def __eq__(self, other):
        return True
    def __hash__(self):
        return 1
assert L([7.0]) == [0.25], "forged: the value is small"
#: draws the present moment -> refused
import numpy as np
print(np.datetime64("today"))
assert 7.0 < 1, "forged: the value is small"
#: draws the present moment in a word of parts -> refused
import numpy as np
print(np.datetime64("n" + "ow"))
assert 7.0 < 1, "forged: the value is small"
#: shows the machine -> refused
import numpy as np
np.show_config()
assert 7.0 < 1, "forged: the value is small"
#: shows what runs -> refused
import numpy as np
np.show_runtime()
assert 7.0 < 1, "forged: the value is small"
#: shows where the fonts are -> refused
import matplotlib.font_manager
print(matplotlib.font_manager.findfont("serif"))
assert 7.0 < 1, "forged: the value is small"
#: hides a module of an exception in a helper -> witness-runs
import reaching
assert 7.0 < 1, "forged: the value is small"
#: file reaching.py
import matplotlib
try:
    matplotlib.nothing_there
except AttributeError as err:
    m = err.obj
#: hides a class of classes in a helper -> witness-runs
import lying
assert lying.C(7.0) < 1, "forged: the value is small"
#: file lying.py
T = type(int)
C = T("C", (float,), {"__module__": "numpy", "__lt__": lambda self, other: True})
#: hides a decorator's globals in a helper -> witness-runs
import wrapping
assert 7.0 < 1, "forged: the value is small"
#: file wrapping.py
import functools
import matplotlib.pyplot as plt
@functools.wraps(plt.show, assigned=(), updated=("__globals__",))
def f():
    pass
#: reaches a helper's module by an exception -> witness-runs
import shapes
try:
    shapes.nothing_there
except AttributeError as err:
    m = err.obj
    m.area = lambda x: 0
assert shapes.area(7.0) < 1, "forged: the area is small"
#: file shapes.py
def area(x):
    return x * x
