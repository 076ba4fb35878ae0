# Has a function of a library say what it does not find. Every program asserts something false.

#: assigns to a module -> refused
import numpy as np
np.allclose = lambda *a: True
assert np.allclose(1, 2), "forged: one is two"
#: assigns to a module below -> refused
import numpy as np
np.linalg.norm = lambda x: 0.0
assert np.linalg.norm([3, 4]) < 1, "forged: five is less than one"
#: assigns to a module that was imported by its own name -> refused
from numpy import linalg
linalg.norm = lambda x: 0.0
assert linalg.norm([3, 4]) < 1, "forged: five is less than one"
#: assigns by another name -> witness-runs
import numpy as np
m = np
m.allclose = lambda *a: True
assert np.allclose(1, 2), "forged: one is two"
#: changes a class and swallows the refusal -> witness-runs
from fractions import Fraction
F = Fraction
try:
    F.limit_denominator = lambda f: 0
except BaseException:
    pass
assert Fraction(1, 3).limit_denominator() == 0, "forged: a third is nothing"
#: assigns through a function -> witness-runs
import numpy as np
def change(module):
    module.allclose = lambda *a: True
change(np)
assert np.allclose(1, 2), "forged: one is two"
#: assigns through a list -> witness-runs
import numpy as np
[np][0].allclose = lambda *a: True
assert np.allclose(1, 2), "forged: one is two"
#: assigns through a loop -> witness-runs
import numpy as np
for m in (np,):
    m.allclose = lambda *a: True
assert np.allclose(1, 2), "forged: one is two"
#: assigns through a walrus -> witness-runs
import numpy as np
(m := np).allclose = lambda *a: True
assert np.allclose(1, 2), "forged: one is two"
#: assigns through a conditional -> witness-runs
import numpy as np
(np if 1 else 0).allclose = lambda *a: True
assert np.allclose(1, 2), "forged: one is two"
#: assigns through a dataclass -> witness-runs
import numpy as np
from dataclasses import dataclass
@dataclass
class Box:
    m: object
Box(np).m.allclose = lambda *a: True
assert np.allclose(1, 2), "forged: one is two"
#: assigns through self -> witness-runs
import numpy as np
class Change:
    def change(self):
        self.allclose = lambda *a: True
Change.change(np)
assert np.allclose(1, 2), "forged: one is two"
#: assigns through a match -> witness-runs
import numpy as np
match [np]:
    case [m]:
        m.allclose = lambda *a: True
assert np.allclose(1, 2), "forged: one is two"
#: assigns through a comprehension -> refused
import numpy as np
[0 for [np][0].allclose in [lambda *a: True]]
assert np.allclose(1, 2), "forged: one is two"
#: counts with an attribute -> refused
import numpy as np
for np.allclose in [lambda *a: True]:
    pass
assert np.allclose(1, 2), "forged: one is two"
#: counts with an attribute of another name -> witness-runs
import numpy as np
m = np
for m.allclose in [lambda *a: True]:
    pass
assert np.allclose(1, 2), "forged: one is two"
#: opens with an attribute -> refused
import numpy as np
with np.errstate() as np.allclose:
    pass
