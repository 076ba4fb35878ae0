"""Reads the values that a figure shows from its matplotlib artists."""

from builder.effects.figures.plotted.series import list_plotted

__all__ = ["list_plotted"]
