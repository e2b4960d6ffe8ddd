"""News both ways: notices from a Caf to its Points, messages from a desk to its Caf."""
