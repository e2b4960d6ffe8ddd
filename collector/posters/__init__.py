"""Posters and paper forms of Points, for administrators to print."""
