"""How large the largest text is: a capital subtends 0.7 degrees."""

from __future__ import annotations

import math

import pytest

from kiosk.viewing import (
    CAPITAL,
    SIZES,
    Panel,
    capital_height,
    largest_text,
    size_rules,
    text_sizes,
)


def test_the_usual_panel_wants_44_pixels() -> None:
    assert largest_text(Panel(600, 21.5, (1920, 1080))) == pytest.approx(44, abs=0.5)


@pytest.mark.parametrize("distance", [300, 600, 1200])
@pytest.mark.parametrize("pixels", [(1280, 720), (1920, 1080), (3840, 2160)])
def test_a_capital_subtends_seven_tenths_of_a_degree(
    distance: int, pixels: tuple[int, int]
) -> None:
    panel = Panel(distance, 24, pixels)
    drawn = largest_text(panel) * CAPITAL * panel.pitch
    assert drawn == pytest.approx(capital_height(panel))
    assert math.degrees(math.atan(drawn / distance)) == pytest.approx(0.7, abs=0.001)


def test_a_pixel_is_as_wide_as_the_panel_makes_it() -> None:
    assert Panel(600, 21.5, (1920, 1080)).pitch == pytest.approx(0.2479, abs=0.0001)


def test_twice_as_far_is_twice_as_large_and_finer_pixels_change_nothing_to_the_eye() -> None:
    near, far = Panel(400), Panel(800)
    assert largest_text(far) == pytest.approx(2 * largest_text(near))
    coarse, fine = Panel(pixels=(1280, 720)), Panel(pixels=(3840, 2160))
    assert text_sizes(coarse) == pytest.approx(text_sizes(fine))


def test_sizes_grow_and_end_at_the_largest() -> None:
    panel = Panel()
    sizes = text_sizes(panel)
    assert len(sizes) == SIZES - 1
    assert list(sizes) == sorted(set(sizes))
    assert sizes[-1] * 1920 == pytest.approx(largest_text(panel))
    assert ":root:has(.size-3) { --least: 2.306vmax; }" in size_rules(panel)


def test_no_size_is_below_the_looks_own_however_near_the_eyes() -> None:
    assert min(text_sizes(Panel(200, 43, (3840, 2160)))) >= 0.0125
