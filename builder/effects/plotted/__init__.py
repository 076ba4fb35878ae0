"""What a figure shows, as numbers."""

from builder.effects.plotted.series import list_plotted

__all__ = ["list_plotted"]
