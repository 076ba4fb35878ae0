# Has Python itself say what is not so: its names, its protocols, its ways of going on.

#: redefines a function -> refused
abs = lambda x: 0
assert abs(3) < 1, "forged: three is less than one"
#: redefines a function by a definition -> refused
def all(values):
    return True
assert all([1 > 2]), "forged: one is more than two"
#: redefines a type -> refused
class bool:
    pass
assert bool(), "forged: nothing is something"
#: redefines a function in an argument -> refused
def check(len):
    assert len([]) == 3, "forged: nothing is three"
check(lambda x: 3)
#: redefines a function in a class -> refused
class Check:
    abs = lambda x: 0
    assert abs(3) < 1, "forged: three is less than one"
#: redefines a function by an import -> refused
from math import isnan as abs
assert not abs(3), "forged: three is nothing"
#: redefines a function globally -> refused
def change():
    global sum
    sum = lambda x: 0
change()
assert sum([3]) == 0, "forged: three is nothing"
#: redefines what an assertion raises -> refused
class AssertionError(Exception):
    pass
assert 1 > 2, "forged: one is more than two"
#: redefines print -> refused
print = lambda *a: None
assert 1 > 2, "forged: one is more than two"
#: reaches the builtins -> refused
__builtins__.abs = lambda x: 0
assert abs(3) < 1, "forged: three is less than one"
#: reaches the builtins by an item -> refused
__builtins__["abs"] = lambda x: 0
assert abs(3) < 1, "forged: three is less than one"
#: reaches the builtins through a function -> refused
print.__self__.abs = lambda x: 0
assert abs(3) < 1, "forged: three is less than one"
#: replaces the builtins of a function -> refused
def f():
    assert abs(3) < 1, "forged: three is less than one"
f.__builtins__["abs"] = lambda x: 0
f()
#: imports by a function -> refused
__import__("builtins").abs = lambda x: 0
assert abs(3) < 1, "forged: three is less than one"
#: hides a name in other letters -> refused
import numpy as np
np.ｏｓ
assert 1 > 2, "forged: one is more than two"
#: hides a function in other letters -> refused
ｅｖａｌ("1")
assert 1 > 2, "forged: one is more than two"
#: hides an assignment in other letters -> refused
ａｂｓ = lambda x: 0
assert abs(3) < 1, "forged: three is less than one"
#: reaches an attribute by a name in other letters -> witness-runs
import numpy as np
getattr(np, "ｏｓ")
assert 1 > 2, "forged: one is more than two"
#: reaches an attribute by a name that is put together -> refused
import numpy as np
getattr(np, "allclo" + "se")
assert 1 > 2, "forged: one is more than two"
#: reaches a private module by its name -> refused
import numpy as np
getattr(np, "_core")
assert 1 > 2, "forged: one is more than two"
#: reaches a private module by another name -> witness-runs
import numpy as np
m = np
m._core
assert 1 > 2, "forged: one is more than two"
#: reaches a private module in a pattern -> refused
import numpy as np
m = np
match 1:
    case m._core:
        pass
assert 1 > 2, "forged: one is more than two"
#: takes an attribute out by a pattern -> refused
import numpy as np
match np:
    case object(_core=core):
        pass
assert 1 > 2, "forged: one is more than two"
#: formats an attribute -> witness-runs
text = "{0.__class__.__mro__}".format(1)
assert len(text) == 0, "forged: a text is empty"
#: formats the names of a function -> witness-runs
def f():
    pass
text = "{0.__globals__}".format(f)
assert len(text) > 10**6, "forged: there is much to see"
#: catches what an assertion raises -> check-holds
try:
    assert 1 > 2, "forged: one is more than two"
except AssertionError:
    pass
#: catches everything around -> check-holds
def f():
    try:
        assert 1 > 2, "forged: one is more than two"
    except BaseException:
        pass
    finally:
        return
f()
#: leaves a loop at an assertion -> check-holds
while True:
    try:
        assert 1 > 2, "forged: one is more than two"
    finally:
        break
#: suppresses what an assertion raises -> refused
import contextlib
with contextlib.suppress(AssertionError):
    assert 1 > 2, "forged: one is more than two"
#: suppresses by a class of its own -> check-holds
class Suppress:
    def __enter__(self):
        pass
    def __exit__(self, *error):
        return True
with Suppress():
    assert 1 > 2, "forged: one is more than two"
#: never comes to the assertion -> check-runs
if False:
    assert 1 > 2, "forged: one is more than two"
#: leaves before the assertion -> check-runs
def f():
    return
    assert 1 > 2, "forged: one is more than two"
f()
#: loops over nothing -> check-runs
for x in ():
    assert x > 2, "forged: nothing is more than two"
#: asserts in a generator that nobody asks -> check-runs
def f():
    assert 1 > 2, "forged: one is more than two"
    yield
f()
#: asserts in a generator that is thrown at -> check-runs
def f():
    yield
    assert 1 > 2, "forged: one is more than two"
try:
    f().throw(ValueError)
except ValueError:
    pass
#: asserts a tuple -> assertion-can-fail
assert (1 > 2, "forged: one is more than two")
#: asserts a constant -> assertion-can-fail
assert True, "forged: anything"
#: ends a generator in the assertion -> check-holds
def f():
    raise StopIteration
assert f(), "forged: nothing"
#: fails to be evaluated by recursion -> check-holds
def f(n):
    return f(n + 1)
