"""Sealed items waiting on this device, kept so that their order cannot be told."""

from kiosk.spool.store import Spool

__all__ = ["Spool"]
