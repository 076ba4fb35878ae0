"""Plots of a demo's states, drawn once at build for the demo, the storyboard, paper and a page without script."""
