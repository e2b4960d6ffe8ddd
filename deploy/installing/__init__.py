"""Turns a bare Debian into a station, a collector or a relay: the parts of `deploy/install.py`."""
