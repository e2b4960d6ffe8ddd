"""The catalogue's part on what comes in: surveys, responses, formats."""

from __future__ import annotations

from typing import Final

from shared.problem_kinds import ProblemKind

INPUT_PROBLEMS: Final = (
    # Surveys
    ProblemKind(
        "survey-invalid",
        422,
        "The survey has mistakes.",
        "Nothing was published.",
        "Correct the lines named and publish again.",
    ),
    ProblemKind(
        "survey-unknown",
        422,
        "This survey is not one that was published here.",
        "What was sent was refused and stays where it came from.",
        "Publish the survey at the collector, then send again.",
    ),
    ProblemKind(
        "survey-exists",
        409,
        "Another survey is already published under this id and version.",
        "Nothing was published.",
        "Raise the version number and publish again.",
    ),
    ProblemKind(
        "survey-disclosure",
        422,
        "This survey would let too much be guessed about one visitor.",
        "Nothing was published.",
        "Ask fewer questions or declare fewer crossings, or raise the ceiling knowingly.",
    ),
    # Responses
    ProblemKind(
        "response-invalid",
        422,
        "The form does not match the survey.",
        "Nothing was recorded.",
        "Start the survey again.",
    ),
    ProblemKind(
        "response-encoding",
        422,
        "These bytes are not a response to this survey.",
        "The item is set aside with its reason.",
        "Look at the program that encoded it.",
        final=True,
    ),
    ProblemKind(
        "comment-too-long",
        422,
        "The comment is too long.",
        "Nothing was recorded.",
        "Shorten it and send again.",
    ),
    ProblemKind(
        "survey-unavailable",
        503,
        "The survey cannot be taken on this device right now.",
        "Nothing was recorded.",
        "Enrol the device, or connect it once so that it fetches its survey and keys.",
    ),
    ProblemKind(
        "visit-over",
        410,
        "This visit is over.",
        "An answer that was confirmed is kept; nothing else was.",
        "Start again from the first screen.",
    ),
    # Formats
    ProblemKind(
        "format-malformed",
        400,
        "These bytes do not follow the format.",
        "Nothing was kept of them.",
        "Look at the program that made them; trying again will not help.",
        final=True,
    ),
    ProblemKind(
        "format-version",
        400,
        "This format version is unknown here.",
        "Nothing was kept of it.",
        "Update the older of the two programs, then send again.",
    ),
    ProblemKind(
        "format-oversize",
        413,
        "This is larger than any valid one can be.",
        "Nothing was kept of it.",
        "Send less at once.",
        final=True,
    ),
    ProblemKind(
        "batch-unsorted",
        422,
        "The items of the batch are not sorted by id.",
        "Nothing was kept of it.",
        "Look at the program that made the batch.",
        final=True,
    ),
    ProblemKind(
        "batch-duplicate",
        422,
        "The batch holds the same item id twice.",
        "Nothing was kept of it.",
        "Look at the program that made the batch.",
        final=True,
    ),
    ProblemKind(
        "batch-item-length",
        422,
        "An item of the batch does not have the length of this survey's sealed items.",
        "Nothing was kept of it.",
        "Look at the program that made the batch.",
        final=True,
    ),
    ProblemKind(
        "batch-sequence",
        409,
        "Another batch with this sequence number was already accepted.",
        "What was accepted before is kept; this batch was refused.",
        "Look at the batch in quarantine on the device: was its disk copied or restored?",
        final=True,
    ),
    ProblemKind(
        "batch-point",
        403,
        "The device is not enrolled for the Point that the batch names.",
        "Nothing was kept of it.",
        "Enrol the device for that Point.",
        final=True,
    ),
    ProblemKind(
        "ticket-invalid",
        400,
        "This is not an enrolment ticket, or it was mistyped.",
        "Nothing was changed.",
        "Type it again, or read it from its file.",
    ),
    ProblemKind(
        "ticket-refused",
        403,
        "The enrolment ticket is unknown, expired, or was used by another device.",
        "Nothing was changed.",
        "Ask the collector's administrator for a new ticket.",
        final=True,
    ),
    ProblemKind(
        "bundle-rollback",
        409,
        "This bundle is older than the one the device has.",
        "The newer bundle is kept.",
        "Look at the collector: its database may have been restored from a backup.",
    ),
    ProblemKind(
        "period-invalid",
        400,
        "A period is a month written YYYY-MM.",
        "Nothing was changed.",
        "Write it as 2026-10.",
    ),
    ProblemKind(
        "hours-invalid",
        422,
        "The opening hours cannot be read.",
        "Nothing was changed.",
        "Write them as OpenStreetMap does, such as Mo-Fr 09:00-12:00.",
    ),
    ProblemKind(
        "points-header",
        422,
        "The first line does not name the columns of a list of Points.",
        "Nothing was imported.",
        "Use the columns of collector/registry/README.md, or the France services list itself.",
    ),
)
