"""What is wrong with a screen as it stands: axe's findings, and what is measured as it is rendered.

    page.goto(...)
    assert examine(page) == []

One call to the page does all of it, so that thousands of looks stay affordable.
"""

from __future__ import annotations

from typing import Any, Final

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

TAGS: Final = (
    "wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "wcag2aaa", "best-practice",
    "EN-301-549", "RGAAv4",
)  # fmt: skip

AXE: Final = {
    "resultTypes": ["violations"],
    "runOnly": {"type": "tag", "values": TAGS},
    "rules": {"target-size": {"enabled": False}},
}
"""All of axe's rules of these tags but one, which costs a third of the time and asks for a third of
what is measured here."""

TARGET: Final = 72
GAP: Final = 16

MEASURE: Final = """() => {
    const page = document.scrollingElement;
    const boxes = [...document.querySelectorAll("button, label.option, a[href], textarea")]
        .filter((each) => each.checkVisibility() && !each.closest("dialog"))
        .map((each) => {
            const { left, top, right, bottom } = each.getBoundingClientRect();
            const wide = each.scrollWidth > each.clientWidth + 1;
            const cut = wide || each.scrollHeight > each.clientHeight + 1;
            return { name: each.textContent.trim().slice(0, 40), left, top, right, bottom,
                cut: cut && !each.matches("textarea") };
        });
    return {
        width: innerWidth, height: innerHeight,
        scrollWidth: page.scrollWidth, scrollHeight: page.scrollHeight, boxes,
        squeezed: [...document.querySelectorAll("main")]
            .filter((each) => each.scrollHeight > each.clientHeight + 1).length,
    };
}"""

PALE: Final = """() => {
    const parts = (colour) => colour.match(/[\\d.]+/g).map(Number);
    const channel = (value) => {
        const part = value / 255;
        return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    };
    const luminance = ([red, green, blue]) =>
        0.2126 * channel(red) + 0.7152 * channel(green) + 0.0722 * channel(blue);
    const seen = (colour) => (parts(colour)[3] ?? 1) > 0;
    const behind = (each) => {
        for (let at = each; at; at = at.parentElement) {
            const colour = getComputedStyle(at).backgroundColor;
            if (seen(colour)) return colour;
        }
        return "rgb(255, 255, 255)";
    };
    const contrast = (one, other) => {
        const [low, high] = [luminance(parts(one)), luminance(parts(other))].sort((a, b) => a - b);
        return (high + 0.05) / (low + 0.05);
    };
    const shown = (each) => each.checkVisibility() && !each.closest("dialog:not([open])");
    const bordered = "button, label.option, textarea, input[type=checkbox]";
    const edges = [...document.querySelectorAll(bordered)].filter(shown)
        .map((each) => {
            const style = getComputedStyle(each);
            const edge = parseFloat(style.borderTopWidth) > 0 && seen(style.borderTopColor)
                ? style.borderTopColor : style.backgroundColor;
            const bare = !seen(edge);
            return { what: `edge: ${each.textContent.trim().slice(0, 30) || each.name}`,
                least: 3, contrast: bare ? 21 : contrast(edge, behind(each.parentElement)) };
        });
    const written = (each) => each.nodeType === 3 && each.data.trim();
    const texts = [...document.querySelectorAll("body *")]
        .filter((each) => [...each.childNodes].some(written))
        .filter((each) => shown(each) && !each.closest("svg"))
        .map((each) => ({ what: `text: ${each.textContent.trim().slice(0, 30)}`, least: 7,
            contrast: contrast(getComputedStyle(each).color, behind(each)) }));
    return [...edges, ...texts].filter((each) => each.contrast < each.least);
}"""

LOST: Final = """() => [...document.querySelectorAll("#screen *")]
    .filter((each) => each.checkVisibility() && !each.closest("svg, dialog, .unseen, textarea")
        && [...each.childNodes].some((text) => text.nodeType === 3 && text.data.trim()))
    .filter((each) => {
        const range = document.createRange();
        range.selectNodeContents(each);
        const text = range.getBoundingClientRect();
        const around = [];
        for (let at = each; at && at.id !== "screen"; at = at.parentElement) {
            const style = getComputedStyle(at);
            const cuts = style.overflow !== "visible" && style.display !== "inline";
            if (cuts || at.matches("button, label, a")) around.push(at.getBoundingClientRect());
        }
        return text.left < -1 || text.right > innerWidth + 1 || around.some((box) =>
            text.left < box.left - 3 || text.right > box.right + 3
            || text.top < box.top - 3 || text.bottom > box.bottom + 3);
    })
    .map((each) => each.textContent.trim().slice(0, 40))"""
"""Texts that stand outside their control, outside what cuts them, or outside the window."""

EXAMINE: Final = f"""async ([options, width]) => {{
    while (width && innerWidth !== width) await new Promise(requestAnimationFrame);
    document.body.getBoundingClientRect(); // asks for the letters of this screen
    await document.fonts.ready;
    const found = options ? (await axe.run(document, options)).violations : [];
    return {{
        axe: found.flatMap(({{ id, nodes }}) => nodes.map(({{ html }}) => `${{id}}: ${{html}}`)),
        pale: ({PALE})(), lost: ({LOST})(), seen: ({MEASURE})(),
    }};
}}"""


def examine(page: Page, axe: bool = True) -> list[str]:
    """Everything wrong with the screen: what axe finds, unless it is left out, and the measures."""
    if axe and not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    width = (page.viewport_size or {"width": 0})["width"]
    found = page.evaluate(EXAMINE, [AXE if axe else None, width])
    said = [each[:150] for each in found["axe"]]
    pale = [f"contrast {each['contrast']:.2f} of {each['what']}" for each in found["pale"]]
    lost = [f"lost: {each}" for each in found["lost"]]
    return said + pale + lost + _flaws(found["seen"])


def flaws(page: Page) -> list[str]:
    """What is too small, too close, cut or outside on the screen as it is rendered now."""
    return _flaws(page.evaluate(EXAMINE, [None, 0])["seen"])


def _flaws(seen: dict[str, Any]) -> list[str]:
    found = ["squeezed"] if seen["squeezed"] else []
    if seen["scrollWidth"] > seen["width"] or seen["scrollHeight"] > seen["height"]:
        found.append(f"scrolls: {seen['scrollWidth']}×{seen['scrollHeight']}")
    boxes = seen["boxes"]
    for index, box in enumerate(boxes):
        if min(box["right"] - box["left"], box["bottom"] - box["top"]) < TARGET - 0.01:
            found.append(f"too small: {box['name']}")
        over = max(box["right"] - seen["width"], box["bottom"] - seen["height"])
        if max(over, -box["left"], -box["top"]) > 0.01:
            found.append(f"outside: {box['name']}")
        if box["cut"]:
            found.append(f"text cut: {box['name']}")
        found += [
            f"too close: {box['name']} | {other['name']}"
            for other in boxes[index + 1 :]
            if _distance(box, other) < GAP - 0.01
        ]
    return found


def _distance(one: dict[str, Any], other: dict[str, Any]) -> float:
    """The blank between two boxes, in CSS pixels."""
    across = max(one["left"] - other["right"], other["left"] - one["right"])
    down = max(one["top"] - other["bottom"], other["top"] - one["bottom"])
    return float(max(across, down))