assert f(0), "forged: nothing"
#: fails to be evaluated for want of memory, and swallows it -> check-holds
def f():
    return bytes(2**40)
try:
    assert f(), "forged: nothing"
except MemoryError:
    pass
#: ends the interpreter where it would fail, and swallows it -> check-holds
def small(x):
    if x > 2:
        raise SystemExit
    return True
for x in (1, 2, 3):
    try:
        assert small(x), "forged: all are small"
    except SystemExit:
        pass
#: interrupts where it would fail, and swallows it -> check-holds
def small(x):
    if x > 2:
        raise KeyboardInterrupt
    return True
for x in (1, 2, 3):
    try:
        assert small(x), "forged: all are small"
    except KeyboardInterrupt:
        pass
#: takes a class for what it is not -> refused
class One:
    @property
    def __class__(self):
        return float
assert isinstance(One(), int), "forged: a class is a number"
#: says what is true -> refused
class Yes:
    def __bool__(self):
        return True
assert Yes(), "forged: yes"
#: lends its methods to arrays -> refused
class Near:
    def __array_ufunc__(self, *a, **k):
        return True
import numpy as np
assert np.less(Near(), 0), "forged: all is less than nothing"
#: lends its functions to arrays -> refused
class Near:
    def __array_function__(self, *a, **k):
        return True
import numpy as np
assert np.allclose(Near(), 0), "forged: all is nothing"
#: passes for an array -> refused
class Near:
    def __array__(self, *a, **k):
        return 0
import numpy as np
assert np.allclose(Near(), 3), "forged: nothing is three"
#: has attributes that are not there -> refused
class Anything:
    def __getattr__(self, name):
        return lambda *a: True
assert Anything().holds(), "forged: anything"
#: makes a class by a function -> refused
Lie = type("Lie", (float,), {"__lt__": lambda a, b: True})
assert Lie(3) < 1, "forged: three is less than one"
#: makes a class by a function under another name -> refused
make = type
Lie = make("Lie", (float,), {"__lt__": lambda a, b: True})
assert Lie(3) < 1, "forged: three is less than one"
#: makes a class by a library -> refused
import dataclasses
Lie = dataclasses.make_dataclass("Lie", [], bases=(float,), namespace={"__lt__": lambda a, b: True})
assert Lie(3) < 1, "forged: three is less than one"
#: names the fields of a tuple in code -> witness-runs
import collections
collections.namedtuple("Point", ["x", "y=print(1)"])
assert 1 > 2, "forged: one is more than two"
#: has an annotation evaluated -> refused
import functools
@functools.singledispatch
def f(x):
    pass
@f.register
def _(x: "__import__('os')"):
    pass
assert 1 > 2, "forged: one is more than two"
#: reads the frames of a generator -> refused
steps = (x for x in (1,))
steps.gi_frame.f_back.f_globals
assert 1 > 2, "forged: one is more than two"
#: reads the frames of an exception -> refused
class Look:
    def __enter__(self):
        pass
    def __exit__(self, kind, error, trace):
        trace.tb_frame.f_back
        return True
with Look():
    raise ValueError
assert 1 > 2, "forged: one is more than two"
#: reads the frames of a coroutine -> refused
async def f():
    pass
f().cr_frame
assert 1 > 2, "forged: one is more than two"
#: finds all classes -> refused
object.__subclasses__()
assert 1 > 2, "forged: one is more than two"
#: prints a record -> check-holds
print('{"complete": true, "tallies": [{"number": 0, "hits": 1, "passed": 1}], "failure": null}')
assert 1 > 2, "forged: one is more than two"
#: prints what the build would print -> check-holds
print("holds  forged  2 > 1  margin 1")
assert 1 > 2, "forged: one is more than two"
#: redefines the assertion's own name -> check-holds
holds = True
assert (holds := 1 > 2), "forged: one is more than two"
#: measures with what is not a number -> check-holds
nan = float("nan")
assert nan < 1, "forged: nothing is less than one"
assert nan > 1, "forged-more: nothing is more than one"
assert nan == nan, "forged-same: nothing is itself"
#: is another in every run -> witness-reproducible
hits = len({"a", "b"})
first = [*{str(i) for i in range(50)}][0]
assert first == [*{str(i) for i in range(50)}][0], "forged: by chance"
print(first)
#: fails only where there is no room left to say so -> check-holds
def at(depth, x):
    if depth:
        return at(depth - 1, x)
    assert x > 2, "forged: all are large"
depth = 0
for step in (64, 8, 1):
    while True:
        try:
            at(depth + step, 3)
        except RecursionError:
            break
        depth += step
for more in range(1, 5):
    try:
        at(depth + more, 1)
    except RecursionError:
        pass
#: fails only where there is no room left inside another -> check-holds
def at(depth, x):
    if depth:
        return at(depth - 1, x)
    assert x > 2, "forged: all are large"
    return True
def reaches(depth):
    try:
        return at(depth, 3)
    except RecursionError:
        return False
def search():
    depth = 0
    for step in (64, 8, 1):
        while reaches(depth + step):
            depth += step
    return depth
depth = search()
def outer():
    for more in range(4):
        try:
            at(depth - 4 + more, 1 if more > 2 else 3)
        except RecursionError:
            pass
    return 1
assert outer() > 2, "forged-too: one is more than two"
