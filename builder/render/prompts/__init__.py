"""Prompts: all records of one object as plain text, for a reader or a model that examines it."""
