"""What is said of each concern: on the page of devices, and in the morning's e-mail."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from collector.fleet.assess import Concern
from collector.texts import mark as _


class Words(NamedTuple):
    """Message ids: what is amiss, and what a person does about it."""

    amiss: str
    remedy: str


WORDS: Final[Mapping[Concern, Words]] = {
    Concern.NEVER_SEEN: Words(_("Never heard of."), _("Finish its enrolment, or revoke it.")),
    Concern.SILENT: Words(
        _("Silent in opening hours."),
        _("Call the Point: is the computer on, and is the network plugged in?"),
    ),
    Concern.CLOCK_WRONG: Words(
        _("The clock is wrong."),
        _("Set the date on the device; answers already sealed are safe."),
    ),
    Concern.DISK_LOW: Words(
        _("The disk is nearly full."), _("Free some room before it refuses answers.")
    ),
    Concern.QUARANTINED: Words(
        _("Some answers were refused for good."),
        _("Run isoloir-kiosk status there: it says why. They are kept."),
    ),
    Concern.OLD_RESPONSES: Words(
        _("Answers of past months still wait there."),
        _("Have the agent press “Send now”, or fetch them by USB stick."),
    ),
    Concern.OLD_BUNDLE: Words(
        _("It has not fetched the latest survey, keys or hours."),
        _("It does so by itself at its next contact."),
    ),
    Concern.OLD_PROGRAM: Words(
        _("The program is of another version."),
        _("Update the older side, the collector last."),
    ),
}
