"""The tally: open, fold, perturb once, release. The only room that touches a private key."""
