"""Modules by what they are: none is reached that is not allowed, and none is passed on."""

import ast

import pytest

from builder.witness.imports import imported_names
from builder.witness.modules import Packages, find_foreign, list_named
from builder.witness.trees import walk

ALLOWED = frozenset(
    {
        "numpy",
        "matplotlib",
        "collections",
        "dataclasses",
        "fractions",
        "functools",
        "math",
        "statistics",
        "xml.dom",
    }
)
HELPERS = {
    "shapes": {"np": "numpy", "root": "math.sqrt", "ring": "circles.ring"},
    "circles": {"ring": "shapes.ring", "s": "shapes"},
}


def found(source: str) -> list[str]:
    nodes = walk(ast.parse(source))
    return [
        foreign.message
        for foreign in find_foreign(
            list_named(nodes, dict(imported_names(nodes))), Packages(ALLOWED, HELPERS)
        )
    ]


@pytest.mark.parametrize(
    "source",
    [
        "import numpy as np\nnp.linalg.norm(x), np.random.default_rng().normal(), np.pi, f(np.sin), np.polynomial.Polynomial.fit",
        "import matplotlib.pyplot as plt\nplt.rcParams['a'] = 1\nplt.cm.viridis(1), plt.legend",
        "from numpy import linalg as la, sqrt\nla.solve(a, b)\nlist(map(sqrt, x))",
        "import collections.abc\nisinstance(x, collections.abc.Mapping)",
        "from matplotlib import ticker, colors\nticker.MaxNLocator(), colors.Normalize()",
        "import xml.dom\nxml.dom.Node",
        "import shapes\nshapes.area(2), f(shapes.root), shapes.ring",
        "from shapes import area, root\nf(area, root)",
        "import missing\nmissing.what",
        "import os\nos.path\nf(os)",
        "np = 3\nf(np)",
    ],
)
def test_honest_names_lead_where_they_may(source: str) -> None:
    assert found(source) == []


@pytest.mark.parametrize(
    ("source", "module"),
    [
        ("import matplotlib.widgets\nmatplotlib.widgets.enum.bltns.exec", "builtins"),
        ("from matplotlib.widgets import enum", "enum"),
        ("import dataclasses\ndataclasses.types.CodeType", "types"),
        ("import statistics\nstatistics.random.random()", "random"),
        ("import fractions\nfractions.operator.attrgetter", "operator"),
        ("import xml.dom\nxml.sax", "xml.sax"),
    ],
)
def test_a_module_that_is_not_allowed_is_seen_under_any_name(source: str, module: str) -> None:
    import xml.sax

    assert xml.sax
    assert f"the module '{module}', which is not among the allowed imports" in " ".join(
        found(source)
    )


@pytest.mark.parametrize(
    ("source", "named"),
    [
        ("import numpy as np\nm = np", "numpy"),
        ("import numpy as np\nf(np.linalg)", "numpy.linalg"),
        ("import numpy as np\n[np.linalg]", "numpy.linalg"),
        ("import numpy as np\nx = np if x else y", "numpy"),
        ("from numpy import linalg\nla = linalg", "numpy.linalg"),
        ("import shapes\ns = shapes", "shapes"),
        ("import shapes\nm = shapes.np", "shapes.np"),
        ("from shapes import np\nm = np", "shapes.np"),
        ("import circles\nm = circles.s.np", "circles.s.np"),
    ],
)
def test_a_module_is_not_passed_on(source: str, named: str) -> None:
    assert found(source) == [f"'{named}' is a module, and stands only before a dot"]
