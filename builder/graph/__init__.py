"""The graph of prerequisites: order, ancestors, reduction, cycles, and its drawings."""

from builder.graph.build import build_graph
from builder.graph.layout import lay_out, lay_out_maps
from builder.graph.paths import select_concepts

__all__ = ["build_graph", "lay_out", "lay_out_maps", "select_concepts"]
