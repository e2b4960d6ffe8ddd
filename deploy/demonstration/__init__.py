"""The demonstration: a collector and kiosks, with visitors if wanted, in one directory.

`deploy/demo.py` is the command. It drives the programs only by what outside programs rely on:
commands, pages and the API. `options`, `place` and `ports` need no more than Python's standard
library, since the command reads them before anything is installed.
"""
