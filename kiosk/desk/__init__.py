"""The desk: what the partner's agent sees and does, on the kiosk itself, behind a PIN."""
