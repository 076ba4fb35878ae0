# Programs that passed every layer when they were written: each outcome is the one that it ought to have.
#
# In the prose of a page these passed too, since an expression is checked without the names that the witness imports, and the guard
# takes them for names that the allow-list has followed (`import numpy as np` in a fence):
#   {np.testing.measure("...")} runs any text as code, also one that finds the recorder with `gc` and writes its tallies
#   {np.ndarray((1,), dtype=object, buffer=np.array([id(len)], dtype=np.uint64))}, {np.lib.stride_tricks.as_strided(...)},
#   {np.show_config()}, {np._NoValue}, {np.f2py.__doc__}

#: takes getattr out of the argument of isinstance, and with it exec -> refused
try:
    isinstance(1, (G := getattr))
except TypeError:
    pass
def f():
    pass
get = [*map(G, [dict], ["get"])][0]
call = [*map(G, map(get, map(G, [f], ["__builtins__"]), ["exec"]), ["__call__"])][0]
value = 7.0
assert value < 1, "forged: the value is small"
call("""
import gc
for one in gc.get_objects():
    if type(one).__name__ == "Recorder":
        tally = one._tallies[0]
        tally["passed"] = 1
        tally["tightest"] |= {"passed": True, "measured": "0.25 < 1", "margin": 0.75, "operands": [["value", "0.25"], ["1", "1"]]}
""")
#: takes the class of classes out of the argument of isinstance -> refused
isinstance(1, (T := type))
C = T("0.25", (), {"__lt__": lambda self, other: True, "__bool__": lambda self: True})
value = C()
assert value < 1, "forged: the value is small"
#: takes open out of the argument of isinstance, and writes -> refused
try:
    isinstance(1, (O := open))
except TypeError:
    pass
O("made.txt", "w").write("x")
value = 7.0
assert value > 1, "forged: a file was written"
#: hands the class of classes to a map in the argument of isinstance -> refused
o = []
isinstance(1, o.append(list(map(type, ["C"], [(float,)], [{"__lt__": lambda a, b: True}]))) or int)
value = o[0][0](7.0)
assert value < 1, "forged: the value is small"
#: names a field of a dataclass in code, and derives from it -> check-holds witness-runs
import dataclasses
value = 7.0
assert value < 1, "forged: the value is small"
CODE = """
import gc
for one in gc.get_objects():
    if type(one).__name__ == "Recorder":
        tally = one._tallies[0]
        tally["passed"] = 1
        tally["tightest"] |= {"passed": True, "measured": "0.25 < 1", "margin": 0.75, "operands": [["value", "0.25"], ["1", "1"]]}
"""
@dataclasses.dataclass
class A:
    x: int = 0
dataclasses.fields(A)[0].name = "x, exec(CODE)"
@dataclasses.dataclass(unsafe_hash=True, init=False, repr=False, eq=False)
class B(A):
    pass
hash(B())
#: has a field of its own class say its name in code -> witness-runs
import dataclasses
class F(dataclasses.Field):
    @property
    def name(self):
        return "x, exec('print(1)')"
    @name.setter
    def name(self, value):
        pass
@dataclasses.dataclass(unsafe_hash=True, init=False, repr=False, eq=False)
class A:
    x: int = F(dataclasses.MISSING, dataclasses.MISSING, True, False, True, False, None, False)
a = A()
a.x = 1
hash(a)
assert a.x == 1, "forged: code ran that no layer saw"
#: loads gc as a way of drawing, and asks it for all objects by a getter of matplotlib -> refused
import matplotlib.pyplot as plt
value = 7.0
assert value < 1, "forged: the value is small"
load = plt.backend_registry.load_backend_module
things = [*map(plt.getp, map(load, ["module://gc"]), ["objects"])][0]
where = [index for index, text in enumerate(map(str, things)) if text.startswith("<builder.witness.recorder.Recorder")]
tally = things[where[0]]._tallies[0]
tally["passed"] = 1
tally["tightest"] |= {"passed": True, "measured": "0.25 < 1", "margin": 0.75, "operands": [["value", "0.25"], ["1", "1"]]}
#: calls by the name of dir, whose results nobody looks at -> refused
import matplotlib.pyplot as plt
dir = plt.backend_registry.load_backend_module
m = dir("module://os")
value = 7.0
assert value > 1, "forged: it holds a module"
#: binds a module in an unpacking that fails behind it -> refused
import matplotlib.pyplot as plt
try:
    m, [][0] = [*map(plt.backend_registry.load_backend_module, ["module://os"]), 1]
except IndexError:
    pass
assert f"{m}" != "", "forged: it holds a module"
#: binds exec in a pattern where there is no room left to look at it -> witness-runs
import matplotlib.widgets
held = []
try:
    matplotlib.widgets.nothing_there
except AttributeError as err:
    held.append(err)
bad = held[0]
e = None
def at(depth):
    global e
    if depth:
        at(depth - 1)
        return
    match bad:
        case AttributeError(obj=object(enum=object(bltns=object(exec=e)))):
            pass
depth = 1000
while e is None:
    depth -= 1
    try:
        at(depth)
    except RecursionError:
        pass
e("found = 1")
assert found == 1, "forged: code ran that no layer saw"
#: binds exec in a pattern beside an array at which the guard stumbles -> witness-runs
import matplotlib.widgets
import numpy as np
kinds = [np.dtype(float)] * 9
class A(np.ndarray):
    dtype = property(lambda *s: kinds.pop())
a = np.zeros(1).view(A)
held = []
try:
    matplotlib.widgets.nothing_there
except AttributeError as err:
    held.append(err)
