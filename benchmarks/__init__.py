"""Measures Plumbline against what else there is; `README.md` beside this file says how."""
