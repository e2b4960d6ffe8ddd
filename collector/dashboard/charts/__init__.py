"""Charts as SVG, made on the server: pure functions from figures to markup.

Each has a title and a description for those who do not see it; no meaning is in a colour alone.
"""
