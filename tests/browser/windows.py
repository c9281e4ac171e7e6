"""Windows of a real Chromium: opened as a person sees the portal, watched for anything a page must not do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response

from portal.accounts.models import Member
from portal.core.db import db, transaction
from portal.core.i18n import lang_tag
from tests.browser.serving import Served

CHROMIUM = "/usr/bin/chromium"
PATIENCE = 15_000
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-sync",
    "--no-first-run",
    "--no-pings",
    "--font-render-hinting=none",
]


@dataclass
class Windows:
    """Opens pages on one running browser and portal; `problems` collects what any of them did wrong."""

    portal: Served
    chromium: Browser
    problems: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    def open(
        self,
        person: Member | None = None,
        *,
        width: int = 390,
        height: int = 844,
        locale: str = "zh_Hans",
        theme: str = "light",
        elder: bool = False,
        text_step: int = 0,
        javascript: bool = True,
        session: Mapping[str, str] = MappingProxyType({}),
        workers: Literal["allow", "block"] = "block",
        user_agent: str | None = None,
    ) -> Page:
        """A page in a browser of its own, signed in as a person or signed out, with these preferences.

        Addresses are relative to the portal: `page.goto("/groups")`. `session` is what earlier steps left in the
        cookie.
        """
        context = self.chromium.new_context(
            base_url=self.portal.url,
            viewport={"width": width, "height": height},
            locale=lang_tag(locale),
            java_script_enabled=javascript,
            reduced_motion="reduce",
            has_touch=width < 700,
            service_workers=workers,
            user_agent=user_agent,
        )
        context.set_default_timeout(PATIENCE)
        self.contexts.append(context)
        cookies = {
            "portal_locale": locale,
            "portal_theme": theme,
            "portal_text": str(text_step),
            "portal_elder": "1" if elder else "0",
        }
        if person is not None:
            self._prefer(person, locale=locale, theme=theme, elder=elder, text_step=text_step)
        if person is not None or session:
            cookies[self.portal.app.config["SESSION_COOKIE_NAME"]] = self.portal.session_cookie(person, **session)
        context.add_cookies([{"name": name, "value": value, "url": self.portal.url} for name, value in cookies.items()])
        page = context.new_page()
        self._watch(page)
        return page

    def take_problems(self) -> list[str]:
        """The problems so far, which then no longer count."""
        taken, self.problems[:] = list(self.problems), []
        return taken

    def close(self) -> None:
        for context in self.contexts:
            context.close()
        self.contexts.clear()

    @staticmethod
    def _prefer(person: Member, **preferences: str | bool | int) -> None:
        with transaction():
            row = db.session.get_one(Member, person.id)
            for name, value in preferences.items():
                setattr(row, name, value)

    def _watch(self, page: Page) -> None:
        home = urlsplit(self.portal.url).netloc

        def console(message: ConsoleMessage) -> None:
            if message.type == "error" and not message.text.startswith("Failed to load resource"):
                self.problems.append(f"{page.url} console: {message.text}")

        def request(sent: Request) -> None:
            host = urlsplit(sent.url).netloc
            if host and host != home:
                self.problems.append(f"{page.url} asks a third party: {sent.url}")

        def response(received: Response) -> None:
            lost = received.status >= 400 and received.request.resource_type not in {"document", "xhr", "fetch"}
            if received.status >= 500 or lost:
                self.problems.append(f"{received.url} answers {received.status}")

        page.on("console", console)
        page.on("pageerror", lambda problem: self.problems.append(f"{page.url} script: {problem}"))
        page.on("request", request)
        page.on("response", response)
