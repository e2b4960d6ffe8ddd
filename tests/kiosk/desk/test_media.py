"""Which mounted media an agent can take away."""

from __future__ import annotations

from kiosk.desk.media import Medium, list_media, read_mounts, removable

MOUNTINFO = r"""
22 1 8:2 / / rw,relatime shared:1 - ext4 /dev/sda2 rw
23 22 0:5 / /proc rw,nosuid - proc proc rw
35 22 8:17 / /media/agent/CLE\040ACCUEIL rw,nosuid shared:9 - vfat /dev/sdb1 rw
36 22 8:33 / /mnt/stick rw - vfat /dev/sdc1 rw
37 22 8:49 / /run/media/agent/LOCKED ro,nosuid - vfat /dev/sdd1 ro
38 22 8:65 / /srv/data rw - ext4 /dev/sde1 rw
broken line
"""


def test_sticks_are_found_by_their_place_or_by_what_they_lie_on() -> None:
    found = removable(read_mounts(MOUNTINFO), {"8:33", "8:2", "8:49"}.__contains__)
    assert found == [
        Medium("/media/agent/CLE ACCUEIL", "CLE ACCUEIL"),
        Medium("/mnt/stick", "stick"),
    ]


def test_nothing_plugged_in_is_an_empty_list() -> None:
    assert removable(read_mounts(""), lambda _: True) == []


def test_this_machine_can_be_asked() -> None:
    assert all(each.path.startswith("/") and each.path != "/" for each in list_media())
