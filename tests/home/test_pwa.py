"""The manifest, the service worker, the offline page and the copies it keeps."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from flask import Flask

from portal.accounts.models import Member
from portal.community.actions.posts import publish_reply
from portal.community.actions.topics import discuss_article
from portal.core.db import db
from tests.browser_client import Browser
from tests.content.articles import draft, published

Open = Callable[..., Browser]


@pytest.mark.parametrize(
    ("locale", "lang", "name"),
    [("zh_Hans", "zh-Hans", "患者社区"), ("zh_Hant", "zh-Hant", "病友社群"), ("en", "en", "Patient Community")],
)
def test_the_manifest_names_the_site_in_the_language_of_its_address(
    browser: Open, locale: str, lang: str, name: str
) -> None:
    client = browser()
    client.set_cookie("portal_locale", locale)
    page = client.get("/sign-in").text
    found = re.search(r'<link rel="manifest" href="([^"]+)">', page)
    assert found is not None
    answer = browser().get(found[1])
    assert answer.mimetype == "application/manifest+json"
    manifest = json.loads(answer.text)
    assert (manifest["name"], manifest["lang"]) == (name, lang)


def test_every_icon_of_the_manifest_is_there_in_the_size_it_says(browser: Open) -> None:
    icons = json.loads(browser().get("/manifest.webmanifest").text)["icons"]
    assert {icon["purpose"] for icon in icons} == {"any", "maskable"}
    for icon in icons:
        answer = browser().get(icon["src"])
        assert answer.status_code == 200
        if answer.mimetype == "image/png":
            width, height = (int.from_bytes(answer.data[at : at + 4], "big") for at in (16, 20))
            assert f"{width}x{height}" == icon["sizes"]


def test_the_worker_is_asked_for_anew_each_time_and_names_files_that_exist(app: Flask, browser: Open) -> None:
    answer = browser().get("/sw.js")
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.mimetype == "text/javascript"
    known, script = re.findall(r"PORTAL = (\{.*\});|importScripts\(\"(.+)\"\)", answer.text)
    portal = json.loads(known[0])
    assert portal["version"] == app.extensions["assets_version"]
    assert [browser().get(address).status_code for address in (*portal["shell"], script[1], portal["offline"])] == [
        200
    ] * (len(portal["shell"]) + 2)


def test_the_offline_page_looks_as_its_address_says_and_names_the_emergency_number(browser: Open) -> None:
    page = browser().get("/offline?locale=zh_Hant&theme=dark&text_step=3&elder=1").text
    assert '<html lang="zh-Hant"\n      data-theme="dark"\n      data-text-step="3" data-elder>' in page
    assert 'href="tel:120"' in page
    assert browser().get("/offline?theme=pink").status_code == 422


def test_no_cookie_is_needed_or_set_for_what_the_worker_keeps(browser: Open, eli: Member, chen: Member) -> None:
    article = published(eli, chen)
    for path in ("/offline", f"/articles/{article.slug}/copy"):
        answer = browser().get(path)
        assert "no-store" not in answer.headers["Cache-Control"]
        assert "csrf" not in answer.text


def test_a_copy_has_the_text_and_its_sources_but_nothing_that_people_wrote(
    browser: Open, eli: Member, chen: Member, ana: Member
) -> None:
    article = published(eli, chen)
    topic = discuss_article(article.public_id, article.title, article.lang)
    publish_reply(topic.id, "canary words", by=ana.id)
    db.session.expire_all()
    assert "canary words" in browser().get(f"/articles/{article.slug}").text
    copy = browser(ana).get(f"/articles/{article.slug}/copy?locale=en").text
    assert "<strong>rest</strong>" in copy
    assert "https://example.org/guideline" in copy
    assert "canary words" not in copy and ana.display_name not in copy


def test_a_draft_has_no_copy(browser: Open, eli: Member) -> None:
    assert browser(eli).get(f"/articles/{draft(eli).slug}/copy").status_code == 404
