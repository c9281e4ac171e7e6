"""The palette keeps its promises: every pair of tokens in use has enough contrast, in the light and in the dark."""

from __future__ import annotations

import re
from pathlib import Path

import brotli
import pytest

CSS = Path(__file__).resolve().parents[2] / "portal" / "static" / "css"
TEXT, SHAPE = 4.5, 3.0
GROUNDS = ("ground", "surface")

# Pairs that meet on a page although no single rule names both: text inherits its color or its ground.
PAIRS = [
    *((ink, ground, TEXT) for ink in ("ink", "muted", "link", "danger") for ground in GROUNDS),
    ("ink", "sunken", TEXT),
    ("muted", "sunken", TEXT),
    ("ink", "tint", TEXT),
    ("link", "tint", TEXT),
    ("ink", "coral-ground", TEXT),
    *(("border", ground, SHAPE) for ground in GROUNDS),
    *(("primary", ground, SHAPE) for ground in (*GROUNDS, "tint")),
    *((edge, "surface", SHAPE) for edge in ("info-ink", "warn-ink", "danger")),
    ("focus", "focus-ink", SHAPE),
]


def block(css: str, opening: str) -> dict[str, str]:
    """The colors that the rule after `opening` gives to its tokens."""
    rule = css[css.index(opening) + len(opening) :]
    return dict(re.findall(r"--([\w-]+): (#[0-9A-F]{6});", rule[: rule.index("}")]))


def palettes() -> dict[str, dict[str, str]]:
    css = (CSS / "tokens.css").read_text(encoding="utf-8")
    light = block(css, ":root {")
    return {
        "light": light,
        "dark": light | block(css, '[data-theme="dark"] {'),
        "auto": light | block(css, '[data-theme="auto"] {'),
    }


def luminance(color: str) -> float:
    channels = (int(color[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    brighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def pairs_of_the_rules() -> set[tuple[str, str, float]]:
    """Text color and background wherever one rule of the style sheets sets both."""
    found = set()
    for path in CSS.rglob("*.css"):
        for body in re.findall(r"\{([^{}]*)\}", path.read_text(encoding="utf-8")):
            ink = re.search(r"(?<![\w-])color: var\(--([\w-]+)\)", body)
            ground = re.search(r"background(?:-color)?: var\(--([\w-]+)\)", body)
            if ink and ground:
                found.add((ink[1], ground[1], TEXT))
    return found


@pytest.mark.parametrize("theme", ["light", "dark", "auto"])
def test_every_pair_of_tokens_in_use_has_enough_contrast(theme: str) -> None:
    colors = palettes()[theme]
    weak = {
        f"{ink} on {ground}": round(contrast(colors[ink], colors[ground]), 2)
        for ink, ground, least in sorted({*PAIRS, *pairs_of_the_rules()})
        if contrast(colors[ink], colors[ground]) < least
    }
    assert weak == {}


def test_the_rules_of_the_style_sheets_are_read() -> None:
    assert {
        ("on-primary", "primary", TEXT),
        ("danger-ink", "danger-ground", TEXT),
    } <= pairs_of_the_rules()


def test_black_on_white_measures_21() -> None:
    assert round(contrast("#000000", "#FFFFFF"), 2) == 21


def test_the_dark_theme_is_the_same_whether_chosen_or_automatic() -> None:
    assert palettes()["dark"] == palettes()["auto"]


def test_colors_are_named_only_in_the_tokens() -> None:
    strays = [
        f"{path.name}: {color}"
        for path in CSS.rglob("*.css")
        if path.name != "tokens.css"
        for color in re.findall(r"#[0-9A-Fa-f]{3,8}\b|rgba?\(|hsla?\(", path.read_text(encoding="utf-8"))
    ]
    assert strays == []


def test_the_whole_style_sheet_stays_small() -> None:
    whole = b"".join(path.read_bytes() for path in CSS.rglob("*.css"))
    assert len(brotli.compress(whole)) <= 25 * 1024
