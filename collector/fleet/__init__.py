"""Watching the devices: what each last said, what is amiss, and what to do about it."""
