"""Rendering of figures and plots as safe inline SVG, with their data tables."""
