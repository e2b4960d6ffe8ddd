"""The catalogue's part on signing in beyond a password."""

from __future__ import annotations

from typing import Final

from shared.problem_kinds import ProblemKind

SIGN_IN_PROBLEMS: Final = (
    ProblemKind(
        "code-refused",
        401,
        "The code is wrong, or it was used already.",
        "Nothing was changed.",
        "Type the code that the app shows now, or a recovery code that is left.",
    ),
    ProblemKind(
        "sso-unavailable",
        503,
        "The sign-in service of your organisation does not answer.",
        "Nothing was changed.",
        "Try again in some minutes, or sign in with a password if you have one.",
    ),
    ProblemKind(
        "sso-expired",
        403,
        "This sign-in was not begun in this browser, or too long ago.",
        "Nobody was signed in.",
        "Begin to sign in again, and allow cookies.",
    ),
    ProblemKind(
        "sso-refused",
        403,
        "The sign-in service of your organisation did not let you in.",
        "Nobody was signed in.",
        "Begin again, or ask those who look after that service.",
    ),
    ProblemKind(
        "sso-untrusted",
        502,
        "What the sign-in service answered cannot be trusted.",
        "Nobody was signed in.",
        "Tell the collector's administrator: its settings or the service's keys are not right.",
    ),
    ProblemKind(
        "sso-unknown",
        403,
        "Your organisation knows you, but nothing here is open to you.",
        "No account was made.",
        "Ask those who look after the sign-in service to give you access to Isoloir.",
    ),
    ProblemKind(
        "sso-taken",
        409,
        "A local account has your address already.",
        "Nothing was changed.",
        "Sign in with its password, or ask an administrator to close it.",
    ),
)
