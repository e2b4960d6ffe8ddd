"""Intake: batches in, receipts out. No private period key ever comes here.

`accept` turns the bytes of a batch into a signed receipt, in one transaction; `chain` is the
ledger's hash chain; `files` does the same for batches that came on a USB stick; `routes` is the
HTTP.
"""
