"""The views of pages: one module for each page kind, and for each part of a concept page."""
