"""Rendering of prose: markdown, roles, maths, code, margin notes."""
