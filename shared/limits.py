"""Every limit of the formats, a named constant with its reason."""

from __future__ import annotations

from typing import Final

FORMAT_VERSION: Final = 1
"""Version of every format of the formats page; a reader refuses any other."""

PRODUCT: Final = "isoloir/1"
"""Product and major version: the first part of every HPKE `info` and signature domain."""

ITEM_ID_BYTES: Final = 16
"""Length of an item's random id: 2^64 items before a collision becomes likely."""

DIGEST_BYTES: Final = 32
"""SHA-256."""

DIGEST_PREFIX_BYTES: Final = 8
"""Part of the survey digest inside a response: enough to notice a mix-up, `info` binds the
whole.
"""

KEY_ID_BYTES: Final = 8
"""Part of SHA-256(public key) that names a period key; there are a few dozen of them."""

HPKE_OVERHEAD_BYTES: Final = 1120 + 16
"""X-Wing encapsulation (1,088 ML-KEM ‖ 32 X25519) and the ChaCha20-Poly1305 tag."""

PUBLIC_KEY_BYTES: Final = 1184 + 32
"""Raw X-Wing public key: ML-KEM-768 encapsulation key ‖ X25519 public key."""

SIGNATURE_BYTES: Final = 64
SIGNING_KEY_BYTES: Final = 32
"""Ed25519 (RFC 8032), raw."""

MAX_ITEMS_PER_BATCH: Final = 1000
"""A month of a busy Point in one request; a larger backlog travels as several batches."""

MAX_BATCH_BYTES: Final = 4 * 1024 * 1024
"""1,000 sealed comments (about 3.2 KB each) and their header, with room to spare."""

MAX_MESSAGE_BYTES: Final = 64 * 1024
"""Enrolment, status and receipt: a few hundred bytes each; a relay's status names many periods."""

MAX_BUNDLE_BYTES: Final = 8 * 1024 * 1024
"""A relay's bundle: surveys in eleven languages (about 100 KB each) and a few hundred Points."""

MAX_QUESTIONS: Final = 40
"""A visitor gives about two minutes; 40 leaves a Caf all the freedom it can sensibly use."""

MAX_OPTIONS: Final = 64
"""A `many` mask stays within eight bytes, a `one` index within one."""

MAX_LABEL_CHARACTERS: Final = 300
"""Longer than any sentence that fits a screen at the largest text size."""

MAX_LANGUAGES: Final = 40
MAX_CROSSINGS: Final = 40
MAX_SURVEY_BYTES: Final = 1024 * 1024
"""A survey file of 40 questions in 40 languages stays well below."""

COMMENT_CHARACTERS: Final = 500
"""What a visitor may write, counted in Unicode code points."""

COMMENT_BYTES: Final = 2000
"""500 code points of four UTF-8 bytes: every comment is padded to this length."""

MAX_DECLARATION_BYTES: Final = 16 * 1024
"""Hours and closures of a year, or a message of 500 characters, with room to spare."""

MAX_VISITORS: Final = 100_000
"""A hundred times what the busiest Point counts in a month: more is a slip of the finger."""

MAX_REVISION: Final = 10_000
"""Corrections of one month's return."""

MESSAGE_CHARACTERS: Final = COMMENT_CHARACTERS
"""What the desk may write to the Caf, or the Caf answer, in code points; more is for a telephone
call.
"""

NOTICE_CHARACTERS: Final = 280
"""A notice stands on a screen that people pass by."""

FIRST_SCREEN_NOTICE_CHARACTERS: Final = 160
"""At the largest text it still stands whole beside the way to begin."""

MAX_SEQUENCE: Final = 2**53 - 1
"""Batch numbers and totals stay exact in every language a second client may be written in."""

MAX_POINT_ID: Final = 40
"""Characters of a Point id."""

PRESENCE_BYTES: Final = 16
"""Secret of a Point's devices that presence codes are made with: 128 bits cannot be guessed."""

TICKET_SECRET_BYTES: Final = 10
"""80 random bits for a ticket that works once and for a week; short enough to type."""

TICKET_FINGERPRINT_BYTES: Final = 10
"""Part of SHA-256(collector's signing key) in a ticket: a second preimage costs 2^80."""

TICKET_DAYS: Final = 14
"""A ticket outlives the post and a holiday week, no more."""

KEYS_AHEAD_MONTHS: Final = 6
"""Periods whose public keys a bundle carries beyond the current one: months offline stay
possible.
"""

MAX_SPEECH_PACK_BYTES: Final = 16 * 1024 * 1024
"""A survey of the greatest size read aloud in one language; the default one takes about 1 MB."""

MAX_SPEECH_CLIPS: Final = 5000
"""Texts of one language: 40 questions of 64 options each, their hints, and the interface."""

MAX_CLIP_MILLISECONDS: Final = 5 * 60 * 1000
"""The longest text allowed takes half a minute; a person who reads slowly has room to spare."""
