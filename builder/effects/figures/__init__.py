"""Drawing of figures with matplotlib, and reading of the values that they show."""
