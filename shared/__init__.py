"""Pure rules and formats that the kiosk and the collector share; no I/O, clock, web or database."""
