# Goes through what an allowed package leaves open: modules of the system, files, pickles, memory, programs, code in texts.

#: reads the modules of the system -> refused
import numpy as np
np.lib.npyio.os
#: reads them from a module of the standard library -> refused
import statistics
statistics.sys
#: reads them from matplotlib -> refused
import matplotlib
matplotlib.os.environ
#: reads them from below matplotlib -> refused
import matplotlib.cbook
#: reads them by another name -> refused
import matplotlib
m = matplotlib
m.sys
#: finds Python's own names under another name -> witness-runs
import matplotlib.widgets
matplotlib.widgets.enum.bltns.exec("print(1)")
#: finds them by an import -> witness-runs
from matplotlib.widgets import enum
enum.bltns.exec("print(1)")
#: makes a function of code -> witness-runs
import dataclasses
dataclasses.types.FunctionType
#: makes a function of code by another name -> witness-runs
import dataclasses
d = dataclasses
d.types.FunctionType
#: walks the frames -> refused
from matplotlib.cbook import traceback
#: looks attributes up by their names in a text -> witness-runs
import matplotlib.ticker
matplotlib.ticker.string.Formatter().get_field("0.__class__", (1,), {})
#: looks attributes up by their names -> refused
import matplotlib.artist
matplotlib.artist.operator.attrgetter("__class__")(1)
#: logs to a file -> witness-runs
import matplotlib.pyplot as plt
plt.logging.FileHandler("made")
#: compiles -> refused
import numpy as np
np.f2py.compile("")
#: compiles by an import -> refused
from numpy import f2py
#: calls compiled code -> refused
import numpy as np
np.ctypeslib.load_library("c", "/")
#: runs a text as code -> refused
import numpy as np
np.testing.measure("print(1)")
#: runs a text as code by another name -> witness-runs
import numpy as np
m = np
m.testing.measure("print(1)")
#: runs tests -> refused
import numpy as np
np.test()
#: unpickles -> refused
import numpy as np
np.load("crafted.npy", allow_pickle=True)
#: file crafted.npy
nothing
#: unpickles by position -> refused
import numpy as np
np.load("crafted.npy", None, True)
#: unpickles by another name -> refused
import numpy as np
read = np.load
read("crafted.npy", None, True)
#: unpickles by another name of the module -> witness-runs
import numpy as np
m = np
m.load("crafted.npy", None, True)
#: unpickles by another name of an import -> refused
from numpy import load as read
read("crafted.npy", None, True)
#: unpickles by a dictionary -> refused
import numpy as np
np.load("crafted.npy", **{"allow_pickle": True})
#: unpickles by a partial function -> refused
import functools
import numpy as np
functools.partial(np.load, allow_pickle=True)("crafted.npy")
#: unpickles what it wrote itself -> witness-runs
import numpy as np
np.save("made.npy", np.array([{"a": 1}], dtype=object))
np.load("made.npy")
#: reads a format's inside -> refused
import numpy as np
np.lib.format.read_array(open("crafted.npy", "rb"), True)
#: lays an array over memory by an interface -> refused
import numpy as np
class Over:
    @property
    def __array_interface__(self):
        return {"data": (id(self), False), "shape": (8,), "typestr": "|u1", "version": 3}
np.asarray(Over())
#: lays an array over memory by strides -> refused
import numpy as np
np.lib.stride_tricks.as_strided(np.zeros(1), shape=(10**6,), strides=(8,))
#: lays an array over memory by an import -> refused
from numpy.lib.stride_tricks import as_strided
#: lays objects over bytes -> refused
import numpy as np
np.ndarray((1,), dtype=object, buffer=bytearray(8))
#: lays objects over bytes by a record -> refused
import numpy as np
np.rec.fromstring(bytes(8), dtype=[("a", object)])
#: keeps an array of memory that is given back -> refused
import numpy as np
a = np.zeros(10)
a.resize(1, refcheck=False)
#: calls Fortran without looking -> refused
import numpy as np
np.linalg.lapack_lite
#: opens a descriptor -> refused
open(3, "rb")
#: opens a descriptor by a variable, and closes it with that -> witness-completes
for number in (*range(3, 300),):
    try:
        print(open(number, "rb").read(1))
    except OSError:
        continue
#: reads a descriptor by numpy -> witness-runs
import numpy as np
np.fromfile("/dev/fd/100")
#: writes to a descriptor by numpy -> witness-runs
import numpy as np
np.zeros(3).tofile("/proc/self/fd/100")
#: writes a file -> refused
open("made", "w")
#: writes outside by numpy -> witness-runs
import numpy as np
np.savetxt("/tmp/plumbline-canary.csv", np.zeros(3))
#: writes outside by a figure -> witness-runs
import matplotlib.pyplot as plt
plt.figure().savefig("../plumbline-canary.svg")
#: fetches by numpy -> witness-runs
import numpy as np
np.loadtxt("http://127.0.0.1:9/canary.csv")
#: fetches by a source of data -> refused
import numpy as np
np.lib.npyio.DataSource().open("http://127.0.0.1:9/canary.csv")
#: starts a program for a film -> refused
import matplotlib.animation
#: starts a program for a formula -> witness-runs
import matplotlib.pyplot as plt
plt.text(0, 0, "$x$", usetex=True)
plt.savefig("made.png")
#: starts a program for a formula by hand -> refused
from matplotlib.texmanager import TexManager
#: starts a program for a test -> refused
import matplotlib.testing
#: starts another way of drawing -> refused
import matplotlib.backends.backend_pgf
#: reads code from a setting -> witness-runs
import matplotlib.pyplot as plt
plt.rcParams["axes.prop_cycle"] = "cycler(color=__import__('os').listdir())"
#: reads code from a matrix -> witness-runs
import numpy as np
np.matrix("__import__('os')")
#: reads names from a text -> witness-runs
import numpy as np
np.bmat("__builtins__")
#: reads code from a sum -> witness-runs
import numpy as np
np.einsum("__import__('os')", np.zeros(3))
#: reads code from a type -> witness-runs
import numpy as np
np.dtype("__import__('os')")
#: imports by a place in a documentation -> refused
import numpy as np
np.lib.add_newdoc("os", "path", "text")
#: imports by the name of a way of drawing -> refused
import matplotlib
matplotlib.use("module://os.path")
import matplotlib.pyplot as plt
plt.switch_backend("module://os.path")
plt.figure()
raise ValueError
