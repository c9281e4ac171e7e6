"""Every page of the URL map in real Chromium: axe, sizes, reflow, a quiet console, no third party."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.browser.audit.checks import audit
from tests.browser.audit.looks import LOOKS, Look, sampled
from tests.browser.audit.sheet import ContactSheet
from tests.browser.serving import Served
from tests.browser.windows import Windows
from tests.world import Visit, World, visits, with_refusals

SUBMIT = "main form[method=post] [type=submit]"


def audit_all(windows: Windows, world: World, pictures: Path, plan: Iterable[tuple[Visit, Look]]) -> list[str]:
    """Opens each visit in its look, keeps a picture, and returns every problem with its page."""
    sheet, found = ContactSheet(pictures), []
    for visit, look in plan:
        page = windows.open(world.member(visit.person), session=visit.session, **look.window)
        answer = page.goto(visit.url)
        if visit.is_refused:
            page.locator(SUBMIT).first.click()
        problems = [] if visit.is_refused or (answer and answer.ok) else [f"answers {answer and answer.status}"]
        problems += audit(page, elder=look.elder)
        problems += windows.take_problems()
        name = f"{visit.name} {look.name}"
        sheet.add(page, name, problems)
        found += [f"{name}: {problem}" for problem in problems]
        windows.close()
    print(f"{len(sheet.figures)} pages on {sheet.write()}")
    return found


def test_every_page_passes_the_audit_in_some_look(windows: Windows, portal: Served, world: World, pictures) -> None:
    plan = [(visit, sampled(number)) for number, visit in enumerate(with_refusals(visits(portal.app, world)))]
    found = audit_all(windows, world, pictures, plan)
    assert plan and not found, "\n".join(found)


@pytest.mark.slow
@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look.name)
def test_every_page_passes_the_audit_in_every_look(windows, portal: Served, world: World, pictures, look: Look) -> None:
    found = audit_all(
        windows, world, pictures / look.name, [(visit, look) for visit in with_refusals(visits(portal.app, world))]
    )
    assert not found, "\n".join(found)


def test_the_audit_notices_planted_faults(windows: Windows) -> None:
    page = windows.open()
    page.goto("/sign-in")
    assert audit(page, elder=False) == []
    plants = {
        "tap": "<button>x</button>",
        "font": "<p class='planted-small'>small</p>",
        "at 320 reflow": "<p class='planted-wide'>wide</p>",
        "axe image-alt": "<img src='/x.png' width='60' height='60'>",
    }
    page.route("**/x.png", lambda route: route.fulfill(status=204))
    page.evaluate(
        """plants => { const sheet = new CSSStyleSheet();
        sheet.replaceSync(`.planted-small { font-size: 11px } .planted-wide { inline-size: 400px }
          main > button { all: unset; inline-size: 20px; block-size: 20px }`);
        document.adoptedStyleSheets = [sheet];
        document.querySelector('main').insertAdjacentHTML('beforeend', plants) }""",
        "".join(plants.values()),
    )
    found = audit(page, elder=False)
    for expected in plants:
        assert any(problem.startswith(expected) for problem in found), (expected, found)
    windows.take_problems()
