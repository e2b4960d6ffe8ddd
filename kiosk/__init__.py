"""The kiosk: asks visitors, seals their answers at the tap, and sends the sealed responses."""
