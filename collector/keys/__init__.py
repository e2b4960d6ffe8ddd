"""Period keys: made ahead, kept encrypted outside the database, destroyed once a period is drained.

`private` is the key itself, `keyring` the directory of encrypted files, `lifecycle` what an
administrator does with them. Intake never enters this room: it needs public halves only, and those
are in the database.
"""
