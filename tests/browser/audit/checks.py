"""What the audit asks of one open page: axe, our own measures, and no sideways scroll on the narrowest phone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

HERE = Path(__file__).parent
AXE = (HERE / "vendor" / "axe-4.14.1.min.js").read_text()
PROBE = (HERE / "probe.js").read_text()
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN_AXE = """async (tags) => {
  const { violations } = await axe.run(document, { runOnly: { type: "tag", values: tags } });
  return violations.flatMap(({ id, nodes }) =>
    nodes.slice(0, 3).map((node) => [id, `${node.html.slice(0, 120)} ${node.failureSummary}`]));
}"""
PATIENT = {"tap": 44, "font": 16, "lineHeight": 1.6}
STAFF = {"tap": 24, "font": 14, "lineHeight": 1.6}
ELDER = {"mainTap": 60, "mainParts": ".button, .cell__link, .tab, .tile, .elder-entry"}
NARROWEST = 320


def audit(page: Page, *, elder: bool) -> list[str]:
    """The problems of the page as it stands; leaves its window as tall as the page, so that no bar covers anything."""
    page.evaluate("document.fonts.ready")
    _stretch(page)
    is_staff_page = page.locator(".staff-body").count() > 0
    limits: dict[str, Any] = STAFF if is_staff_page else PATIENT | (ELDER if elder else {})
    return [*_axe(page), *_measures(page, limits), *_reflow(page)]


def _stretch(page: Page) -> None:
    size = page.viewport_size
    assert size is not None
    height = size["height"]
    for _attempt in range(4):
        needed = int(page.evaluate("document.documentElement.scrollHeight"))
        if needed <= height:
            return
        height = needed
        page.set_viewport_size({"width": size["width"], "height": height})


def _axe(page: Page) -> list[str]:
    page.evaluate(AXE)
    return [f"axe {rule}: {node}" for rule, node in page.evaluate(RUN_AXE, AXE_TAGS)]


def _measures(page: Page, limits: dict[str, Any]) -> list[str]:
    return [f"{rule}: {where} is {measured}" for rule, where, measured in page.evaluate(PROBE, limits)]


def _reflow(page: Page) -> list[str]:
    size = page.viewport_size
    assert size is not None
    page.set_viewport_size({"width": NARROWEST, "height": size["height"]})
    found = _measures(page, {"widthOnly": True})
    page.set_viewport_size(size)
    return [f"at {NARROWEST} {problem}" for problem in found]
