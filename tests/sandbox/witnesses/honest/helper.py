# Uses a module beside the page.
import shapes
from shapes import area

print(shapes.area(2), shapes.__name__, list(map(area, (1, 2, 3))))
assert shapes.area(3) == 9, "holds: a square"
