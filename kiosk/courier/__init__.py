"""The courier decides when and what to send, over the small `kiosk.transport`."""