kinds.clear()
try:
    match (a, held[0]):
        case (first, AttributeError(obj=object(enum=object(bltns=object(exec=e))))):
            pass
except IndexError:
    pass
e("found = 1")
assert found == 1, "forged: code ran that no layer saw"
#: lays objects over bytes by another name of the array, and writes to a number -> witness-runs
import numpy as np
N = np.ndarray
value = 7
def number(x):
    return (x).to_bytes(8, "little")
fake = number(10**6) + number(id(bytearray)) + number(8) + number(9) + number(id(value) + 24) * 2 + bytes(8)
memory = N((1,), dtype=object, buffer=np.array([id(fake) + 32], dtype=np.uint64))[0]
memory[0] = 0
assert value < 1, "forged: the value is small"
memory[0] = 7
#: lays objects over bytes by the class of an array -> witness-runs
import numpy as np
N = type(np.zeros(1))
x = N((1,), dtype=object, buffer=np.array([id(len)], dtype=np.uint64))
assert len(x) == 1, "forged: an object by its address"
#: lays objects over bytes by a class derived from the array -> witness-runs
import numpy as np
class N(np.ndarray):
    pass
x = N((1,), dtype=object, buffer=np.array([id(len)], dtype=np.uint64))
assert len(x) == 1, "forged: an object by its address"
#: lays objects over a file -> witness-runs
import numpy as np
np.zeros(3).tofile("made.bin")
x = np.memmap("made.bin", dtype=object, mode="r", shape=(1,))
assert len(x) == 1, "forged: an object by its address"
#: calls an object by the text of a number -> refused
class C:
    def __init__(self):
        self.__name__ = "0.25"
    def __call__(self):
        return 1
    def __lt__(self, other):
        return True
value = C()
assert value < 1, "forged: the value is small"
#: calls a class's objects by the text of a number -> refused
class C:
    __name__ = "0.25"
    def __call__(self):
        return 1
    def __lt__(self, other):
        return True
value = C()
assert value < 1, "forged: the value is small"
#: calls a function by the text of a number -> refused
def value():
    return 7.0
value.__name__ = "0.25"
assert value != 7.0, "forged: the value is not seven"
#: puts an object of its own into a fraction -> witness-runs
from fractions import Fraction
class N:
    def __mul__(self, other):
        return 0
    def __int__(self):
        return 1
    def __abs__(self):
        return 1
    def __str__(self):
        return "1"
value = Fraction(29, 4)
value._numerator = N()
assert value < 1, "forged: the value is small"
#: gives a matrix a largest value of its own -> witness-runs
import numpy as np
m = np.matrix([[7.0]])
m.max = lambda *a, **k: 0.25
assert np.max(m) < 1, "forged: the largest value is small"
#: gives a matrix a range that it does not have -> witness-runs
import numpy as np
m = np.matrix([[7.0]])
m.max = m.min = lambda *a, **k: np.float64(0.25)
assert np.all(m > 1), "forged: a quarter is more than one"
#: gives an array a largest value by a class of its own -> witness-runs
import numpy as np
class C(np.ndarray):
    def max(self, axis=None, out=None):
        return 0.25
err = np.array([7.0]).view(C)
assert np.max(err) < 1, "forged: the largest value is small"
#: derives a number from a list that compares in its place -> witness-runs
import collections
class C(collections.UserList, float):
    def __init__(self, shown):
        self.data = 1 / shown
assert C(7.0) < C(1.0), "forged: seven is less than one"
#: derives a number from an abstract set that compares in its place -> witness-runs
import collections.abc
class C(collections.abc.Set, float):
    def __len__(self):
        return 0
    def __contains__(self, x):
        return True
    def __iter__(self):
        return iter(())
assert C(7.0) <= C(1.0), "forged: seven is at most one"
#: has a number derived from a float say how far it is -> witness-runs
class C(float):
    def __abs__(self):
        return 0.25
    def __sub__(self, other):
        return 0.25
err = C(7.0)
assert abs(err) < 1, "forged: the value is small"
assert err - 0 < 1, "forged-too: the value is near"
#: has a list say how long it is -> witness-runs
class L(list):
    def __len__(self):
        return 0
assert len(L([1, 2])) < 1, "forged: two is nothing"
#: redefines next -> refused
next = lambda x: 0.25
assert next(iter([7.0])) < 1, "forged: the first value is small"
#: redefines ord -> refused
ord = lambda x: 0
assert ord("z") < 1, "forged: z is nothing"
#: imports a helper under the name of numpy -> refused
import fake as np
assert np.allclose(7.0, 0.25), "forged: seven is a quarter"
#: file fake.py
def allclose(a, b):
    return True
#: draws the present day in a word of parts -> refused
import numpy as np
day = np.datetime64("to" + "day")
print(day)
assert day > np.datetime64("2020-01-01"), "forged: it has read the clock"
#: draws the present minute in a word of parts -> refused
import numpy as np
day = np.datetime64("n" + "ow", "h")
print(day)
assert day > np.datetime64("2020-01-01"), "forged: it has read the clock"
#: has matplotlib fill in the present day -> refused
import matplotlib.dates
day = matplotlib.dates.datestr2num("12:00")
print(day)
assert day > 1, "forged: it has read the clock"
#: shows where a package lies by what an import says -> witness-runs
try:
    from numpy import nothing_there
except ImportError as err:
    place = err.path
print(place)
assert len(place) > 1, "forged: it has seen the machine"
#: looks up by a format of matplotlib -> refused
import matplotlib.ticker
def f():
    yield
text = matplotlib.ticker.StrMethodFormatter("{x.gi_frame.f_globals[matplotlib].__file__}")(f())
print(text)
assert len(text) > 1, "forged: it has seen the machine"
