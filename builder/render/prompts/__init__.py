"""Prompts: all records of one object as plain text, for whoever is asked to examine it."""
