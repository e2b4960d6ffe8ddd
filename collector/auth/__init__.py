"""Who may see what: tokens, accounts, and the one rule on scopes."""
