"""Benchmarks of Plumbline and of its alternatives; `README.md` in this folder explains them."""
