"""Steering-committee reports: a year of a Point or of a Caf, on a few printed pages, in French."""
