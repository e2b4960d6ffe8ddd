"""The schema's history: each step brings a database from one revision to the next (alembic)."""
