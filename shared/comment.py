"""The comment: an item of its own, padded to one length, not linked to the response it came with.

Layout (formats page, "Comment"): format version (1), survey digest prefix (8), language index (1),
length of the UTF-8 text in bytes (2, big-endian), the text, zero bytes up to 2,000.
"""

from __future__ import annotations

from dataclasses import dataclass

from shared import limits
from shared.problems import ResponseProblem
from shared.survey import Survey

_HEAD = 1 + limits.DIGEST_PREFIX_BYTES + 1 + 2
COMMENT_LENGTH = _HEAD + limits.COMMENT_BYTES
"""Bytes of every encoded comment."""


@dataclass(frozen=True, slots=True)
class Comment:
    """What a visitor wrote, already masked by the device, and the interface language."""

    text: str
    language: str


def encode_comment(survey: Survey, comment: Comment) -> bytes:
    """Encode a comment at its fixed length.

    Raises:
        ResponseProblem: `comment-too-long` past 500 characters, `response-invalid` for a language
        that
            is not the survey's, an empty text, or a survey without a comment.
    """
    text = comment.text.encode()
    if len(comment.text) > limits.COMMENT_CHARACTERS:
        limit = limits.COMMENT_CHARACTERS
        raise ResponseProblem("comment-too-long", f"At most {limit} characters.")
    if (
        survey.comment is None
        or comment.language not in survey.languages
        or not comment.text.strip()
    ):
        raise ResponseProblem("response-invalid", "This comment is not one of this survey.")
    head = bytes([limits.FORMAT_VERSION]) + survey.digest[: limits.DIGEST_PREFIX_BYTES]
    language = bytes([survey.languages.index(comment.language)])
    return head + language + len(text).to_bytes(2, "big") + text.ljust(limits.COMMENT_BYTES, b"\0")


def decode_comment(survey: Survey, data: bytes) -> Comment:
    """The inverse of `encode_comment`, refusing whatever it would not have written.

    Raises:
        ResponseProblem: `response-encoding`.
    """
    if len(data) != COMMENT_LENGTH:
        raise ResponseProblem("response-encoding", "The length is not a comment's.")
    size = int.from_bytes(data[_HEAD - 2 : _HEAD], "big")
    try:
        text = data[_HEAD : _HEAD + size].decode()
        comment = Comment(text, survey.languages[data[_HEAD - 3]])
        if encode_comment(survey, comment) == data:
            return comment
    except (UnicodeDecodeError, IndexError, ResponseProblem):
        pass
    raise ResponseProblem("response-encoding", "It is not a comment on this survey.")
