"""Plots of a demo's states, drawn at build for the demo, the storyboard and print."""