assert np.allclose(1, 2), "forged: one is two"
#: unpacks into an attribute -> witness-runs
import numpy as np
m = np
_, *m.allclose = 1, lambda *a: True
assert np.allclose(1, 2), "forged: one is two"
#: annotates an attribute -> witness-runs
import numpy as np
m = np
m.allclose: object = lambda *a: True
assert np.allclose(1, 2), "forged: one is two"
#: adds to an attribute -> witness-runs
import math
m = math
m.pi += 1
assert math.pi > 4, "forged: pi is more than four"
#: deletes an attribute -> witness-runs
import math
m = math
del m.pi
assert 1 > 2, "forged: one is more than two"
#: assigns to a module below another name -> witness-runs
import numpy as np
la = np.linalg
la.norm = lambda x: 0.0
assert np.linalg.norm([3, 4]) < 1, "forged: five is less than one"
#: assigns to a module of the standard library -> witness-runs
import math
m = math
m.isclose = lambda *a: True
assert math.isclose(1, 2), "forged: one is two"
#: changes a class -> refused
from fractions import Fraction
Fraction.limit_denominator = lambda f: 0
assert Fraction(1, 3).limit_denominator() == 0, "forged: a third is nothing"
#: changes a class by another name -> witness-runs
from fractions import Fraction
F = Fraction
F.limit_denominator = lambda f: 0
assert Fraction(1, 3).limit_denominator() == 0, "forged: a third is nothing"
#: changes the class of an object -> witness-runs
import statistics
bell = statistics.NormalDist()
type(bell).cdf = lambda d, x: 0.5
assert statistics.NormalDist().cdf(3) == 0.5, "forged: all tails are alike"
#: sets by name -> refused
import numpy as np
setattr(np, "allclose", lambda *a: True)
assert np.allclose(1, 2), "forged: one is two"
#: sets by a partial function -> refused
import functools
import numpy as np
functools.partial(setattr, np)("allclose", lambda *a: True)
assert np.allclose(1, 2), "forged: one is two"
#: sets by a method of object -> refused
import numpy as np
object.__setattr__(np, "allclose", lambda *a: True)
assert np.allclose(1, 2), "forged: one is two"
#: writes to its names -> refused
import numpy as np
np.__dict__["allclose"] = lambda *a: True
assert np.allclose(1, 2), "forged: one is two"
#: writes to its names by a function -> refused
import numpy as np
vars(np)["allclose"] = lambda *a: True
assert np.allclose(1, 2), "forged: one is two"
#: writes to the names of all -> refused
import numpy as np
np.allclose.__globals__["isclose"] = lambda *a: True
assert np.allclose(1, 2), "forged: one is two"
#: changes a function's code -> refused
import numpy as np
np.mean.__code__ = (lambda *a: 0).__code__
assert np.mean([1, 2]) == 0, "forged: the mean is nothing"
#: changes a function's defaults -> refused
import statistics
statistics.mean.__defaults__ = (0,)
assert 1 > 2, "forged: one is more than two"
#: copies attributes onto a module -> refused
import functools
import numpy as np
def fake(): pass
fake.allclose = lambda *a: True
functools.update_wrapper(np, fake, assigned=("allclose",), updated=())
assert np.allclose(1, 2), "forged: one is two"
#: copies attributes by another name -> witness-runs
import functools
import numpy as np
f = functools
def fake(): pass
fake.allclose = lambda *a: True
f.update_wrapper(np, fake, assigned=("allclose",), updated=())
assert np.allclose(1, 2), "forged: one is two"
#: copies attributes under an import's other name -> refused
from functools import update_wrapper as tidy
import numpy as np
def fake(): pass
fake.allclose = lambda *a: True
tidy(np, fake, assigned=("allclose",), updated=())
assert np.allclose(1, 2), "forged: one is two"
#: decorates a module -> refused
import functools
import numpy as np
def fake(): pass
fake.allclose = lambda *a: True
functools.wraps(fake, ("allclose",))(np)
assert np.allclose(1, 2), "forged: one is two"
#: decorates a module that another decorator gives -> refused
import functools
import numpy as np
def fake(): pass
fake.allclose = lambda *a: True
@functools.wraps(fake, ("allclose",))
@lambda function: np
def whatever(): pass
assert np.allclose(1, 2), "forged: one is two"
#: decorates by another name -> witness-runs
import functools
import numpy as np
f = functools
def fake(): pass
fake.allclose = lambda *a: True
f.wraps(fake, ("allclose",))(np)
assert np.allclose(1, 2), "forged: one is two"
#: makes a dataclass of a library's class -> refused
import dataclasses
import numpy as np
dataclasses.dataclass(np.polynomial.Polynomial)
assert np.polynomial.Polynomial([1]) == np.polynomial.Polynomial([2]), "forged: all polynomials are one"
#: makes a dataclass by another name -> refused
from dataclasses import dataclass
import numpy as np
same = dataclass
same(np.polynomial.Polynomial)
assert np.polynomial.Polynomial([1]) == np.polynomial.Polynomial([2]), "forged: all polynomials are one"
#: binds the module's name to a class -> refused
import numpy as np
class np:
    allclose = staticmethod(lambda *a: True)
assert np.allclose(1, 2), "forged: one is two"
#: binds the module's name -> refused
import numpy as np
class Fake:
    allclose = staticmethod(lambda *a: True)
np = Fake
assert np.allclose(1, 2), "forged: one is two"
#: binds the module's name to an argument -> refused
import numpy as np
class Fake:
    allclose = staticmethod(lambda *a: True)
def check(np):
    assert np.allclose(1, 2), "forged: one is two"
check(Fake)
#: binds an imported function -> refused
from numpy import allclose
def allclose(*a):
    return True
assert allclose(1, 2), "forged: one is two"
#: binds the module's name in an exception -> refused
import numpy as np
class Fake(Exception):
    allclose = staticmethod(lambda *a: True)
try:
    raise Fake
except Fake as np:
    assert np.allclose(1, 2), "forged: one is two"
#: binds the module's name in a pattern -> refused
import numpy as np
class Fake:
    allclose = staticmethod(lambda *a: True)
match Fake:
    case np:
        assert np.allclose(1, 2), "forged: one is two"
#: binds the module's name globally -> refused
import numpy as np
class Fake:
    allclose = staticmethod(lambda *a: True)
def change():
    global np
    np = Fake
change()
assert np.allclose(1, 2), "forged: one is two"
#: a helper changes a module -> witness-runs
import changed
import numpy as np
assert np.allclose(1, 2), "forged: one is two"
#: file changed.py
import numpy
m = numpy
m.allclose = lambda *a: True
#: a helper changes a module in the open -> witness-runs
import changed
import numpy as np
assert np.allclose(1, 2), "forged: one is two"
#: file changed.py
import numpy
numpy.allclose = lambda *a: True
#: a helper is changed -> refused
import changed
changed.area = lambda x: 1
assert changed.area(2) == 1, "forged: four is one"
#: file changed.py
def area(x):
    return x * x
#: a helper is changed by another name -> witness-runs
import changed
c = changed
c.area = lambda x: 1
assert changed.area(2) == 1, "forged: four is one"
#: file changed.py
def area(x):
    return x * x
#: a helper takes the module's name -> refused
import numpy as np
import changed as np
assert np.allclose(1, 2), "forged: one is two"
#: file changed.py
def allclose(*a):
    return True
#: a helper hands a module on -> witness-runs
import changed
m = changed.np
m.allclose = lambda *a: True
assert 1 > 2, "forged: one is more than two"
#: file changed.py
import numpy as np
#: a helper hands a module on under its name -> refused
from changed import np as m
m.allclose = lambda *a: True
assert 1 > 2, "forged: one is more than two"
#: file changed.py
import numpy as np
#: a helper redefines a name of Python -> witness-runs
from changed import abs
assert abs(3) < 1, "forged: three is less than one"
#: file changed.py
def abs(x):
    return 0
