"""The commands of `isoloir-kiosk`."""
