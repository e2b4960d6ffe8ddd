"""The commands of `isoloir-kiosk`, one module each."""
