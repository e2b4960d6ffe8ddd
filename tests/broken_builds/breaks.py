"""A few breaks for each promise: what to change in the sources, and the tests that notice."""

from __future__ import annotations

from dataclasses import dataclass

_ASIDE = "tests/collector/tally/test_set_aside.py"
_DAY = "tests/invariants/test_promises.py"


@dataclass(frozen=True, slots=True)
class Break:
    """A change that breaks a promise. `sound` stands once in `path`; `tests` are for pytest."""

    promise: int
    name: str
    path: str
    sound: str
    broken: str
    tests: tuple[str, ...]


BREAKS = (
    Break(
        1,
        "the kiosk logs what a browser says of itself",
        "kiosk/app.py",
        "def _protect(response: Response) -> Response:\n",
        "def _protect(response: Response) -> Response:\n"
        "    print(request.headers.get('User-Agent'), flush=True)\n",
        (f"{_DAY}::test_1_nothing_that_came_with_a_request_is_written_anywhere",),
    ),
    Break(
        1,
        "the kiosk logs a line a visit",
        "kiosk/submit.py",
        "    spool.store(*response)\n",
        "    spool.store(*response)\n    print('response stored', flush=True)\n",
        (f"{_DAY}::test_1_a_visit_leaves_no_line_and_no_time_behind",),
    ),
    Break(
        1,
        "a relay logs where a phone comes from",
        "kiosk/phone/app.py",
        "    def protect(response: Response) -> Response:\n",
        "    def protect(response: Response) -> Response:\n"
        "        print(request.remote_addr, flush=True)\n",
        ("tests/e2e/test_phone_traces.py::test_nothing_of_a_phone_is_written_anywhere",),
    ),
    Break(
        2,
        "the kiosk stores what it should seal",
        "kiosk/submit.py",
        "return context, seal(self.key, context, item_id, encoded)",
        "return context, item_id + bytes(limits.HPKE_OVERHEAD_BYTES) + encoded",
        (f"{_DAY}::test_2_the_kiosk_holds_ciphertext_only",),
    ),
    Break(
        3,
        "the spool remembers the order of arrival",
        "kiosk/spool/layout.py",
        '    """The whole file of a set of items of equal length, at least one."""\n'
        "    ordered = sorted(items)\n",
        '    """The whole file of a set of items of equal length, at least one."""\n'
        "    ordered = list(items)\n",
        ("tests/kiosk/spool/test_layout.py", "tests/kiosk/spool/test_canonicity.py"),
    ),
    Break(
        4,
        "a comment is not padded in the phone's browser",
        "kiosk/phone_web/comment.js",
        "new Uint8Array(COMMENT_BYTES - bytes.length)",
        "new Uint8Array(0)",
        ("tests/kiosk/phone_web/test_sealing.py",),
    ),
    Break(
        4,
        "a comment is not padded",
        "shared/comment.py",
        'text.ljust(limits.COMMENT_BYTES, b"\\0")',
        "text",
        ("tests/shared/test_properties.py", "tests/shared/test_vectors.py"),
    ),
    Break(
        4,
        "a response leaves unanswered questions out",
        "shared/response.py",
        "return bytes([ids.index(next(iter(chosen))) + 1 if chosen else 0])",
        'return bytes([ids.index(next(iter(chosen))) + 1]) if chosen else b""',
        ("tests/shared/test_properties.py",),
    ),
    Break(
        5,
        "intake opens the period keys",
        "collector/commands/serve.py",
        "    server = listen(create_app(collector, Part(part)), collector.config)\n",
        "    [each.read_bytes() for each in collector.config.keys_dir.iterdir()]\n"
        "    server = listen(create_app(collector, Part(part)), collector.config)\n",
        ("tests/collector/intake/test_process.py::test_intake_holds_no_private_key",),
    ),
    Break(
        5,
        "the tally publishes exact counts",
        "collector/tally/perturb.py",
        "count + value for count, value in zip(counts, values, strict=True)",
        "count for count, value in zip(counts, values, strict=True)",
        ("tests/collector/tally/test_run.py", "tests/collector/tally/test_perturb.py"),
    ),
    Break(
        6,
        "deleted items stay readable in the database",
        "collector/store/engine.py",
        '"secure_delete=ON"',
        '"secure_delete=OFF"',
        ("tests/collector/tally/test_no_traces.py",),
    ),
    Break(
        6,
        "a destroyed key stays on the disk",
        "collector/keys/keyring.py",
        "return destroy_file(self._path(period))",
        "return self._path(period).exists()",
        (f"{_DAY}::test_6_a_destroyed_key_is_gone_from_the_disk",),
    ),
    Break(
        7,
        "two cells share a draw",
        "collector/tally/perturb.py",
        "(key.scope, key.survey.hex(), key.breakdown, *name) for name in names",
        "(key.survey.hex(), key.breakdown, *name) for name in names",
        (
            "tests/collector/tally/test_perturb.py",
            "tests/collector/tally/test_run.py::test_no_two_points_share_their_draws",
        ),
    ),
    Break(
        7,
        "a draw does not depend on what was opened",
        "collector/tally/noise.py",
        "identity + tail)",
        "identity)",
        ("tests/collector/tally/test_noise.py",),
    ),
    Break(
        7,
        "a visitor's answers count again as often as they are copied",
        "collector/tally/pages.py",
        "_Tags(opened_tags(transaction, start.point))",
        "_Tags(set())",
        (f"{_ASIDE}::test_a_copy_that_comes_after_the_release_counts_nowhere",),
    ),
    Break(
        8,
        "items that do not open disappear",
        "collector/store/releases.py",
        "    _set_aside(transaction, publication)\n    _note",
        "    _note",
        (f"{_ASIDE}::test_wrong_items_are_set_aside_with_their_reason_and_stop_nothing",),
    ),
    Break(
        8,
        "an interrupted tally takes in what came since",
        "collector/tally/pages.py",
        "mine = _claimed(items, taken[start.point][start.period])",
        "mine = items",
        ("tests/collector/tally/test_interrupted.py",),
    ),
    Break(
        8,
        "the spool does not wait for the disk",
        "kiosk/spool/lane.py",
        "                os.fdatasync(descriptor)\n            finally:\n",
        "            finally:\n",
        ("tests/kiosk/spool/test_durability.py",),
    ),
    Break(
        8,
        "a batch leaves the kiosk against any answer",
        "kiosk/courier/delivery.py",
        "    try:\n        check_receipt(reply.body, parcel, signers)\n"
        "    except Problem as problem:\n        return Verdict(Outcome.TRY_LATER, problem)\n",
        "    del parcel, signers\n",
        ("tests/kiosk/courier/test_courier.py",),
    ),
    Break(
        8,
        "a phone's item is thanked for before it is kept",
        "kiosk/phone/relay.py",
        "            if self._spool.store(lane, sealed.item):\n"
        "                self._ceiling.count((point.id, sealed.label))\n",
        "            self._ceiling.count((point.id, sealed.label))\n",
        ("tests/kiosk/phone/test_relay.py",),
    ),
    Break(
        8,
        "an item counts as often as it comes",
        "collector/store/items.py",
        "if (item_id := item[: limits.ITEM_ID_BYTES]) in new\n    ]\n",
        "if (item_id := item[: limits.ITEM_ID_BYTES])\n    ]\n",
        ("tests/collector/intake/test_accept.py",),
    ),
)
