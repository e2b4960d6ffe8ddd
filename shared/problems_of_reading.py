"""The catalogue's part on reading figures: access, queries."""

from __future__ import annotations

from typing import Final

from shared.problem_kinds import ProblemKind

READING_PROBLEMS: Final = (
    # Access
    ProblemKind(
        "token-missing",
        401,
        "This address wants an access token.",
        "Nothing was changed.",
        "Send it in the header Authorization: Bearer.",
    ),
    ProblemKind(
        "token-refused",
        401,
        "The access token is unknown or was revoked.",
        "Nothing was changed.",
        "Ask the collector's administrator for a new one.",
    ),
    ProblemKind(
        "token-unknown",
        404,
        "No token has this name.",
        "Nothing was changed.",
        "See isoloir-collector token list.",
    ),
    ProblemKind(
        "account-unknown",
        404,
        "No account has this address.",
        "Nothing was changed.",
        "See isoloir-collector account list.",
    ),
    ProblemKind(
        "account-invalid",
        400,
        "The account or token cannot be made like this.",
        "Nothing was changed.",
        "Correct what is named.",
    ),
    ProblemKind(
        "scope-refused",
        403,
        "This lies outside the scope of your access.",
        "Nothing was changed.",
        "Ask for figures within your scope, or for a wider one.",
    ),
    ProblemKind(
        "role-refused",
        403,
        "Your role does not open this page.",
        "Nothing was changed.",
        "Ask an administrator of your Caf to do it, or to give you the role.",
    ),
    ProblemKind(
        "scope-invalid",
        400,
        "A scope is national, caf:CODE or point:ID.",
        "Nothing was changed.",
        "Write it as national, caf:761 or point:rouen-simone-veil.",
    ),
    ProblemKind(
        "login-refused",
        401,
        "The address or the password is wrong.",
        "Nothing was changed.",
        "Try again, or ask the collector's administrator.",
    ),
    ProblemKind(
        "login-throttled",
        429,
        "Too many tries failed for this address.",
        "Nothing was changed.",
        "Wait a quarter of an hour, then try again.",
    ),
    ProblemKind(
        "form-expired",
        403,
        "This page is too old, or cookies are switched off.",
        "Nothing was changed.",
        "Load the page again, then try once more.",
    ),
    # Queries
    ProblemKind(
        "table-unknown",
        404,
        "No such table is released.",
        "Nothing was changed.",
        "See the list of released tables at /api/v1/tables.",
    ),
    ProblemKind(
        "query-invalid",
        400,
        "The question cannot be understood.",
        "Nothing was changed.",
        "See the parameters of the table at /api/v1/tables.",
    ),
    ProblemKind(
        "query-unpublished",
        403,
        "This detail is not published, so that nobody can be singled out.",
        "Nothing was changed.",
        "Ask a released table: see /api/v1/tables.",
    ),
    ProblemKind(
        "parquet-missing",
        501,
        "This collector cannot write Parquet.",
        "Nothing was changed.",
        "Ask for CSV or XLSX, or install isoloir[parquet] on the collector.",
    ),
    ProblemKind(
        "nothing-released",
        404,
        "No figures are released yet.",
        "Every response received is kept, sealed, until it is counted.",
        "Come back after the tally of the month.",
    ),
    ProblemKind(
        "point-unknown",
        404,
        "No Point has this id.",
        "Nothing was changed.",
        "See the list of Points at /api/v1/points.",
    ),
    ProblemKind(
        "question-unknown",
        404,
        "There is no such open question.",
        "Nothing was changed.",
        "Load the page again: a correction may have come.",
    ),
    ProblemKind(
        "message-unknown",
        404,
        "There is no such message.",
        "Nothing was changed.",
        "Go back to the list of messages.",
    ),
    ProblemKind(
        "notice-unknown",
        404,
        "There is no such notice.",
        "Nothing was changed.",
        "Go back to the list of notices.",
    ),
    ProblemKind(
        "notice-invalid",
        422,
        "This notice cannot be shown.",
        "Nothing was changed.",
        "Give a French text that is short enough for its place, a last day that is not before the "
        "first, and Points of your Caf.",
    ),
    ProblemKind(
        "caf-unknown",
        404,
        "No Caf has this code.",
        "Nothing was changed.",
        "Import its Points first, or check the code.",
    ),
    # Comments
    ProblemKind(
        "comment-unknown",
        404,
        "There is no such comment here any more.",
        "Nothing was changed.",
        "Somebody else may have decided on it: load the list again.",
    ),
    ProblemKind(
        "comment-edit",
        422,
        "Words of a comment can only be taken out.",
        "The comment still waits as it was.",
        "Delete whole words or replace them by […]; add and change nothing.",
    ),
    ProblemKind(
        "comment-themes",
        422,
        "These themes cannot be kept.",
        "The comment keeps the themes it had.",
        "Write at most eight, of 40 characters each, with commas between them.",
    ),
)
