"""The catalogue's part on keys: their holders, copies, replacement and end."""

from __future__ import annotations

from typing import Final

from shared.problem_kinds import ProblemKind

KEY_PROBLEMS: Final = (
    ProblemKind(
        "backup-outdated",
        409,
        "This database is older than what was published: it was restored from a backup.",
        "Every sealed response stays in the vault; nothing was drawn a second time.",
        "Run isoloir-collector reconcile: it publishes the archived figures again.",
    ),
    ProblemKind(
        "release-drawn",
        409,
        "Other figures were published under this name before.",
        "What was published stays; nothing was drawn a second time.",
        "Run isoloir-collector reconcile; restore a newer backup if it does not help.",
    ),
    ProblemKind(
        "archive-damaged",
        409,
        "The archive of what was published cannot be read.",
        "Every sealed response stays in the vault.",
        "Put the file named back from a backup of the keys directory.",
    ),
    ProblemKind(
        "restore-occupied",
        409,
        "There is a collector in this database already.",
        "It is kept as it is.",
        "Restore into an empty database, and change database_url to it.",
    ),
    ProblemKind(
        "backup-damaged",
        422,
        "This is not a whole backup of a collector.",
        "The database was left empty.",
        "Take another backup.",
    ),
    ProblemKind(
        "holders-unfit",
        400,
        "The keys cannot be split among holders in this way.",
        "Nothing was changed.",
        "Choose a threshold of at least two, and at least as many holders, at most 16.",
    ),
    ProblemKind(
        "holders-known",
        409,
        "The backups of these keys have holders already.",
        "They stay the holders.",
        "To have others, run it again with --again; then make the backups anew.",
    ),
    ProblemKind(
        "holders-missing",
        409,
        "Nobody holds the backups of these keys yet.",
        "Nothing was changed.",
        "Hold the ceremony first: isoloir-collector keys split.",
    ),
    ProblemKind(
        "shares-unfit",
        400,
        "The holders' shares do not open the backup.",
        "Nothing was changed.",
        "Check each word; bring together as many shares of one ceremony as its threshold asks.",
    ),
    ProblemKind(
        "backup-unopened",
        422,
        "This copy does not open with the holders' shares.",
        "Nothing was changed.",
        "Take another copy, or the shares of the ceremony it was made after.",
    ),
    ProblemKind(
        "key-foreign",
        422,
        "This is not the key that was published for its period.",
        "Nothing was changed.",
        "Take the copy that was made after the key was last changed.",
    ),
    ProblemKind(
        "key-in-use",
        409,
        "This key cannot be replaced: its month has begun, or responses were sealed to it.",
        "The key is kept.",
        "Withdraw it: isoloir-collector keys withdraw.",
    ),
    ProblemKind(
        "key-last",
        409,
        "Devices would have no key left to seal to.",
        "The key is kept.",
        "Make the keys of further months first: isoloir-collector keys create.",
    ),
    ProblemKind(
        "copy-unknown",
        404,
        "No copy of this key goes by this id.",
        "The key is kept.",
        "Take the id from isoloir-collector keys list.",
    ),
    ProblemKind(
        "signer-unannounced",
        409,
        "No next signing key was announced.",
        "The present one is kept.",
        "Announce one, and let stations fetch their bundles: isoloir-collector keys announce.",
    ),
    ProblemKind(
        "statement-refuted",
        409,
        "The key that is said to be destroyed may still be there.",
        "Nothing was changed.",
        "Destroy what is left, then make the statement again.",
    ),
)
